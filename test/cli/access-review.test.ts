import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { anomaliesTable, worstFirst } from '../../cli/access/anomalies-table.ts';
import type { KeptAnomaly } from '../../src/phi-access/model/index.ts';
import { phiwatch } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const person = '0c6d2f14-7c3b-4e85-9d10-5f8b2c7e4a63';
const mark = 'quillfeather';

/** One export in the history, one in the window that comes in a day late, one after the window. */
const rows = [
  ['2026-03-01T10:00:00Z', '2026-03-01T10:05:00Z', 'export'],
  ['2026-03-10T10:00:00Z', '2026-03-11T16:00:00Z', 'export'],
  ['2026-03-10T11:00:00Z', '2026-03-10T11:05:00Z', 'read'],
  ['2026-03-11T10:00:00Z', '2026-03-11T10:05:00Z', 'export'],
].map(([TimeGenerated, _IngestionTime, OperationName]) => ({
  TimeGenerated,
  _IngestionTime,
  OperationName,
  CallerIdentityObjectId: person,
  CallerIPAddress: '10.0.0.7',
  RequestUri: `https://f.fhir.azurehealthcareapis.com/Patient/${mark}`,
  ResultType: 'Succeeded',
  StatusCode: 200,
}));

/** Writes them where a review finds them. */
function writeRows(logs: string, of: readonly object[]): void {
  writeFileSync(
    join(logs, 'MicrosoftHealthcareApisAuditLogs.jsonl'),
    of.map((row) => `${JSON.stringify(row)}\n`).join(''),
  );
}
writeRows(folder, rows);
const directory = join(folder, 'directory.json');
const wrong = join(folder, 'wrong.json');
writeFileSync(directory, JSON.stringify({ principals: [{ id: person, kind: 'human', displayName: mark }] }));
writeFileSync(wrong, JSON.stringify({ principals: [{ id: person, kind: 'ghost' }] }));

const usual = {
  '--logs': folder,
  '--directory': directory,
  '--from': '2026-03-10T00:00:00Z',
  '--to': '2026-03-11T00:00:00Z',
  '--train-from': '2026-02-25T00:00:00Z',
};

const review = (options: Partial<Record<string, string>> = {}) =>
  phiwatch('access-review', ...Object.entries({ ...usual, ...options }).flat());

describe('phiwatch access-review', () => {
  test('prints what is anomalous in the window, once, whenever its rows came in, without PHI', async () => {
    const { code, stdout, stderr } = await review({ '--format': 'json' });
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as object[];
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      principal: person,
      principalKind: 'human',
      start: '2026-03-10T10:00:00.000Z',
      kinds: ['export'],
      counts: { exports: 1 },
    });
    expect(Object.keys(found[0] ?? {})).toEqual([
      'principal',
      'principalKind',
      'start',
      'end',
      'kinds',
      'severity',
      'score',
      'resources',
      'counts',
      'explanation',
    ]);
    expect(stderr).toContain('sql-hours');
    expect(`${stdout}${stderr}`.toLowerCase()).not.toContain(mark);
  });

  test('prints a table', async () => {
    const { code, stdout } = await review();
    expect(code).toBe(0);
    expect(stdout).toContain('export');
    expect(stdout).toMatch(/\n1 anomaly: 1 critical\n$/);
  });

  test('the worst come first, then the earliest; the last line counts them by severity', () => {
    const anomalies = (
      [
        ['medium', '2026-03-10T08:00:00.000Z'],
        ['critical', '2026-03-10T10:00:00.000Z'],
        ['low', '2026-03-10T07:00:00.000Z'],
        ['critical', '2026-03-10T09:00:00.000Z'],
      ] as const
    ).map(
      ([severity, start]) =>
        ({ severity, start, principal: 'p', kinds: ['export'], explanation: 'e' }) as unknown as KeptAnomaly,
    );
    const sorted = worstFirst(anomalies);
    expect(sorted.map(({ severity, start }) => `${severity} ${start.slice(11, 13)}`)).toEqual([
      'critical 09',
      'critical 10',
      'medium 08',
      'low 07',
    ]);
    expect(anomaliesTable(sorted)).toMatch(/\n4 anomalies: 2 critical, 1 medium, 1 low\n$/);
    expect(anomaliesTable([])).toBe('0 anomalies\n');
  });

  test('prints the worst first, though another began earlier', async () => {
    const logs = join(folder, 'two');
    mkdirSync(logs);
    // Somebody else tries to export an hour before, and may not.
    const refused = {
      ...rows[1],
      TimeGenerated: '2026-03-10T09:00:00Z',
      CallerIdentityObjectId: '2f4b8e60-9a17-4c35-8d21-6e0c7b5a9f13',
      ResultType: 'Failed',
      StatusCode: 403,
    };
    writeRows(logs, [...rows, refused]);
    const { stdout } = await review({ '--logs': logs, '--format': 'json' });
    const found = JSON.parse(stdout) as readonly KeptAnomaly[];
    expect(found.map(({ severity, start }) => `${severity} ${start.slice(11, 13)}`)).toEqual([
      'critical 10',
      'high 09',
    ]);
    const table = await review({ '--logs': logs });
    expect(table.stdout.indexOf('critical')).toBeLessThan(table.stdout.indexOf('high'));
  });

  test.each([true, false])('shows how far it is to a terminal alone: %s', async (isTerminal) => {
    const before = process.stderr.isTTY;
    process.stderr.isTTY = isTerminal;
    onTestFinished(() => {
      process.stderr.isTTY = before;
    });
    const { stdout, stderr } = await review();
    const shown = stderr
      .split('\r\u001B[K')
      .slice(1)
      .map((text) => text.split('\n')[0]);
    // The history, the hour before the window, its 24 hours, and ten looks at late rows.
    if (isTerminal)
      expect([shown[0], shown[1], ...shown.slice(-2)]).toEqual([
        'Reading the history before the window ...',
        '1 of 36 hours reviewed',
        '36 of 36 hours reviewed',
        expect.stringMatching(/^(note: |$)/),
      ]);
    else expect(shown).toEqual([]);
    expect(stdout).not.toContain('hours reviewed');
  });

  test.each([
    ['is not there', 'none.json', undefined, 'no such file'],
    ['is no JSON', 'half.json', '{"principals": [', /^not JSON: .*; expected \{"principals": \[/],
    ['is a list', 'list.json', '[]', /^found an array; expected \{"principals": \[/],
    [
      'has a kind that is none',
      'ghost.json',
      JSON.stringify({ principals: [{ id: 'a', kind: 'ghost' }] }),
      /^principals\[0\]\.kind: .*human/,
    ],
  ])(
    'names the file where the directory %s, and says what it expected',
    async (_, name, content, message) => {
      const file = join(folder, name);
      if (content !== undefined) writeFileSync(file, content);
      const { code, stderr } = await review({ '--directory': file });
      const before = `error: --directory: ${file}: `;
      expect({ code, before: stderr.slice(0, before.length) }).toEqual({ code: 1, before });
      expect(stderr.slice(before.length)).toMatch(message);
    },
  );

  test.each([
    ['--logs', join(folder, 'none')],
    ['--directory', join(folder, 'none')],
    ['--directory', wrong],
    ['--from', 'yesterday'],
    ['--to', '2026-03-09T00:00:00Z'],
    ['--train-from', '2026-03-12T00:00:00Z'],
  ])('says what is wrong with %s %s', async (option, value) => {
    const { code, stderr } = await review({ [option]: value });
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^error: ${option}: `));
  });
});
