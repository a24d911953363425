import { expect, test } from 'vitest';
import { correlateFindings } from '../../../src/phi-access/correlation/correlate-findings.ts';
import type { AccessFinding, Anomaly } from '../../../src/phi-access/model/anomaly.ts';
import type { Principal } from '../../../src/phi-access/model/directory.ts';
import { found, settings } from './findings.ts';

const departments: Readonly<Record<string, string>> = { d: ' billing ', e: 'Coding' };

const principals = new Map<string, Principal>(
  'abcdef'
    .split('')
    .map((id) => [
      id,
      { id, kind: 'human', ...(id !== 'f' && { department: departments[id] ?? 'Billing' }) },
    ]),
);

const directory = { ...settings.directory, principals };

const at = (hour: number) => new Date(Date.parse('2026-11-05T00:00:00Z') + hour * 3_600_000).toISOString();

const offShift = (who: string, hour = 10, rest: Partial<AccessFinding> = {}): AccessFinding =>
  found({ kind: 'after-hours', principal: who, start: at(hour), end: at(hour + 1), ...rest });

const all = (people: string): AccessFinding[] => people.split('').map((who) => offShift(who));

const known = (...findings: readonly AccessFinding[]): readonly Anomaly[] =>
  correlateFindings(findings, { ...settings, directory }).notify;

const rows: readonly (readonly [string, readonly AccessFinding[], readonly Anomaly[], readonly string[]])[] =
  [
    ['four of one department, however it is written, are one notice', all('abcd'), [], ['a,b,c,d']],
    ['three are each their own', all('abc'), [], ['a', 'b', 'c']],
    ['one of another department is their own', all('abce'), [], ['a', 'b', 'c', 'e']],
    ['one without a department is their own', all('abcf'), [], ['a', 'b', 'c', 'f']],
    ['four of whom nobody knows the department are each their own', all('fxyz'), [], ['f', 'x', 'y', 'z']],
    ['four findings of three people are no notice', [...all('abc'), offShift('a', 20)], [], ['a', 'b', 'c']],
    [
      'a fourth makes it a notice, with those of the last 12 hours',
      [offShift('d', 21.99)],
      known(...all('abc')),
      ['a,b,c,d'],
    ],
    ['a fourth 12 hours later is their own', [offShift('d', 22)], known(...all('abc')), ['d']],
    [
      'a fourth makes it a notice, with those of the next 12 hours',
      [offShift('d', -1.99)],
      known(...all('abc')),
      ['a,b,c,d'],
    ],
    ['a fourth 12 hours before is their own', [offShift('d', -2)], known(...all('abc')), ['d']],
    ['one more belongs to the notice', [offShift('a', 15)], known(...all('abcd')), ['a,b,c,d']],
    [
      'what others did before does not count',
      [offShift('d')],
      known(...'abc'.split('').map((principal) => found({ principal }))),
      ['d'],
    ],
    ['what another department did before does not count', [offShift('e')], known(...all('abc')), ['e']],
  ];

test.each(rows)('%s', (_, findings, before, expected) => {
  const { notify } = correlateFindings(findings, { ...settings, directory, known: before });
  expect(
    notify.map(({ principal, principals: people }) => people?.join(',') ?? principal).toSorted(),
  ).toEqual(expected);
});

test('a notice says from when until when, of what and of how many', () => {
  const findings = [
    offShift('a', 11, { resources: ['/s'], severity: 'high' }),
    offShift('b', 10, { resources: ['/r', '/s'] }),
    offShift('c', 13),
    offShift('d', 12),
  ];
  expect(correlateFindings(findings, { ...settings, directory }).notify).toMatchObject([
    {
      start: at(10),
      end: at(14),
      resources: ['/r', '/s'],
      severity: 'low',
      counts: { people: 4 },
      principal: 'a',
    },
  ]);
});
