import { patientKey } from '../../../src/phi-access/model/access-log.ts';
import type { CorrelationSettings } from '../../../src/phi-access/correlation/correlate-findings.ts';
import type { AccessFinding } from '../../../src/phi-access/model/anomaly.ts';
import type { Principal } from '../../../src/phi-access/model/directory.ts';

const principals = new Map<string, Principal>(
  ['a', 'b', 'c', 'd', 'e'].map((id) => [id, { id, kind: 'human', department: 'Billing' }]),
);

export const settings: CorrelationSettings = {
  keyed: patientKey('a key'),
  directory: {
    principals,
    approvedAgents: new Set(),
    networks: [],
    holidays: new Set(),
    onCall: [],
    vipPatients: new Set(),
  },
};

/** A finding of `a` on a Thursday from ten to eleven. */
export const found = (rest: Partial<AccessFinding> = {}): AccessFinding => ({
  kind: 'bulk-read',
  principal: 'a',
  start: '2026-11-05T10:00:00.000Z',
  end: '2026-11-05T11:00:00.000Z',
  severity: 'medium',
  score: 0.5,
  resources: ['/r'],
  counts: { patients: 50 },
  explanation: 'Fifty patients.',
  ...rest,
});
