import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { duration, eventLine } from '../../../dev/console/event-line.ts';
import { overview, scanProgress } from '../../../dev/console/overview.ts';
import type { ControlView } from '../../../src/assurance/posture/index.ts';
import type { Drift } from '../../../src/model/index.ts';

const none = { NonCompliant: 0, Unknown: 0, Exempt: 0, Compliant: 0, NotApplicable: 0 };

const control = (
  id: string,
  counts: Partial<ControlView['counts']>,
  more: Partial<ControlView> = {},
): ControlView => ({
  id,
  title: `Title of ${id}`,
  family: 'technical',
  designation: 'standard',
  status: 'unknown',
  summary: '',
  basis: '',
  open: [],
  counts: { ...none, ...counts },
  proofs: { policies: 'Unknown', review: 'missing' },
  ...more,
});

const drift = (policy: string, to: Drift['to'], more: Partial<Drift> = {}): Drift =>
  ({ resourceId: '/subscriptions/s/x', policy, to, from: null, severity: 'high', ...more }) as Drift;

const view = (controls: readonly ControlView[], drifts: readonly Drift[] = []): string =>
  stripVTControlCharacters(
    overview({
      records: 249,
      scan: { figures: { listed: 0, evaluated: 0, nominated: 0, confirmed: 103 } },
      took: '3.4 s',
      controls,
      drifts,
    }),
  );

test('a safeguard counts for people alone by the proofs that it needs, whatever its checks say', () => {
  const text = view([
    control('a', { NonCompliant: 2, Compliant: 3 }),
    control('b', { NotApplicable: 12 }),
    control('c', { Compliant: 1 }),
    control('d', { Unknown: 1, Compliant: 1 }),
    control('e', {}, { proofs: { attestation: 'missing' } }),
  ]);
  expect(text).toContain(
    'Safeguards  1 of 5 have open findings; 1 could not be checked in full; 1 passes every check and needs proof by people too; ' +
      '1 has nothing here to check\n            1 needs people alone: ',
  );
});

test('findings are counted by the severity by which people act, and once for each resource and policy', () => {
  const text = view(
    [],
    [
      drift('a', 'NonCompliant', { effectiveSeverity: 'critical', phi: true }),
      drift('b', 'NonCompliant'),
      drift('c', 'NonCompliant'),
      drift('c', 'Compliant', { from: 'NonCompliant' }),
      drift('d', 'Unknown'),
    ],
  );
  expect(text).toContain(
    'Findings    2 open: 1 critical, 1 high; 1 of them on resources with PHI; 1 unknown',
  );
});

test('the five worst safeguards are shown, worst first', () => {
  const text = view(
    [1, 7, 3, 0, 2, 5, 4].map((count) => control(`164.${count}`, { NonCompliant: count, Compliant: 1 })),
  );
  expect(Array.from(text.matchAll(/(\d+) of (\d+) checks fail/g), ([, failing]) => Number(failing))).toEqual([
    7, 5, 4, 3, 2,
  ]);
  expect(text).toContain('Worst       164.7                 7 of 8 checks fail: Title of 164.7');
});

test('says what of all was evaluated, and what the rest is', () => {
  expect(view([])).toMatch(/^Evaluated {3}103 resources of 249 records in 3\.4 s\n {12}The other 146 are /);
});

test('how far the evaluation is has one resource and one scope, or several', () => {
  const progress = (confirmed: number, done: number, total: number): string =>
    scanProgress({
      figures: { listed: 0, evaluated: 0, nominated: 0, confirmed },
      parts: { done, total, waiting: 0 },
    });
  expect(progress(1, 0, 1)).toBe('1 resource evaluated; 0 of 1 scope done');
  expect(progress(79, 3, 4)).toBe('79 resources evaluated; 3 of 4 scopes done');
});

test('an event has its time and its name before it, and its other lines below', () => {
  expect(stripVTControlCharacters(eventLine('2026-03-01T08:00:01.500Z', 'DRIFT', ['one', 'two']))).toBe(
    `08:00:01  DRIFT     one\n${' '.repeat(20)}two`,
  );
});

test.each([
  ['2026-03-01T08:00:00.024Z', '24 ms'],
  ['2026-03-01T08:00:03.240Z', '3.2 s'],
  ['2026-03-01T08:05:00.000Z', '5 min'],
  ['2026-03-01T07:59:59.000Z', '0 ms'],
])('the time until %s is %s', (to, text) => {
  expect(duration('2026-03-01T08:00:00.000Z', to)).toBe(text);
});
