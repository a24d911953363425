import { expect, test } from 'vitest';
import { practicesReport } from '../../../src/evidence/practices/index.ts';
import { postureOf } from '../support/sample-posture.ts';

const controls = [
  { id: '164.308(a)(1)(ii)(D)', title: 'Review of activity', nist80053: ['AU-6'] },
  { id: '164.312(e)(1)', title: 'Transmission security', nist80053: ['SC-8'] },
  { id: 'own/regions', title: 'Regions', nist80053: ['SA-9'] },
];

test('a safeguard counts by day, and a day without a posture breaks what was unbroken', () => {
  const days = ['2026-11-25', '2026-11-26', '2026-11-28', '2026-11-29', '2026-11-30'];
  const report = practicesReport(
    '2026-12-01',
    { source: 'ledger', postures: days.map((day) => postureOf(day)) },
    controls,
  );
  expect(report).toMatchObject({ from: '2025-12-01', days: 365, onRecord: 5 });
  expect(report.missing).toHaveLength(360);
  expect(report.missing.at(-1)).toBe('2026-11-27');
  expect(report.practices).toMatchObject([
    { id: '164.308(a)(1)(ii)(D)', days: { 'proofs-on-record': 5 }, unbroken: 3 },
    { id: '164.312(e)(1)', days: { 'findings-open': 5 }, unbroken: 0 },
  ]);
});

test('a leap year has its day more', () => {
  expect(practicesReport('2028-03-01', { source: 'table', postures: [] }, controls)).toMatchObject({
    from: '2027-03-01',
    days: 366,
  });
});
