import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDatabaseChecks } from '../../../src/platform/data-plane/index.ts';
import { dataPlanes } from '../../../src/platform/data-plane/data-planes.ts';
import { figureColumns, figureQueries } from '../../../src/platform/data-plane/figure-queries.ts';
import type { DatabasePlace, FigureRow } from '../../../src/platform/data-plane/types.ts';

const hosts = { sql: 'drill.database.windows.net', postgresql: 'drill.postgres.database.azure.com' } as const;
const rows: readonly FigureRow[] = [{ table_name: 'dbo.Visits', row_count: '12' }];
const tables = [{ name: 'dbo.Visits', rows: 12 }];

const refusal = (code: string, number?: number) =>
  Object.assign(new Error('Login failed for Mira Quillfeather'), { code, ...(number && { number }) });

/** Databases that answer each query, and note what is asked of them. */
function checks(
  answer: (sql: string) => readonly FigureRow[] | Error | 'hang',
  options: Partial<Parameters<typeof createDatabaseChecks>[0]> = {},
) {
  const opened: DatabasePlace[] = [];
  const asked: (readonly [sql: string, most: number])[] = [];
  const scopes: unknown[] = [];
  let closed = 0;
  const open = (place: DatabasePlace) => {
    opened.push(place);
    return Promise.resolve({
      query: (sql: string, most: number): Promise<readonly FigureRow[]> => {
        asked.push([sql, most]);
        const given = answer(sql);
        if (given === 'hang') return new Promise(() => undefined);
        return given instanceof Error ? Promise.reject(given) : Promise.resolve(given);
      },
      close: () => {
        closed += 1;
      },
    });
  };
  const made = createDatabaseChecks({
    credential: {
      getToken: (scope) => {
        scopes.push(scope);
        return Promise.resolve({ token: 'token-1', expiresOnTimestamp: 8_640_000_000_000_000 });
      },
    },
    ...dataPlanes.AzureCloud,
    postgresqlUser: 'phiwatch-drills',
    open: { sql: open, postgresql: open },
    ...options,
  });
  return {
    figures: (kind: 'sql' | 'postgresql', host: string = hosts[kind]) => made.figures(kind, host, 'claims'),
    opened,
    asked,
    scopes,
    closed: () => closed,
  };
}

describe('the figures of a database', () => {
  it.each(['sql', 'postgresql'] as const)('of %s are those of the procedure', async (kind) => {
    const { figures, opened, asked, scopes, closed } = checks(() => rows);
    expect(await figures(kind)).toEqual({ kind: 'procedure', tables });
    expect(asked).toEqual([[figureQueries[kind].procedure, 201]]);
    expect(scopes).toEqual([dataPlanes.AzureCloud.scopes[kind]]);
    expect(opened).toEqual([
      { host: hosts[kind], database: 'claims', token: 'token-1', user: 'phiwatch-drills' },
    ]);
    expect(closed()).toBe(1);
  });

  it('are counted by metadata where SQL has no procedure', async () => {
    const { figures, asked, closed } = checks((sql) =>
      sql === figureQueries.sql.procedure ? refusal('EREQUEST', 2812) : rows,
    );
    expect(await figures('sql')).toEqual({ kind: 'metadata', tables });
    expect(asked.at(-1)).toEqual([figureQueries.sql.metadata, 201]);
    expect(closed()).toBe(1);
  });

  it('are failed where the metadata cannot be read either', async () => {
    const { figures } = checks((sql) =>
      refusal('EREQUEST', sql === figureQueries.sql.procedure ? 2812 : 262),
    );
    expect(await figures('sql')).toEqual({
      kind: 'failed',
      why: 'phiwatch.drill_figures is not installed (EREQUEST 2812), and its metadata cannot be read (EREQUEST 262)',
    });
  });

  it.each(['42883', '3F000'])('of PostgreSQL without the function (%s) are not estimated', async (code) => {
    const { figures, asked } = checks(() => refusal(code));
    expect(await figures('postgresql')).toEqual({
      kind: 'failed',
      why: `phiwatch.drill_figures is not installed (${code})`,
    });
    expect(asked).toHaveLength(1);
  });

  it('are failed, not counted, where the procedure may not be executed', async () => {
    const { figures, asked, closed } = checks(() => refusal('EREQUEST', 229));
    expect(await figures('sql')).toEqual({ kind: 'failed', why: 'EREQUEST 229' });
    expect(asked).toHaveLength(1);
    expect(closed()).toBe(1);
  });

  it('are failed where the answer is of another shape, and the connection is closed', async () => {
    const { figures, closed } = checks(() => [{ table_name: 'dbo.Visits', row_count: 'Mira' }]);
    expect(await figures('sql')).toMatchObject({ kind: 'failed', why: /row_count/ });
    expect(closed()).toBe(1);
  });

  it('are failed where no connection is made', async () => {
    const open = () => Promise.reject(refusal('ELOGIN', 18_456));
    const { figures } = checks(() => rows, { open: { sql: open, postgresql: open } });
    expect(await figures('sql')).toEqual({ kind: 'failed', why: 'ELOGIN 18456' });
  });

  it('are waited for as long as the limit is', async () => {
    const { figures } = checks(() => 'hang', { timeoutSeconds: 0.05 });
    expect(await figures('sql')).toEqual({ kind: 'failed', why: 'no answer in 0.05 s' });
    const credential = { getToken: () => new Promise<null>(() => undefined) };
    const silent = checks(() => rows, { timeoutSeconds: 0.05, credential });
    expect(await silent.figures('sql')).toEqual({ kind: 'failed', why: 'no answer in 0.05 s' });
  });

  it('are not asked for without a token', async () => {
    class CredentialUnavailableError extends Error {
      override name = 'CredentialUnavailableError';
    }
    const refused = checks(() => rows, {
      credential: { getToken: () => Promise.reject(new CredentialUnavailableError('Mira Quillfeather')) },
    });
    expect(await refused.figures('sql')).toEqual({
      kind: 'failed',
      why: 'no token (CredentialUnavailableError)',
    });
    const none = checks(() => rows, { credential: { getToken: () => Promise.resolve(null) } });
    expect(await none.figures('sql')).toEqual({ kind: 'failed', why: 'no token' });
    expect([...refused.opened, ...none.opened]).toEqual([]);
  });

  it.each([
    ['sql', 'drill.postgres.database.azure.com'],
    ['sql', 'drill.database.windows.net.example.org'],
    ['sql', '.database.windows.net'],
    ['sql', 'drill.database.usgovcloudapi.net'],
    ['sql', 'a/b.database.windows.net'],
    ['postgresql', 'drill.database.windows.net'],
  ] as const)('of %s are not asked for at %s, and no token is', async (kind, host) => {
    const { figures, opened, scopes } = checks(() => rows);
    expect(await figures(kind, host)).toEqual({
      kind: 'failed',
      why: 'its host is none of the service in this cloud',
    });
    expect([...opened, ...scopes]).toEqual([]);
  });

  it('of PostgreSQL need the name of the identity', async () => {
    const { figures, opened } = checks(() => rows, { postgresqlUser: '' });
    expect(await figures('postgresql')).toEqual({
      kind: 'failed',
      why: 'the name of the identity in PostgreSQL is not set',
    });
    expect(opened).toEqual([]);
  });
});

describe('the procedures for customers', () => {
  it.each(['drill-figures.sql', 'drill-figures.pg.sql'])(
    'in %s give the four columns, and grant nothing but their execution',
    (file) => {
      const text = readFileSync(join(import.meta.dirname, '../../../infra/sql', file), 'utf8');
      const code = text.replaceAll(/--.*$/gm, '');
      for (const column of figureColumns) expect(code).toMatch(new RegExp(`\\b${column} \\w+`));
      const grants = [...code.matchAll(/^GRANT (.*) TO /gm)].map(([, what]) => what);
      expect(grants).toEqual(
        file.endsWith('.pg.sql')
          ? ['USAGE ON SCHEMA phiwatch', 'EXECUTE ON FUNCTION phiwatch.drill_figures()']
          : ['EXECUTE ON OBJECT::phiwatch.drill_figures'],
      );
    },
  );
});
