import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, describe, expect, it } from 'vitest';
import { openLogFolder } from '../src/folder.ts';
import type { LogFolderOptions } from '../src/folder.ts';
import type { LogAnswer } from '../src/log-source.ts';

type Row = Readonly<Record<string, unknown>>;

const day = { from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z' };

function folderOf(tables: Readonly<Record<string, readonly Row[]>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'logs-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [name, rows] of Object.entries(tables))
    writeFileSync(join(dir, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return dir;
}

function open(tables: Readonly<Record<string, readonly Row[]>>, options?: LogFolderOptions) {
  const folder = openLogFolder(folderOf(tables), options);
  return {
    folder,
    ask: async (kql: string, window = day): Promise<unknown> =>
      rowsOf(await folder.query({ kql, ...window })),
  };
}

function rowsOf(answer: LogAnswer): unknown {
  return answer.kind === 'rows' ? answer.rows : answer;
}

const at = (time: string, rest: Row = {}): Row => ({ TimeGenerated: `2026-01-05T${time}Z`, ...rest });

describe('a folder of tables', () => {
  it('gives rows by column: datetimes in ISO 8601, dynamic values parsed, absent ones empty', async () => {
    const { ask } = open({
      SigninLogs: [
        at('10:00:00.1234567', { AppId: 'a', Status: { errorCode: 0 }, LocationDetails: '{"city":"Ulm"}' }),
      ],
    });
    expect(
      await ask(
        'SigninLogs | project TimeGenerated, AppId, UserId, Status, City = LocationDetails.city, NotSaid = isnull(IsInteractive)',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-01-05T10:00:00.123Z',
        AppId: 'a',
        UserId: '',
        Status: { errorCode: 0 },
        City: 'Ulm',
        NotSaid: true,
      },
    ]);
  });

  it('serves what lies between the bounds, the later one left out, whatever the order of lines', async () => {
    const { ask } = open({
      SigninLogs: [at('11:00:00'), at('09:59:59.9999999'), at('10:30:00'), at('10:00:00')].map((row, i) => ({
        ...row,
        AppId: String(i),
      })),
    });
    const ids = await ask('SigninLogs | project AppId', {
      from: '2026-01-05T10:00:00Z',
      to: '2026-01-05T11:00:00Z',
    });
    expect(ids).toEqual([{ AppId: '3' }, { AppId: '2' }]);
  });

  it('answers the same query for other times without taking the first ones for them', async () => {
    const { ask } = open({ SigninLogs: [at('10:00:00'), at('11:00:00'), at('11:30:00')] });
    const count = (from: string, to: string): Promise<unknown> =>
      ask(
        `let From = datetime(${from});\nlet To = datetime(${to});\nSigninLogs | where TimeGenerated >= From and TimeGenerated < To | count`,
      );
    expect(await count('2026-01-05T10:00:00Z', '2026-01-05T11:00:00Z')).toEqual([{ Count: 1 }]);
    expect(await count('2026-01-05T11:00:00Z', '2026-01-05T12:00:00Z')).toEqual([{ Count: 2 }]);
  });

  it('reads further columns when a later query names them', async () => {
    const { ask } = open({
      SigninLogs: [at('11:00:00', { AppId: 'b', UserId: 'u' }), at('10:00:00', { AppId: 'a', UserId: 'v' })],
    });
    expect(await ask('SigninLogs | project AppId')).toEqual([{ AppId: 'a' }, { AppId: 'b' }]);
    expect(await ask('SigninLogs | summarize make_list(UserId)')).toEqual([{ list_UserId: ['v', 'u'] }]);
    const [row] = (await ask('SigninLogs | take 1')) as Row[];
    expect(row).toMatchObject({ AppId: 'a', UserId: 'v', IPAddress: '' });
  });

  it('reads at once what several queries will read', async () => {
    const kql = 'SigninLogs | summarize make_list(UserId)';
    const { folder, ask } = open(
      { SigninLogs: [at('10:00:00', { AppId: 'a', UserId: 'u' })] },
      { queries: [kql, 'SigninLogs | x'] },
    );
    expect(await ask('SigninLogs | project AppId')).toEqual([{ AppId: 'a' }]);
    expect(await ask(kql)).toEqual([{ list_UserId: ['u'] }]);
    expect(
      await Promise.all([folder.query({ kql, ...day }), folder.query({ kql: 'SigninLogs | count', ...day })]),
    ).toMatchObject([{ kind: 'rows' }, { kind: 'rows' }]);
  });

  it('has late rows come late: five minutes after they were generated unless they say when', async () => {
    const { folder, ask } = open({
      SigninLogs: [
        at('10:00:00', { AppId: 'usual' }),
        at('10:00:00', { AppId: 'late', _IngestionTime: '2026-01-05T12:00:00Z' }),
      ],
    });
    const seen = async (visibleAt: string | undefined): Promise<unknown> => {
      folder.visibleAt = visibleAt;
      return ask('SigninLogs | project AppId');
    };
    expect(await seen('2026-01-05T10:04:59Z')).toEqual([]);
    expect(await seen('2026-01-05T10:05:00Z')).toEqual([{ AppId: 'usual' }]);
    expect(await seen('2026-01-05T12:00:00Z')).toHaveLength(2);
    expect(await seen(undefined)).toHaveLength(2);
    expect(
      await ask('SigninLogs | where ingestion_time() > datetime(2026-01-05T11:00:00Z) | project AppId'),
    ).toEqual([{ AppId: 'late' }]);
  });

  it('takes the time of now() from outside', async () => {
    const { ask } = open(
      { SigninLogs: [at('10:00:00'), at('11:00:00')] },
      { now: () => Date.UTC(2026, 0, 5, 12) },
    );
    expect(await ask('SigninLogs | where TimeGenerated > ago(90m) | count')).toEqual([{ Count: 1 }]);
  });

  it('sees rows that are added', async () => {
    const dir = folderOf({ SigninLogs: [at('10:00:00')] });
    const folder = openLogFolder(dir);
    const count = async () => rowsOf(await folder.query({ kql: 'SigninLogs | count', ...day }));
    expect(await count()).toEqual([{ Count: 1 }]);
    appendFileSync(join(dir, 'SigninLogs.jsonl'), `${JSON.stringify(at('11:00:00'))}\n`);
    expect(await count()).toEqual([{ Count: 2 }]);
  });

  it('says that a table without a file is absent, and of other errors what they are', async () => {
    const { ask } = open({ SigninLogs: [at('10:00:00')] });
    expect(await ask('AuditLogs | count')).toMatchObject({
      kind: 'absent',
      why: expect.stringContaining('SEM0100'),
    });
    expect(await ask('Nowhere | count')).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining("'Nowhere'"),
    });
    expect(await ask('SigninLogs | where Nobody == 1')).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining("'Nobody'"),
    });
    expect(await ask('SigninLogs | where (')).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('SYN0002'),
    });
    expect(await ask('SigninLogs | project rand()')).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('rand'),
    });
    expect(await ask('union isfuzzy=true AuditLogs, SigninLogs | count')).toEqual([{ Count: 1 }]);
  });

  it('fails for a line that cannot be read, naming the file and the line and nothing in it', async () => {
    const dir = folderOf({ SigninLogs: [at('10:00:00')], AuditLogs: [{ Identity: 'Jane' }] });
    appendFileSync(join(dir, 'SigninLogs.jsonl'), '\n{"Identity":"Jane"');
    const folder = openLogFolder(dir);
    const ask = (kql: string): Promise<LogAnswer> => folder.query({ kql, ...day });
    expect(await ask('SigninLogs | count')).toEqual({
      kind: 'failed',
      why: 'SigninLogs.jsonl, line 3: it is not JSON. No row of the table is served.',
    });
    expect(await ask('AuditLogs | count')).toMatchObject({
      why: expect.stringContaining('line 1: TimeGenerated'),
    });
    writeFileSync(join(dir, 'SigninLogs.jsonl'), `${JSON.stringify(at('10:00:00'))}\n`);
    expect(await ask('SigninLogs | count')).toMatchObject({ kind: 'rows' });
  });

  it('is refused where it is not there', async () => {
    const folder = openLogFolder(join(folderOf({}), 'nowhere'));
    expect(await folder.query({ kql: 'SigninLogs | count', ...day })).toMatchObject({ kind: 'failed' });
  });
});

describe('AzureDiagnostics', () => {
  it('has the columns alone that rows wrote', async () => {
    const { ask } = open({
      AzureDiagnostics: [at('10:00:00', { Category: 'c', action_name_s: 'READ', response_rows_d: 3 })],
    });
    expect(await ask('AzureDiagnostics | project action_name_s, response_rows_d')).toEqual([
      { action_name_s: 'READ', response_rows_d: 3 },
    ]);
    expect(await ask('AzureDiagnostics | where statement_s == "x"')).toMatchObject({
      kind: 'failed',
      why: "SEM0100: Failed to resolve column or scalar expression named 'statement_s'",
    });
    const guarded =
      'AzureDiagnostics | project s = column_ifexists("statement_s", "-"), a = column_ifexists("action_name_s", "-")';
    expect(await ask(guarded)).toEqual([{ s: '-', a: 'READ' }]);
  });
});
