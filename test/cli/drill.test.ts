import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import example from '../../controls/drills/quarterly.json' with { type: 'json' };
import type { DrillReport, DrillSummary } from '../../src/drills/run/index.ts';
import { json, startApp } from './app.ts';
import type { FakeApp } from './app.ts';
import { phiwatch } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'drill-'));
const before = process.env;
let app: FakeApp;

beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => {
  app.asked.length = 0;
  process.env = { PATH: before.PATH, PHIWATCH_URL: app.url, PHIWATCH_TOKEN: 'token-of-the-app' };
});
afterEach(() => {
  process.env = before;
  vi.restoreAllMocks();
});
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const examplePath = join(import.meta.dirname, '../../controls/drills/quarterly.json');
const group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-drill';

/** An example with something else in its first component. */
const withFirst = (more: object) => {
  const [first, ...others] = example.components;
  return { ...example, components: [{ ...first, ...more }, ...others] };
};

const summary: DrillSummary = {
  id: 'dr-drill-2026Q4',
  quarter: '2026Q4',
  phase: 'ended',
  dueAt: '2026-10-05T06:00:00.000Z',
  expiresAt: '2026-10-07T06:00:00.000Z',
  startedAt: '2026-10-05T08:30:00.000Z',
  endedAt: '2026-10-05T10:00:00.000Z',
  result: 'executed',
  coverage: { restored: 1, all: 2 },
};

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000000';
const report: DrillReport = {
  id: 'dr-drill-2026Q4',
  quarter: '2026Q4',
  plan: {
    version: 3,
    sha256: 'ab'.repeat(32),
    signedBy: '00000000-0000-0000-0000-00000000000c',
    region: 'same',
  },
  phase: 'ended',
  startedBy: 'timer',
  dueAt: '2026-10-05T06:00:00.000Z',
  approval: {
    askedAt: '2026-10-05T06:00:00.000Z',
    expiresAt: '2026-10-07T06:00:00.000Z',
    by: '00000000-0000-0000-0000-00000000000a',
    at: '2026-10-05T08:30:00.000Z',
    waitedSeconds: 9000,
  },
  cost: { estimate: 60, cap: 200, currency: 'USD' },
  startedAt: '2026-10-05T08:30:00.000Z',
  endedAt: '2026-10-05T10:00:00.000Z',
  result: 'objective-missed',
  components: [
    {
      name: 'ehr',
      resourceId: `${subscription}/resourceGroups/rg-clinical/providers/Microsoft.Sql/servers/s/databases/ehr`,
      criticality: 'critical',
      kind: 'sql',
      status: 'done',
      mode: 'restored',
      rto: { objectiveSeconds: 3600, measuredSeconds: 3600.4, met: false },
      rpo: { objectiveSeconds: 3600, measuredSeconds: 1800, met: true },
      restorePoint: '2026-10-05T08:00:00Z',
      checks: [
        { name: 'tables', outcome: 'passed', detail: '12 of 12' },
        { name: 'rows', outcome: 'not-comparable', detail: 'written since' },
      ],
      findings: [
        {
          id: 'f1',
          title: 'the recovery time was missed',
          owner: '00000000-0000-0000-0000-00000000000b',
          dueAt: '2026-10-12T10:00:00.000Z',
        },
      ],
      facts: { earliestRestoreDate: '2026-09-05T00:00:00Z' },
    },
    {
      name: 'images',
      resourceId: `${subscription}/resourceGroups/rg-imaging/providers/Microsoft.Storage/storageAccounts/st`,
      criticality: 'high',
      kind: 'storage',
      status: 'done',
      mode: 'readiness',
      why: 'nothing is restored',
      rto: { objectiveSeconds: 28_800 },
      rpo: { objectiveSeconds: 900 },
      checks: [],
      findings: [],
      facts: {},
    },
  ],
  coverage: {
    restored: 1,
    all: 2,
    byCriticality: { critical: { restored: 1, all: 1 }, high: { restored: 0, all: 1 } },
    unplanned: ['/subscriptions/s/unplanned'],
  },
  teardown: {
    live: 0,
    destroyed: [`${group}/providers/Microsoft.Sql/servers/s/databases/copy`],
    softDeleted: [{ id: 'vault/keys/drill', purgedAt: '2026-10-12T10:00:00.000Z' }],
    endedAt: '2026-10-05T09:55:00.000Z',
  },
  participants: ['00000000-0000-0000-0000-00000000000b'],
  proves: ['164.308(a)(7)(ii)(D): the contingency plan was tested by executing it'],
  doesNotProve: ['that images can be restored: nothing is restored'],
};
const path = '/api/drills/dr-drill-2026Q4';

describe('phiwatch drill plan FILE', () => {
  test('shows a valid plan by criticality, without an app', async () => {
    const { code, stdout, stderr } = await phiwatch('drill', 'plan', examplePath);
    expect({ code, stderr, asked: app.asked }).toEqual({ code: 0, stderr: '', asked: [] });
    expect(stdout).toMatch(/ ehr [^]* keys [^]* images /);
    for (const part of [
      'RTO 4 h',
      'RPO 15 min',
      'geo-replicated',
      '61 USD estimated, 200 USD at most',
      'on day 5 of the first month of each quarter, at 06:00 UTC',
      '2026-12-20 00:00 UTC to 2027-01-04 00:00 UTC: Nothing is changed',
      '1 person may approve a drill, within 48 h',
      'not compared with the drill group',
    ])
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(part);
  });

  test('prints JSON, of the body that signs it too, and compares it with the drill group', async () => {
    const body = file('body.json', `\uFEFF${JSON.stringify({ plan: example, why: 'first' })}`);
    for (const each of [examplePath, body]) {
      const { code, stdout } = await phiwatch('drill', 'plan', each, '--group', group, '--format', 'json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ estimate: 61, plan: example });
    }
    const { stdout } = await phiwatch('drill', 'plan', body, '--group', group);
    expect(stdout).toContain('fits the drill group');
  });

  test.each<[string, unknown, string]>([
    [
      'a number that is none',
      withFirst({ objectives: { rtoSeconds: 'x', rpoSeconds: 1 } }),
      'components.0.objectives.rtoSeconds must be a number, not a string',
    ],
    ['a field that is unknown', { ...example, colour: 1 }, 'colour is not a known field'],
    [
      'a cost above the cap',
      { ...example, cost: { currency: 'USD', cap: 1 } },
      'cost.cap must not be below what the components are estimated to cost, 61 USD',
    ],
    [
      'a type that no drill knows',
      withFirst({ resourceId: `${group}/providers/Microsoft.Web/sites/x` }),
      'components.0.resourceId must be of a type that a drill knows: microsoft.sql/servers/databases',
    ],
    ['several faults', { ...example, title: '', region: 'x' }, 'title must not be empty (and 1 more fault)'],
    ['a body without a reason', { plan: example }, 'why must be given'],
    [
      'a fault in a body',
      { plan: { ...example, region: 'far' }, why: 'w' },
      'plan.region must be same or paired',
    ],
    ['an array', [example], 'the plan must be an object, not an array'],
    [
      'a name with signs of a terminal',
      { ...example, '\u001B[2J\n\u202Ename': 1 },
      '\uFFFD[2J \uFFFDname is not a known field',
    ],
    ['no JSON', '{"title": ', 'not JSON: Unexpected end of JSON input'],
    [
      'a long plan',
      {
        ...example,
        freezes: Array.from({ length: 50 }, () => ({ ...example.freezes[0], why: 'x'.repeat(200) })),
        participants: Array.from({ length: 100 }, () => ({
          person: example.approvers[0],
          role: 'a b '.repeat(49),
        })),
        components: Array.from({ length: 100 }, (_, n) => ({
          ...example.components[1],
          name: `c${n}`,
          resourceId: `${example.components[1]?.resourceId}${n}`,
        })),
      },
      'must have at most 64 KiB: the API takes no more',
    ],
    ['a large file', ' '.repeat(300_000), 'must have at most 256 KiB'],
  ])('refuses %s', async (_, content, said) => {
    const plan = file('wrong.json', content);
    const { code, stdout, stderr } = await phiwatch('drill', 'plan', plan);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(`error: ${plan}: ${said}`), stderr).toBe(true);
    expect(stderr.trim()).not.toContain('\n');
  });

  test('shows no long name of a field whole', async () => {
    const { stderr } = await phiwatch(
      'drill',
      'plan',
      file('long.json', { ...example, ['n'.repeat(9999)]: 1 }),
    );
    expect(stderr).toContain('n ... is not a known field');
    expect(stderr.length).toBeLessThan(500);
  });

  test.each([
    [
      'targets elsewhere',
      [examplePath, '--group', `${group}-2`],
      `${examplePath}: targets.sqlServer must lie in the drill group (DRILL_GROUP)`,
    ],
    [
      'a group that is none',
      [examplePath, '--group', 'rg-drill'],
      '--group: must be the id of a resource group',
    ],
    ['no file', [join(folder, 'none.json')], `${join(folder, 'none.json')}: no such file`],
    ['a folder', [folder], `${folder}: a folder, not a file`],
    [
      'an app beside the file',
      [examplePath, '--url', 'https://app.example'],
      'a file is checked without an app',
    ],
  ])('refuses %s', async (_, args, said) => {
    expect(await phiwatch('drill', 'plan', ...args)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`error: ${said}`),
    });
  });

  test('names the field as a body has it where it does not fit the drill group', async () => {
    const body = file('body.json', { plan: example, why: 'first' });
    expect(await phiwatch('drill', 'plan', body, '--group', `${group}-2`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(': plan.targets.sqlServer must lie in the drill group'),
    });
  });
});

describe('phiwatch drill plan', () => {
  const first = '/api/drills/plans?limit=50';
  const revision = (version: number, more: object = {}) => ({
    id: 'plan',
    version,
    recordedAt: '2026-07-01T08:00:00.000Z',
    value: {
      plan: example,
      why: 'larger\u202E cap',
      signedBy: 'someone',
      sha256: `hash-${version}`,
      ...more,
    },
  });

  test('shows the last of all revisions, and who signed it', async () => {
    app.answer = json({
      [first]: { revisions: [revision(1)], next: 'a+b' },
      [`${first}&cursor=a%2Bb`]: { revisions: [revision(2, { lessonsOf: ['dr-drill-2026Q2'] })] },
    });
    const { code, stdout } = await phiwatch('drill', 'plan');
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      'Quarterly recovery drill',
      'Version 2, signed by someone at 2026-07-01 08:00 UTC',
      'SHA-256 hash-2',
      'Why: larger\uFFFD cap',
      'Lessons of dr-drill-2026Q2',
    ]);
    expect(stdout).toContain('61 USD estimated');
    const { stdout: printed } = await phiwatch('drill', 'plan', '--format', 'json');
    expect(printed).not.toContain('\u202E');
    expect(JSON.parse(printed)).toEqual({
      version: 2,
      recordedAt: '2026-07-01T08:00:00.000Z',
      why: 'larger\u202E cap',
      signedBy: 'someone',
      sha256: 'hash-2',
      lessonsOf: ['dr-drill-2026Q2'],
      estimate: 61,
      plan: example,
    });
  });

  test('says that nobody has signed one, and names the example', async () => {
    app.answer = json({ [first]: { revisions: [] } });
    const words = 'Nobody has signed a plan yet. An example is controls/drills/quarterly.json';
    expect(await phiwatch('drill', 'plan')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(words),
    });
    expect(await phiwatch('drill', 'plan', '--format', 'json')).toEqual({
      code: 0,
      stdout: 'null\n',
      stderr: expect.stringContaining(`note: ${words}`),
    });
  });

  test('shows no plan that it does not know, and takes a drill group for a file alone', async () => {
    app.answer = json({ [first]: { revisions: [revision(1, { plan: { ...example, region: 'moon' } })] } });
    expect(await phiwatch('drill', 'plan')).toMatchObject({
      code: 1,
      stderr: `error: ${app.url} answered something that this version of phiwatch does not know: region must be same or paired\n`,
    });
    expect(await phiwatch('drill', 'plan', '--group', group)).toMatchObject({ code: 1 });
  });
});

describe('phiwatch drill status', () => {
  const waiting = {
    id: 'dr-drill-2027Q1',
    quarter: '2027Q1',
    phase: 'approval',
    dueAt: '2027-01-05T06:00:00.000Z',
    expiresAt: '2027-01-07T06:00:00.000Z',
  };

  test('lists the drills of all pages', async () => {
    app.answer = json({
      '/api/drills': { drills: [waiting], next: 'p2' },
      '/api/drills?cursor=p2': { drills: [summary] },
    });
    const { code, stdout } = await phiwatch('drill', 'status');
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "┌───────────────────┬──────────────────────┬────────────────────┬──────────────────────┬───────────┐
      │ Drill             │ Due                  │ Result             │ Begun and ended      │ Restored  │
      ├───────────────────┼──────────────────────┼────────────────────┼──────────────────────┼───────────┤
      │ dr-drill-2027Q1   │ 2027-01-05 06:00 UTC │ none yet: approval │ not begun            │           │
      ├───────────────────┼──────────────────────┼────────────────────┼──────────────────────┼───────────┤
      │ dr-drill-2026Q4   │ 2026-10-05 06:00 UTC │ executed           │ 2026-10-05 08:30 UTC │ 1 of 2    │
      │                   │                      │                    │ 2026-10-05 10:00 UTC │           │
      └───────────────────┴──────────────────────┴────────────────────┴──────────────────────┴───────────┘
      2 drills. The newest, dr-drill-2027Q1, waits for approval until 2027-01-07 06:00 UTC.
      Its report: phiwatch drill report dr-drill-2027Q1
      "
    `);
    const printed = await phiwatch('drill', 'status', '--format', 'json');
    expect(JSON.parse(printed.stdout)).toEqual([waiting, summary]);
  });

  test.each([
    [{ ...waiting, phase: 'restoring' }, 'goes on: it is in the phase restoring'],
    [summary, 'has the result executed'],
  ])('says how the newest stands', async (newest, said) => {
    app.answer = json({ '/api/drills': { drills: [newest, waiting] } });
    expect((await phiwatch('drill', 'status')).stdout).toContain(said);
  });

  test('says that there is none', async () => {
    app.answer = json({ '/api/drills': { drills: [] } });
    expect(await phiwatch('drill', 'status')).toMatchObject({
      code: 0,
      stdout: '0 drills: none was begun yet\n',
    });
    expect(await phiwatch('drill', 'status', '--format', 'json')).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  test('does not follow pages without an end', async () => {
    app.answer = (_, response) => response.end(JSON.stringify({ drills: [], next: 'again' }));
    expect(await phiwatch('drill', 'status')).toMatchObject({
      code: 1,
      stderr: `error: ${app.url} answered a list of more than 100 pages\n`,
    });
    expect(app.asked).toHaveLength(100);
  });
});

describe('phiwatch drill report', () => {
  test('shows the newest drill where none is named', async () => {
    app.answer = json({ '/api/drills?limit=1': { drills: [summary], next: 'p2' }, [path]: report });
    const { code, stdout } = await phiwatch('drill', 'report');
    expect(code).toBe(2);
    expect(app.asked.map(({ url }) => url)).toEqual(['/api/drills?limit=1', path]);
    expect(stdout).toMatchInlineSnapshot(`
      "Recovery drill dr-drill-2026Q4, of quarter 2026Q4
      Result: objective-missed
      Plan: version 3, SHA-256 abababababababababababababababababababababababababababababababab; into the
      region of production
      Cost: 60 USD estimated, 200 USD at most
      Due: 2026-10-05 06:00 UTC; started by the timer
      Approval: asked for at 2026-10-05 06:00 UTC, given after 2 h 30 min by
      00000000-0000-0000-0000-00000000000a; the wait is no part of the recovery time
      T0: 2026-10-05 08:30 UTC
      End: 2026-10-05 10:00 UTC

      ┌───────────────────────────────┬──────────────────┬──────────────────┬────────────────────────────┐
      │ Component                     │ Recovery time    │ Recovery point   │ Done, and checks           │
      ├───────────────────────────────┼──────────────────┼──────────────────┼────────────────────────────┤
      │ ehr                           │ 1 h 1 s          │ 30 min           │ restored, done             │
      │ critical                      │ objective 1 h    │ objective 1 h    │ 1 of 2 checks passed       │
      │ Microsoft.Sql/servers/s/      │ missed           │ met              │ rows not-comparable:       │
      │ databases/ehr                 │                  │ as of 2026-10-05 │ written since              │
      │ in rg-clinical of             │                  │ 08:00 UTC        │ earliestRestoreDate:       │
      │ subscription 00000000         │                  │                  │ 2026-09-05T00:00:00Z       │
      ├───────────────────────────────┼──────────────────┼──────────────────┼────────────────────────────┤
      │ images                        │ not measured     │ not measured     │ readiness, done            │
      │ high                          │ objective 8 h    │ objective 15 min │ nothing is restored        │
      │ Microsoft.Storage/            │                  │                  │                            │
      │ storageAccounts/st            │                  │                  │                            │
      │ in rg-imaging of subscription │                  │                  │                            │
      │ 00000000                      │                  │                  │                            │
      └───────────────────────────────┴──────────────────┴──────────────────┴────────────────────────────┘

      Findings
      - ehr: the recovery time was missed; 00000000-0000-0000-0000-00000000000b answers for it until
        2026-10-12 10:00 UTC

      Coverage
      1 of 2 stores with PHI restored: critical 1 of 1, high 0 of 1

      Stores with PHI that the plan does not name
      - /subscriptions/s/unplanned

      Teardown
      - ended at 2026-10-05 09:55 UTC
      - 1 resource destroyed
      - nothing is left in the drill group
      - vault/keys/drill can be restored until 2026-10-12 10:00 UTC

      Participants
      - 00000000-0000-0000-0000-00000000000b

      Proves
      - 164.308(a)(7)(ii)(D): the contingency plan was tested by executing it

      Does not prove
      - that images can be restored: nothing is restored
      "
    `);
  });

  test('prints the report as the API gives it, whatever else it has', async () => {
    const given = {
      ...report,
      later: { name: 'caf\u00E9 \u{1F600} \u001B\u202E' },
      components: [{ name: 'x' }],
    };
    app.answer = json({ [path]: given });
    const { code, stdout } = await phiwatch('drill', 'report', summary.id, '--format', 'json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual(given);
    expect(stdout).toContain('caf\u00E9 \u{1F600} \\u001b\\u202e');
  });

  test.each([
    ['executed', 0],
    ['objective-missed', 2],
    ['failed', 2],
    ['aborted', 2],
    ['expired', 2],
    [undefined, 0],
  ])('of a drill with the result %s ends with %i', async (result, code) => {
    app.answer = json({ [path]: { ...report, result } });
    for (const format of ['table', 'json'])
      expect(await phiwatch('drill', 'report', summary.id, '--format', format)).toMatchObject({ code });
  });

  test('claims nothing of a drill that goes on', async () => {
    const { endedAt: _, result: __, ...begun } = report;
    const teardown = { live: 0, destroyed: [], softDeleted: [] };
    app.answer = json({ [path]: { ...begun, phase: 'teardown', teardown, proves: [] } });
    const { stdout } = await phiwatch('drill', 'report', summary.id);
    expect(stdout).toContain('Result: none yet, the drill is in the phase teardown');
    expect(stdout).toContain('End: not yet');
    expect(stdout).toContain('Counted at the end of the drill.');
    expect(stdout).toContain('Proves\n- nothing\n');
    expect(stdout).not.toContain('nothing is left');
  });

  test('says that approval is waited for, or was not given', async () => {
    const { startedAt: _, endedAt: __, result: ___, approval: given, ...asked } = report;
    const { by: _by, at: _at, waitedSeconds: _waited, ...approval } = given;
    app.answer = json({ [path]: { ...asked, approval, phase: 'approval' } });
    const waiting = await phiwatch('drill', 'report', summary.id);
    expect(waiting.stdout).toContain('can be given until 2026-10-07 06:00 UTC');
    expect(waiting.stdout).toContain('T0: not declared');
    expect(waiting.stdout).toContain('Teardown\n- nothing was made\n');
    app.answer = json({ [path]: { ...asked, approval, phase: 'ended', result: 'expired' } });
    const expired = await phiwatch('drill', 'report', summary.id);
    expect(expired.stdout).toContain('not given by 2026-10-07 06:00 UTC');
  });

  test('tells of what is left, of what is refused, and why a drill was stopped', async () => {
    const teardown = { live: 2, destroyed: [], softDeleted: [], refused: 'the tag is not there' };
    const stop = { result: 'failed', why: 'the group\nis not fit\u001B[2J', at: '2026-10-05T09:00:00.000Z' };
    app.answer = json({ [path]: { ...report, result: 'failed', teardown, stop } });
    const { stdout } = await phiwatch('drill', 'report', summary.id);
    expect(stdout).toContain('- refused, nothing is deleted, a person has to look: the tag is not there');
    expect(stdout).toContain('- 2 resources left in the drill group');
    expect(stdout).toContain('Ended early at 2026-10-05 09:00 UTC: the group is not fit\uFFFD[2J');
  });

  test('needs a drill', async () => {
    app.answer = json({ '/api/drills?limit=1': { drills: [] } });
    expect(await phiwatch('drill', 'report')).toMatchObject({
      code: 1,
      stderr: 'error: there is no drill yet\n',
    });
  });

  test.each(['../controls', 'dr-drill-2026Q5', 'plans', '//elsewhere.example'])(
    'asks for no drill by the id %s',
    async (id) => {
      expect(await phiwatch('drill', 'report', id)).toMatchObject({
        code: 1,
        stderr: 'error: the id of a drill is wanted, like dr-drill-2026Q4\n',
      });
      expect(app.asked).toEqual([]);
    },
  );

  test('shows no report that it does not know', async () => {
    app.answer = json({ [path]: { ...report, result: 'great' } });
    expect(await phiwatch('drill', 'report', summary.id)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('does not know: result must be one of executed,'),
    });
  });

  test('refuses an answer that is nested too deep to print', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    app.answer = (_, response) => response.end(`{"id": "${summary.id}", "deep": ${deep}}`);
    expect(await phiwatch('drill', 'report', summary.id, '--format', 'json')).toMatchObject({
      code: 1,
      stderr: 'error: the answer is nested too deep\n',
    });
  });
});

describe('the app that is asked', () => {
  const status = (...args: string[]) => phiwatch('drill', 'status', '--format', 'json', ...args);
  const none = () => {
    app.answer = json({ '/api/drills': { drills: [] } });
  };

  test('gets the token of the environment, or that of a file', async () => {
    none();
    expect(await status()).toMatchObject({ code: 0 });
    process.env['PHIWATCH_URL'] = 'https://elsewhere.invalid';
    const tokenFile = file('token', ' a-token.of_a~file \n');
    expect(await status('--url', `${app.url}/`, '--token-file', tokenFile)).toMatchObject({ code: 0 });
    expect(app.asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-of-the-app',
      'Bearer a-token.of_a~file',
    ]);
  });

  test.each([
    ['http://app.example', 'must begin with https: over http, others could read the token'],
    ['http://127.0.0.1.app.example', 'must begin with https: over http, others could read the token'],
    ['https://user:secret@app.example', 'must have no user and no password in it'],
    ['https://app.example/api', 'must end with the host, like https://HOST'],
    ['https://app.example?x=1', 'must end with the host, like https://HOST'],
    ['ftp://app.example', 'must be an address like https://HOST'],
    ['app.example', 'must be an address like https://HOST'],
  ])('is not %s', async (url, why) => {
    const fetching = vi.spyOn(globalThis, 'fetch');
    expect(await status('--url', url)).toMatchObject({ code: 1, stderr: `error: --url: ${why}\n` });
    process.env['PHIWATCH_URL'] = url;
    expect(await status()).toMatchObject({ code: 1, stderr: `error: PHIWATCH_URL: ${why}\n` });
    expect(fetching).not.toHaveBeenCalled();
  });

  test.each(['localhost', '[::1]', '127.9.8.7'])('may be http://%s', async (host) => {
    const fetching = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{"drills": []}'));
    expect(await status('--url', `http://${host}:7071`)).toMatchObject({ code: 0 });
    expect(fetching).toHaveBeenCalledOnce();
  });

  test('is not asked without a token, or with something that is none', async () => {
    for (const text of ['two words', 'line\nline', '', '\u201Cquoted\u201D']) {
      const { code, stdout, stderr } = await status('--token-file', file('token', text));
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('must be an access token, and nothing beside it');
      if (text !== '') expect(stderr).not.toContain(text);
    }
    expect(await status('--token-file', join(folder, 'none'))).toMatchObject({
      code: 1,
      stderr: `error: --token-file: ${join(folder, 'none')}: no such file\n`,
    });
    process.env['PHIWATCH_TOKEN'] = '';
    expect(await status()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `there is no token for ${app.url}: set PHIWATCH_TOKEN, or give --token-file`,
      ),
    });
    expect(app.asked).toEqual([]);
  });

  test('is named by an address, or is a local one', async () => {
    const both = await status('--url', app.url, '--port', '7071');
    expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('give one of them') });
    delete process.env['PHIWATCH_URL'];
    const address = 'needs the address that the token is for: give --url or PHIWATCH_URL';
    expect(await status()).toMatchObject({ code: 1, stderr: `error: PHIWATCH_TOKEN ${address}\n` });
    const tokenFile = await status('--token-file', file('token', 'x'), '--folder', folder);
    expect(tokenFile).toMatchObject({ code: 1, stderr: `error: --token-file ${address}\n` });
  });

  describe('of npm start', () => {
    const run = join(folder, 'runs/7071');

    beforeEach(() => {
      mkdirSync(run, { recursive: true });
      const ways = { url: app.url, simUrl: 'https://127.0.0.1:9', simSecret: 's', certificate: 'c' };
      const content = { pid: process.pid, startedAt: '2026-03-01T08:00:00.000Z', port: 7071, ways };
      writeFileSync(join(run, 'run.json'), JSON.stringify(content));
    });
    afterEach(() => {
      rmSync(run, { recursive: true });
    });

    test('gets the token of its login, and no other', async () => {
      none();
      writeFileSync(join(run, 'token'), 'token-of-the-login');
      expect(await status('--folder', folder)).toMatchObject({ code: 0 });
      expect(await status('--folder', folder, '--port', '7071')).toMatchObject({ code: 0 });
      const authorization = 'Bearer token-of-the-login';
      expect(app.asked).toMatchObject([{ authorization }, { authorization }]);
    });

    test('is not asked before a login', async () => {
      expect(await status('--folder', folder)).toMatchObject({
        code: 1,
        stderr: `error: there is no token for npm start on port 7071. This makes one: phiwatch login --role Reader --folder ${folder}\n`,
      });
      expect(await status('--folder', folder, '--port', '7072')).toMatchObject({
        stderr:
          'error: no npm start runs on port 7072, but on port 7071. Another app is named by --url or PHIWATCH_URL\n',
      });
    });

    test('is asked for a new token once its own is over', async () => {
      writeFileSync(join(run, 'token'), 'old');
      app.answer = json({ '/api/drills': { title: 'Token is not valid' } }, 401);
      expect(await status('--folder', folder)).toMatchObject({
        code: 1,
        stderr: `error: ${app.url} answered 401: Token is not valid (this makes a new token: phiwatch login --role Reader --folder ${folder})\n`,
      });
    });
  });
});

describe('an answer of the app', () => {
  const get = () => phiwatch('drill', 'report', summary.id);

  test.each<[string, number, string, string]>([
    ['a problem', 404, '{"title": "No such drill", "status": 404}', 'answered 404: No such drill'],
    [
      'a problem with its detail',
      400,
      '{"title": "Not valid", "detail": "id must\\nbe \\u001b[2J."}',
      'answered 400: Not valid: id must be \uFFFD[2J.',
    ],
    ['a page of a proxy', 502, '<html>', 'answered 502'],
    [
      'a long problem',
      500,
      JSON.stringify({ title: 'x'.repeat(9999) }),
      `answered 500: ${'x'.repeat(500)} ...`,
    ],
    ['a page of a sign-in', 200, '<html>', 'answered something that is not JSON'],
    [
      'something else',
      200,
      '[]',
      'answered something that this version of phiwatch does not know: the answer must be an object, not an array',
    ],
  ])('that is %s is told in one line', async (_, code, body, said) => {
    app.answer = (__, response) => response.writeHead(code).end(body);
    expect(await get()).toEqual({ code: 1, stdout: '', stderr: `error: ${app.url} ${said}\n` });
  });

  test('that leads elsewhere is not followed, and the token goes nowhere else', async () => {
    const other = await startApp();
    try {
      for (const code of [301, 302, 303, 307, 308]) {
        app.answer = (_, response) => response.writeHead(code, { location: `${other.url}/api` }).end();
        expect(await get()).toMatchObject({
          code: 1,
          stderr: `error: ${app.url} answered ${code}: redirects are not followed\n`,
        });
      }
      expect(other.asked).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  test('of more than 10 MB is not read to its end', async () => {
    let closed: Promise<void> | undefined;
    app.answer = (_, response) => {
      closed = new Promise((resolve) => {
        response.on('close', resolve);
      });
      // Its end never comes: only a reader that leaves ends it.
      response.write(`{"id": "${'x'.repeat(10_000_000)}`);
    };
    expect(await get()).toMatchObject({
      code: 1,
      stderr: `error: ${app.url} answered more than 10 MB: that is not read\n`,
    });
    await closed;
    app.answer = json({ [path]: { ...report, later: 'x'.repeat(9_900_000) } });
    expect(await get()).toMatchObject({ code: 2 });
  });

  test('is waited for 30 seconds, for its end too', async () => {
    const original = AbortSignal.timeout.bind(AbortSignal);
    const limit = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => original(50));
    for (const begin of [
      () => undefined,
      (response: { write(text: string): unknown }) => response.write('{'),
    ]) {
      app.answer = (_, response) => {
        begin(response);
      };
      expect(await get()).toMatchObject({
        code: 1,
        stderr: `error: ${app.url} did not answer within 30 seconds\n`,
      });
    }
    expect(limit.mock.calls).toEqual([[30_000], [30_000]]);
  });

  test('that breaks off, or does not come, is told', async () => {
    app.answer = (_, response) => {
      response.write('{');
      setImmediate(() => response.destroy());
    };
    expect(await get()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/cannot be reached: \S+\n$/),
    });
    const gone = await startApp();
    await gone.stop();
    expect(await phiwatch('drill', 'status', '--url', gone.url)).toMatchObject({
      code: 1,
      stderr: `error: ${gone.url} cannot be reached: ECONNREFUSED\n`,
    });
  });
});
