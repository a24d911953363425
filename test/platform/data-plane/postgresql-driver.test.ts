import { describe, expect, it } from 'vitest';
import { createCertificate } from '../../../dev/tls.ts';
import { describeError } from '../../../src/platform/data-plane/error-codes.ts';
import { figureQueries } from '../../../src/platform/data-plane/figure-queries.ts';
import { openPostgresql } from '../../../src/platform/data-plane/postgresql-driver.ts';
import { usePostgresql } from './fake-postgresql.ts';

const server = usePostgresql();
const { procedure } = figureQueries.postgresql;

function open(signal = AbortSignal.timeout(20_000)) {
  const place = {
    host: '127.0.0.1',
    port: server.port,
    database: 'claims',
    token: 'token-1',
    user: 'phiwatch-drills',
  };
  return openPostgresql(place, { signal, timeoutSeconds: 20 });
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'nothing failed', describeError);
}

describe('a connection to PostgreSQL', () => {
  it('has the identity for its user and the token for its password', async () => {
    const connection = await open();
    connection.close();
    expect(server.started).toEqual([
      expect.objectContaining({
        user: 'phiwatch-drills',
        database: 'claims',
        application_name: 'phiwatch',
        statement_timeout: '20000',
      }),
    ]);
    expect(server.passwords).toEqual(['token-1']);
  });

  it('gives rows by their columns, of too many the first', async () => {
    server.behavior.reply = {
      columns: [
        ['table_name', 25],
        ['row_count', 20],
        ['checksum', 25],
        ['changed_at', 1184],
      ],
      rows: [
        ['public.visits', '12', 'ab', '2026-03-01 09:00:00+01'],
        ['public.wards', '0', null, null],
        ['public.more', '1', null, null],
      ],
    };
    const connection = await open();
    expect(await connection.query(procedure, 2)).toEqual([
      {
        table_name: 'public.visits',
        row_count: '12',
        checksum: 'ab',
        changed_at: new Date('2026-03-01T08:00:00Z'),
      },
      { table_name: 'public.wards', row_count: '0', checksum: null, changed_at: null },
    ]);
    expect(server.queries).toEqual([procedure]);
    connection.close();
  });

  it('says the code of what is refused', async () => {
    server.behavior.reply = '42883';
    const connection = await open();
    expect(await reasonOf(connection.query(procedure, 201))).toBe('42883');
    connection.close();
    server.behavior.refusal = '28000';
    expect(await reasonOf(open())).toBe('28000');
  });

  it('sends no token where there is no TLS, or the certificate is of another', async () => {
    server.behavior.tls = false;
    expect(await reasonOf(open())).toBe('unknown error');
    server.behavior.tls = true;
    server.behavior.certificate = await createCertificate();
    expect(await reasonOf(open())).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(server.passwords).toEqual([]);
  });

  it('ends with its query when the time is over', async () => {
    const time = new AbortController();
    const connection = await open(time.signal);
    const asked = reasonOf(connection.query(procedure, 201));
    await expect.poll(() => server.queries).toEqual([procedure]);
    time.abort();
    expect(await asked).toBe('unknown error');
    await expect.poll(() => server.open.size).toBe(0);
  });
});
