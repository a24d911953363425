import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import plan from '../../controls/drills/quarterly.json' with { type: 'json' };
import { table } from '../../cli/table.ts';
import { visibleText } from '../../src/base/index.ts';
import { phiwatch, spawned } from '../cli/run.ts';
import type { Ended } from '../cli/run.ts';
import { account } from '../support/exported-account.ts';
import { runs, seed } from './support/fuzz-run.ts';
import { hostileBody, hostileText, mutated } from './support/hostile.ts';
import { median, timed } from './support/watch.ts';

/** Files that somebody has handed to whoever runs a command. */
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const long = { timeout: 3_600_000 };
/** The number of times what a file of one sound resource takes. */
const mostTimes = 200;

/** The command ends by itself, says why in words, and leaves the terminal alone. */
function expectCivil({ code, stdout, stderr }: Ended, what: string): void {
  expect([0, 1, 2, 3], what).toContain(code);
  expect(stderr, what).not.toMatch(/\n\s+at |Maximum call stack|\[object Object\]/);
  for (const text of [stdout, stderr]) expect(visibleText(text) === text, what).toBe(true);
  if (code === 1) expect(stderr, what).not.toBe('');
}

async function expectAllCivil<T>(
  arbitrary: fc.Arbitrary<T>,
  count: number,
  trivial: () => Promise<Ended>,
  run: (one: T) => Promise<Ended>,
): Promise<void> {
  const trivials: number[] = [];
  for (let at = 0; at < 9; at += 1) trivials.push((await timed(trivial)).ms);
  const codes = new Map<number | null, number>();
  let slowest = 0;
  for (const one of fc.sample(arbitrary, { numRuns: count, seed })) {
    const what = JSON.stringify(one).slice(0, 500);
    const { ms, value } = await timed(() => run(one));
    expectCivil(value, what);
    codes.set(value.code, (codes.get(value.code) ?? 0) + 1);
    // The machine may have been busy.
    const again = ms > mostTimes * median(trivials) ? (await timed(() => run(one))).ms : ms;
    slowest = Math.max(slowest, Math.min(ms, again));
    expect(slowest / median(trivials), what).toBeLessThan(mostTimes);
  }
  const times = (slowest / median(trivials)).toFixed(0);
  console.log(
    `${count} files, seed ${seed}; exit codes ${JSON.stringify([...codes])}; slowest ${times} times a sound one`,
  );
}

const sound = account('stgood', {
  supportsHttpsTrafficOnly: true,
  networkAcls: { ipRules: [{ value: '10.0.0.1' }] },
});

test('phiwatch scan of hostile exports ends as it should', long, async () => {
  const path = join(folder, 'export.json');
  const scan = (text: string, format = 'table') => {
    writeFileSync(path, text);
    return phiwatch('scan', '--from', path, '--all', '--format', format);
  };
  const named = fc.record({ name: hostileText, id: hostileText, type: hostileText });
  const resource = fc.oneof(
    { weight: 3, arbitrary: mutated(fc.constant(sound)) },
    { weight: 1, arbitrary: named.map((more) => ({ ...sound, ...more })) },
    {
      weight: 1,
      arbitrary: hostileText.map((name) => ({ ...sound, id: `${sound.id}${name}`, tags: { [name]: name } })),
    },
  );
  const list = fc.array(resource, { minLength: 1, maxLength: 3 });
  const text = fc.oneof(
    { weight: 4, arbitrary: list.map((each) => JSON.stringify(each)) },
    { weight: 1, arbitrary: list.map((data) => JSON.stringify({ data, count: data.length })) },
    { weight: 1, arbitrary: list.map((each) => each.map((one) => JSON.stringify(one)).join('\n')) },
    { weight: 2, arbitrary: hostileBody },
  );
  const given = fc.record({ text, format: fc.constantFrom('table', 'csv') });
  await expectAllCivil(
    given,
    runs(60),
    () => scan(JSON.stringify([sound])),
    (one) => scan(one.text, one.format),
  );
});

const person = '0c6d2f14-7c3b-4e85-9d10-5f8b2c7e4a63';
const row = {
  TimeGenerated: '2026-03-10T10:00:00Z',
  _IngestionTime: '2026-03-10T10:05:00Z',
  OperationName: 'export',
  CallerIdentityObjectId: person,
  CallerIPAddress: '10.0.0.7',
  RequestUri: 'https://f.fhir.azurehealthcareapis.com/Patient/1',
  ResultType: 'Succeeded',
  StatusCode: 200,
};

test('phiwatch access-review of hostile logs ends as it should', long, async () => {
  const logs = join(folder, 'logs');
  const directory = join(folder, 'directory.json');
  mkdirSync(logs);
  const people = { principals: [{ id: person, kind: 'human' }] };
  const review = (rows: string, principals: string) => {
    writeFileSync(join(logs, 'MicrosoftHealthcareApisAuditLogs.jsonl'), rows);
    writeFileSync(directory, principals);
    const window = [
      '--from',
      '2026-03-10T00:00:00Z',
      '--to',
      '2026-03-11T00:00:00Z',
      '--train-from',
      '2026-03-08T00:00:00Z',
    ];
    return phiwatch('access-review', '--logs', logs, '--directory', directory, ...window);
  };
  const line = fc.oneof(
    { weight: 5, arbitrary: mutated(fc.constant(row)).map((each) => JSON.stringify(each)) },
    {
      weight: 1,
      arbitrary: hostileText.map((text) =>
        JSON.stringify({ ...row, CallerIdentityObjectId: text, RequestUri: text }),
      ),
    },
    { weight: 1, arbitrary: hostileBody },
  );
  const given = fc.record({
    rows: fc
      .array(line, { minLength: 1, maxLength: 3 })
      .map((each) => [...each, JSON.stringify(row)].join('\n')),
    directory: fc.oneof(
      { weight: 3, arbitrary: fc.constant(JSON.stringify(people)) },
      { weight: 1, arbitrary: mutated(fc.constant(people)).map((each) => JSON.stringify(each)) },
    ),
  });
  const soundOne = () => review(JSON.stringify(row), JSON.stringify(people));
  await expectAllCivil(given, Math.ceil(runs(60) / 10), soundOne, (one) => review(one.rows, one.directory));
});

test('phiwatch drill plan of hostile files ends as it should', long, async () => {
  const path = join(folder, 'plan.json');
  const check = (text: string) => {
    writeFileSync(path, text);
    return phiwatch('drill', 'plan', path);
  };
  const named = fc.record({ title: hostileText, why: hostileText, name: hostileText, isNamed: fc.boolean() });
  const body = named.map(({ title, why, name, isNamed }) => ({
    plan: { ...plan, title, ...(isNamed && { [name]: 1 }) },
    why,
  }));
  const text = fc.oneof(
    { weight: 3, arbitrary: mutated(fc.constant(plan)).map((each) => JSON.stringify(each)) },
    { weight: 3, arbitrary: body.map((each) => JSON.stringify(each)) },
    { weight: 1, arbitrary: hostileBody },
  );
  await expectAllCivil(text, runs(60), () => check(JSON.stringify(plan)), check);
});

test.each([
  ['a list 50,000 deep', '['.repeat(50_000) + ']'.repeat(50_000)],
  [
    'a resource 20,000 deep',
    JSON.stringify([sound]).replace('"10.0.0.1"', '[{"a":'.repeat(20_000) + '1' + '}]'.repeat(20_000)),
  ],
  ['an emoji', '😀'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x1b, 0x5b]).toString('latin1')],
])('a process of its own that scans %s ends as it should', (_, text) => {
  const path = join(folder, 'deep.json');
  writeFileSync(path, text);
  expectCivil(spawned('scan', '--from', path), text.slice(0, 100));
});

test.each(['x', '-', '保', '😀', 'e\u0301'])(
  'a cell full of %j takes time in proportion to its length',
  (letter) => {
    const drawn = (length: number) => {
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        table([{ title: 'Resource', width: 30 }], [[letter.repeat(length)]], 40);
        return performance.now() - begun;
      });
      return Math.min(...times);
    };
    drawn(4_000);
    // In proportion: 4 times. What was found was 80 times for four times the length.
    expect(drawn(16_000) / drawn(4_000)).toBeLessThan(40);
  },
);
