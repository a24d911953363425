import type { DailyPosture } from '../../../src/assurance/daily-posture/index.ts';
import { zeroCounts } from '../../../src/model/index.ts';

/** The posture of a day. */
export function postureOf(day: string, changes: Partial<DailyPosture> = {}): DailyPosture {
  const at = `${day}T00:10:00.000Z`;
  return {
    id: day,
    at,
    appVersion: '1',
    catalogueVersion: 'c',
    safeguards: [
      { id: '164.312(e)(1)', status: 'findings-open', summary: '1 finding open', counts: zeroCounts() },
      {
        id: '164.308(a)(1)(ii)(D)',
        status: 'proofs-on-record',
        summary: 'every proof',
        counts: zeroCounts(),
      },
    ],
    findings: {
      critical: { all: 0, phi: 0 },
      high: { all: 1, phi: 0 },
      medium: { all: 0, phi: 0 },
      low: { all: 0, phi: 0 },
    },
    unknown: 0,
    resources: { count: 1, independent: { count: 1, unexplained: [] } },
    phiResources: { count: 1, independent: { count: 1, unexplained: [] } },
    changes: {
      from: '2026-10-01T00:00:00.000Z',
      to: at,
      count: 0,
      independent: { count: 0, unexplained: [] },
    },
    ...changes,
  };
}
