import { describe, expect, test } from 'vitest';
import { correlateFindings } from '../../../src/phi-access/correlation/correlate-findings.ts';
import type { AccessFinding, Anomaly } from '../../../src/phi-access/model/anomaly.ts';
import { found, settings } from './findings.ts';

/** A finding some hours after midnight. */
const after = (hours: number, rest: Partial<AccessFinding> = {}): AccessFinding => {
  const start = new Date(Date.parse('2026-11-02T00:00:00Z') + hours * 3_600_000).toISOString();
  return found({ start, end: start, ...rest });
};

const crowd = (hours: number, people: string, rest: Partial<AccessFinding> = {}): AccessFinding =>
  after(hours, {
    kind: 'patient-crowding',
    principal: people.charAt(0),
    principals: people.split(''),
    ...rest,
  });

const known = (...findings: readonly AccessFinding[]): readonly Anomaly[] =>
  findings.flatMap((finding) => correlateFindings([finding], settings).notify);

/** How many anomalies some findings are, and why. */
interface Row {
  readonly why: string;
  readonly findings: readonly AccessFinding[];
  readonly anomalies: number;
}

describe('findings are one anomaly', () => {
  const rows: readonly Row[] = [
    { why: 'of one principal within 48 hours', findings: [after(0), after(47.99)], anomalies: 1 },
    { why: 'not 48 hours later', findings: [after(0), after(48)], anomalies: 2 },
    { why: 'counted from the first of them', findings: [after(0), after(47), after(49)], anomalies: 2 },
    { why: 'in whatever order they come', findings: [after(49), after(47), after(0)], anomalies: 2 },
    {
      why: 'counted from the first, whichever comes first',
      findings: [after(47), after(0), after(94)],
      anomalies: 2,
    },
    { why: 'of a later time among themselves', findings: [after(0), after(48), after(95)], anomalies: 2 },
    { why: 'not of different principals', findings: [after(0), after(0, { principal: 'b' })], anomalies: 2 },
    { why: 'if half of a crowd is the same', findings: [crowd(0, 'abcd'), crowd(1, 'abef')], anomalies: 1 },
    { why: 'not if less than half is', findings: [crowd(0, 'abcd'), crowd(1, 'aefg')], anomalies: 2 },
    { why: 'if half of the smaller crowd is', findings: [crowd(0, 'abcdef'), crowd(1, 'fg')], anomalies: 1 },
    {
      why: 'if a crowd has come to be the same',
      findings: [crowd(0, 'abc'), crowd(1, 'bcde'), crowd(2, 'de')],
      anomalies: 1,
    },
    { why: 'not of a crowd two days later', findings: [crowd(0, 'abc'), crowd(48, 'abc')], anomalies: 2 },
    {
      why: 'not of a crowd for another reason',
      findings: [crowd(0, 'abc'), crowd(1, 'abc', { kind: 'failed-sign-ins' })],
      anomalies: 2,
    },
    { why: 'not of a crowd and of its first', findings: [crowd(0, 'abc'), after(0)], anomalies: 2 },
  ];

  test.each(rows)('$why', ({ findings, anomalies }) => {
    expect(new Set(correlateFindings(findings, settings).notify.map(({ id }) => id)).size).toBe(anomalies);
  });
});

describe('a finding is added to a known anomaly', () => {
  const [first, second] = known(after(0), after(40)) as [Anomaly, Anomaly];
  const [people] = known(crowd(0, 'abc')) as [Anomaly];
  const signIns = { kind: 'failed-sign-ins' } as const;
  const rows: readonly (readonly [string, AccessFinding, readonly Anomaly[], string | undefined])[] = [
    ['within 48 hours after its start', after(47.99), [first], first.id],
    ['not 48 hours after', after(48), [first], undefined],
    ['within 48 hours before its start', after(-47.99), [first], first.id],
    ['not 48 hours before', after(-48), [first], undefined],
    ['the later of two', after(42), [first, second], second.id],
    ['not of another principal', after(1, { principal: 'b' }), [first], undefined],
    ['of the same crowd', crowd(5, 'bcd'), [people], people.id],
    ['not of another crowd', crowd(5, 'cdef'), [people], undefined],
    ['not of a crowd for another reason', crowd(5, 'abc', { kind: 'failed-sign-ins' }), [people], undefined],
    [
      'not a crowd to what its first did alone',
      crowd(1, 'abc', signIns),
      known(after(0, signIns)),
      undefined,
    ],
    ['not a crowd to what its first did besides', crowd(1, 'abc'), [first], undefined],
  ];

  test.each(rows)('%s', (_, finding, before, id) => {
    const { notify } = correlateFindings([finding], { ...settings, known: before });
    expect(notify).toHaveLength(1);
    expect(before.map((each) => each.id).find((each) => each === notify[0]?.id)).toBe(id);
  });

  test('of a crowd with all who belong to it', () => {
    const { notify } = correlateFindings([crowd(5, 'bcd')], { ...settings, known: [people] });
    expect(notify).toMatchObject([{ principals: ['a', 'b', 'c', 'd'] }]);
  });
});
