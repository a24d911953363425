import type { ControlFact, EvidenceFacts, StateFact } from '../../../src/evidence/model/index.ts';
import { zeroCounts } from '../../../src/model/index.ts';

const subscription = '00000000-0000-4000-8000-00000000000a';
const group = `/subscriptions/${subscription}/resourceGroups/rg-ehr`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts`;

/** Facts of a quarter: safeguards of each status, findings, a gap, populations of which one differs, a log that was silent for five hours. */
export function sampleFacts(more: Partial<EvidenceFacts> = {}): EvidenceFacts {
  return {
    id: 'evidence-2026Q4',
    class: 'auditor',
    period: { from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' },
    createdAt: '2027-01-05T06:00:00.000Z',
    appVersion: '0.1.0',
    catalogueVersion: 'c'.repeat(64),
    subscriptions: [subscription],
    controls: [
      sampleControl({
        id: '164.312(a)(2)(iv)',
        title: 'Encryption and decryption of ePHI',
        designation: 'addressable',
        status: 'findings-open',
        summary: '1 finding open',
        proofs: [
          { proof: 'policies', standing: 'failed' },
          { proof: 'decision', standing: 'current', detail: 'implemented' },
        ],
        policies: ['storage-requires-secure-transfer', 'sql-database-is-encrypted'],
        nist80053: ['SC-12', 'SC-13'],
        counts: { NonCompliant: 1, Unknown: 1, Exempt: 1, Compliant: 12, NotApplicable: 3 },
      }),
      sampleControl({
        id: '164.308(a)(1)(ii)(A)',
        title: 'Risk analysis of all ePHI',
        status: 'unknown',
        summary: 'Unknown: no review on record',
        nist80053: ['RA-2', 'RA-3'],
        // Policies alone prove nothing: whatever they found, the status counts.
        counts: { ...zeroCounts(), Compliant: 40 },
      }),
      sampleControl({
        id: '164.310(a)(2)(iii)',
        title: 'Access control and validation',
        status: 'risk-accepted',
        summary: 'Risk accepted in 1 place: not in place there',
      }),
      sampleControl({
        id: '164.308(a)(7)(ii)(D)',
        title: 'Testing and revision of contingency plans',
        status: 'proofs-on-record',
        summary: 'Every proof that is asked for is on record',
        proofs: [{ proof: 'drill', standing: 'current', detail: '2026-11-10' }],
        nist80053: ['CP-4'],
      }),
      sampleControl({
        id: '164.308(a)(4)(ii)(A)',
        organization: 'north-hospital',
        title: 'Isolation of clearinghouse functions',
        status: 'does-not-apply',
        summary: 'Does not apply: it is no clearinghouse',
      }),
    ],
    states: [
      sampleState({ severity: 'low', state: 'Exempt', resourceId: `${storage}/archive` }),
      sampleState({}),
      sampleState({ state: 'Unknown', resourceId: `${storage}/locked`, reason: 'access denied' }),
      sampleState({
        resourceId: `${storage}/website`,
        policy: 'tenant:allowed-locations',
        title: 'Allowed locations',
        controls: [],
        phi: false,
      }),
    ],
    gaps: [
      {
        collector: 'sign-ins',
        scope: subscription,
        reason: 'The workspace keeps them for 30 days; the period is longer.',
      },
    ],
    populations: [
      {
        name: 'changes',
        count: 100,
        source: 'journal of phiwatch',
        asOf: '2027-01-05T05:00:00.000Z',
        independent: {
          source: 'change history of Azure',
          count: 98,
          unexplained: ['chg-021', 'chg-077'],
        },
      },
      {
        name: 'attestations',
        count: 12,
        source: 'records of phiwatch',
        asOf: '2027-01-05T05:00:00.000Z',
        unreconciled: 'nothing else counts them',
      },
    ],
    coverage: [
      { subscriptionId: subscription, log: 'AKVAuditLogs', hours: 2208, covered: 2208, gaps: [] },
      {
        subscriptionId: subscription,
        log: 'StorageBlobLogs',
        hours: 2208,
        covered: 2203,
        gaps: [
          {
            from: '2026-11-03T02:00:00.000Z',
            to: '2026-11-03T07:00:00.000Z',
            reason: 'no rows, and usually there are some',
          },
        ],
      },
    ],
    ledger: { from: { row: 120, hash: 'a'.repeat(64) }, to: { row: 640, hash: 'b'.repeat(64) } },
    ...more,
  };
}

/** A safeguard; what is not given is empty. */
export function sampleControl(more: Partial<ControlFact>): ControlFact {
  return {
    id: '164.312(b)',
    title: 'Audit controls',
    designation: 'required',
    status: 'unknown',
    summary: 'Unknown: no attestation on record',
    proofs: [],
    policies: [],
    nist80053: [],
    counts: zeroCounts(),
    ...more,
  };
}

/** A finding; what is not given is that of a storage account with PHI. */
export function sampleState(more: Partial<StateFact>): StateFact {
  return {
    resourceId: `${storage}/images`,
    resourceType: 'Microsoft.Storage/storageAccounts',
    policy: 'storage-requires-secure-transfer',
    title: 'Storage accepts encrypted connections only',
    severity: 'high',
    state: 'NonCompliant',
    since: '2026-12-20T08:15:00.000Z',
    controls: ['164.312(a)(2)(iv)'],
    phi: true,
    ...more,
  };
}
