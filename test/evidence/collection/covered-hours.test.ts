import { describe, expect, test } from 'vitest';
import { logCoverage, workingHours } from '../../../src/evidence/collection/covered-hours.ts';

const period = { from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
const now = '2027-01-03T00:00:00.000Z';
const hour = (n: number) => new Date(Date.parse(period.from) + n * 3_600_000).toISOString();
const hours = Array.from({ length: 2_208 }, (_, n) => n);

describe('the hours of a quarter', () => {
  test('in which a log was silent for five are covered to 99.77 %', () => {
    const silent = [100, 101, 102, 103, 104].map(hour);
    const recorded = [{ ...period, logs: { 'fhir-hours': { silent, unread: [] } } }];
    const [found] = logCoverage(period, recorded, now);
    expect(found).toEqual({
      log: 'fhir-hours',
      hours: 2_208,
      covered: 2_203,
      gaps: [{ from: hour(100), to: hour(105), reason: 'the log was silent' }],
    });
    expect((((found?.covered ?? 0) / 2_208) * 100).toFixed(2)).toBe('99.77');
  });

  test('of which nothing is on record are a gap', () => {
    const recorded = [{ from: hour(10), to: period.to, logs: { a: { silent: [], unread: [hour(12)] } } }];
    expect(logCoverage(period, recorded, now)[0]?.gaps).toEqual([
      { from: hour(0), to: hour(10), reason: 'nothing is on record' },
      { from: hour(12), to: hour(13), reason: 'the log was not read' },
    ]);
  });

  test('in which phiwatch was down for six are a gap of six', () => {
    const runs = hours
      .filter((n) => n < 50 || n >= 56)
      .map((n) => new Date(Date.parse(hour(n)) + 120_000).toISOString());
    expect(workingHours(period, runs, now)).toEqual({
      hours: 2_208,
      covered: 2_202,
      gaps: [
        { from: hour(50), to: hour(56), reason: 'phiwatch was not at work, or could not write its ledger' },
      ],
    });
  });

  test('that have not passed yet are not asked for', () => {
    expect(workingHours(period, [hour(0), hour(1)], '2026-10-01T02:30:00.000Z')).toMatchObject({
      hours: 2,
      covered: 2,
    });
  });
});
