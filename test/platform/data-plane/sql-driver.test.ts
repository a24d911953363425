import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createCertificate } from '../../../dev/tls.ts';
import { describeError } from '../../../src/platform/data-plane/error-codes.ts';
import { figureQueries } from '../../../src/platform/data-plane/figure-queries.ts';
import { openSql } from '../../../src/platform/data-plane/sql-driver.ts';
import { useSqlServer } from './fake-sql-server.ts';

const server = useSqlServer();
const { procedure } = figureQueries.sql;

function open(signal = AbortSignal.timeout(20_000)) {
  const place = { host: '127.0.0.1', port: server.port, database: 'claims', token: 'token-1', user: '' };
  return openSql(place, { signal, timeoutSeconds: 20 });
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'nothing failed', describeError);
}

describe('a connection to Azure SQL', () => {
  it('is opened with the token, and takes no long texts', async () => {
    const connection = await open();
    connection.close();
    expect(server.tokens).toEqual(['token-1']);
    expect(server.batches).toEqual(['set textsize 2048']);
  });

  it('gives the four columns of rows, of too many the first', async () => {
    const changed = new Date('2026-03-01T08:00:00.123Z');
    server.behavior.reply = [
      ['dbo.Visits', 12n, 'ab', changed, 'Mira Quillfeather'],
      ['dbo.Wards', 0n, null, null, ''],
      ['dbo.More', 1n, null, null, ''],
    ];
    const connection = await open();
    expect(await connection.query(procedure, 2)).toEqual([
      { table_name: 'dbo.Visits', row_count: '12', checksum: 'ab', changed_at: changed },
      { table_name: 'dbo.Wards', row_count: '0', checksum: null, changed_at: null },
    ]);
    expect(server.batches.at(-1)).toBe(procedure);
    connection.close();
    await expect.poll(() => server.open.size).toBe(0);
  });

  it.each([0, 1, 5, 20])('may be closed %i ms after it was asked', async (milliseconds) => {
    server.behavior.reply = Array.from({ length: 500 }, (_, n) => [`dbo.T${n}`, 1n, null, null, '']);
    const connection = await open();
    const asked = reasonOf(connection.query(procedure, 501));
    await sleep(milliseconds);
    connection.close();
    expect(await asked).toMatch(/^(ECANCEL|nothing failed)$/);
    await expect.poll(() => server.open.size).toBe(0);
  });

  it('says the numbers of what is refused', async () => {
    server.behavior.reply = 2812;
    const connection = await open();
    expect(await reasonOf(connection.query(procedure, 201))).toBe('EREQUEST 2812');
    connection.close();
    server.behavior.refusal = 18_456;
    expect(await reasonOf(open())).toBe('ELOGIN 18456');
  });

  it('sends no token where nothing is encrypted, or the certificate is of another', async () => {
    server.behavior.encrypts = false;
    expect(await reasonOf(open())).toBe('EENCRYPT');
    server.behavior.encrypts = true;
    server.behavior.certificate = await createCertificate();
    expect(await reasonOf(open())).toBe('ESOCKET DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(server.tokens).toEqual([]);
  });

  it('ends with its query when the time is over', async () => {
    const time = new AbortController();
    const connection = await open(time.signal);
    const asked = reasonOf(connection.query(procedure, 201));
    await expect.poll(() => server.batches).toContain(procedure);
    time.abort();
    expect(await asked).toBe('ECANCEL');
    await expect.poll(() => server.open.size).toBe(0);
  });

  it('is not made when the time is over before', async () => {
    const time = new AbortController();
    const opened = reasonOf(open(time.signal));
    time.abort();
    expect(await opened).toBe('ECLOSE');
    expect(server.tokens).toEqual([]);
  });
});
