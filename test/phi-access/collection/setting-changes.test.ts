import { openLogFolder } from '@phiwatch/kql-runner';
import { expect, test } from 'vitest';
import { createMemory } from '../../../cli/access/memory.ts';
import { watchSettings } from '../../../src/phi-access/collection/index.ts';
import type { LogAnswer, LogQuery } from '../../../src/platform/azure/index.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { FakeClock } from '../../support/fakes.ts';
import { folderOf } from './queries/ask.ts';
import type { Row } from './queries/ask.ts';

const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/clinic/providers';
const database = `${group}/microsoft.sql/servers/ehr/databases/master`;
const storage = `${group}/microsoft.storage/storageaccounts/images`;
const at = (minutes: number) => new Date(Date.parse('2026-11-05T10:00:00Z') + minutes * 60_000).toISOString();

/** A row of the SQL audit, ingested a minute after it happened. */
function sql(statement: string, minutes: number, rest: Row = {}): Row {
  return {
    TimeGenerated: at(minutes),
    _IngestionTime: at(minutes + 1),
    Category: 'SQLSecurityAuditEvents',
    _ResourceId: database,
    statement_s: statement,
    succeeded_s: 'true',
    server_principal_name_s: 'a.smith@h.example',
    ...rest,
  };
}

function blob(operation: string, minutes: number, rest: Row = {}): Row {
  return {
    TimeGenerated: at(minutes),
    _IngestionTime: at(minutes + 1),
    OperationName: operation,
    StatusCode: '200',
    _ResourceId: storage,
    Uri: 'https://images/PHIMARK',
    ...rest,
  };
}

/** A watch over logs that a test writes; it starts at 10:10. */
function watching(tables: Readonly<Record<string, readonly Row[]>>) {
  const clock = new FakeClock(at(10));
  const folder = openLogFolder(folderOf(tables));
  const changed: (readonly [string, string])[] = [];
  const answers: LogAnswer[] = [];
  const lines: string[] = [];
  const instead: { answer?: LogAnswer } = {};
  const ports = {
    watermarks: createMemory().watermarks,
    clock,
    log: createLog((_level, line) => lines.push(line)),
    logs: {
      async query(query: LogQuery) {
        const answer = instead.answer ?? (await folder.query(query));
        answers.push(answer);
        return answer;
      },
    },
    settingChanged: async (resourceId: string, time: string) => {
      await Promise.resolve(changed.push([resourceId, time]));
    },
  };
  return { clock, changed, answers, lines, instead, run: () => watchSettings(ports) };
}

test.each([
  'ALTER DATABASE [PHIMARK] SET ENCRYPTION OFF',
  'alter\n  database PHIMARK set encryption off',
  "EXEC sp_set_firewall_rule N'PHIMARK', '0.0.0.0', '255.255.255.255'",
  "exec sys.sp_delete_firewall_rule N'PHIMARK'",
  "EXECUTE sp_set_database_firewall_rule N'PHIMARK', '1.1.1.1', '1.1.1.1'",
  "EXECUTE sp_delete_database_firewall_rule N'PHIMARK'",
])(
  'a statement that changes a setting has its database read again, and stays where it is: %s',
  async (statement) => {
    const { changed, answers, lines, run } = watching({ AzureDiagnostics: [sql(statement, 5)] });
    await run();
    expect(changed).toEqual([[database, at(5)]]);
    expect(JSON.stringify([answers, changed, lines])).not.toMatch(/PHIMARK|firewall|alter|smith/i);
  },
);

test('a column that the table has no room for is read too', async () => {
  const AdditionalFields = { statement_s: 'ALTER DATABASE x SET ENCRYPTION OFF', succeeded_s: 'true' };
  const { statement_s: _s, succeeded_s: _o, ...bare } = sql('', 5);
  const { changed, run } = watching({ AzureDiagnostics: [{ ...bare, AdditionalFields }] });
  await run();
  expect(changed).toEqual([[database, at(5)]]);
});

test.each(['SetContainerACL', 'SetBlobServiceProperties', 'SetContainerAcl'])(
  'the call %s has its account read again',
  async (operation) => {
    const { changed, answers, run } = watching({ StorageBlobLogs: [blob(operation, 5)] });
    await run();
    expect(changed).toEqual([[storage, at(5)]]);
    expect(JSON.stringify(answers)).not.toContain('PHIMARK');
  },
);

test.each<[string, Readonly<Record<string, readonly Row[]>>]>([
  ['a statement that reads', { AzureDiagnostics: [sql('SELECT * FROM p', 5)] }],
  ['a statement that failed', { AzureDiagnostics: [sql('ALTER DATABASE x', 5, { succeeded_s: 'false' })] }],
  ['a call that reads', { StorageBlobLogs: [blob('GetContainerACL', 5)] }],
  ['a call that was refused', { StorageBlobLogs: [blob('SetContainerACL', 5, { StatusCode: '403' })] }],
  ['no table', {}],
])('%s has nothing read', async (_what, tables) => {
  const { changed, lines, run } = watching(tables);
  await run();
  expect(changed).toEqual([]);
  expect(lines).toEqual([]);
});

test('a row that names no resource holds up no other', async () => {
  const { changed, lines, run } = watching({
    StorageBlobLogs: [blob('SetContainerACL', 4, { _ResourceId: 'PHIMARK' }), blob('SetContainerACL', 5)],
  });
  await run();
  expect(changed).toEqual([[storage, at(5)]]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('names no resource');
  expect(lines[0]).not.toMatch(/phimark/i);
});

test('a resource is read again once for all rows of a window, and once more for those of the next', async () => {
  const rows = [4, 5, 6].map((minute) => blob('SetContainerACL', minute));
  const { clock, changed, run } = watching({ StorageBlobLogs: [...rows, blob('SetContainerACL', 12)] });
  await run();
  expect(changed).toEqual([[storage, at(6)]]);
  await run();
  expect(changed).toHaveLength(1);
  clock.advance(600);
  await run();
  expect(changed.slice(1)).toEqual([[storage, at(12)]]);
});

test('a log that does not answer is asked again for the same window', async () => {
  const { clock, changed, instead, lines, run } = watching({ StorageBlobLogs: [blob('SetContainerACL', 5)] });
  instead.answer = { kind: 'failed', why: 'HTTP 503' };
  await run();
  expect(lines.join('\n')).toContain('Changes of settings could not be read from a log');
  delete instead.answer;
  clock.advance(600);
  await run();
  expect(changed).toEqual([[storage, at(5)]]);
});
