import type { PolicyState } from '../src/model/index.ts';
import type { AzureGraph, AzurePolicyState, PolicyStateCount } from '../src/platform/azure/index.ts';
import type { KnownStates, StatesReader } from '../src/platform/store/index.ts';
import { assignedName } from '../src/monitoring/tenant-policies/index.ts';

export const subscriptionId = '11111111-1111-4111-8111-111111111111';

const assignmentId = `/subscriptions/${subscriptionId}/providers/microsoft.authorization/policyassignments/hitrust`;

const definitionId = '/providers/microsoft.authorization/policydefinitions/one';

const pageSize = 1_000;

const readAt = '2026-03-01T02:00:00.000Z';

const evaluatedAt = '2026-03-01T08:00:00.000Z';

/** The number of what was asked for. */
export interface Asked {
  queries: number;
  rows: number;
  reads: number;
  heads: number;
}

const idOf = (r: number) =>
  `/subscriptions/${subscriptionId}/resourceGroups/g${String(r % 500).padStart(3, '0')}/providers/Microsoft.Storage/storageAccounts/a${String(r).padStart(6, '0')}`;

const isOff = (r: number, p: number) => (r * 31 + p * 17) % 20 === 0;

const azures = (r: number, p: number) => {
  const contradicted = p === 1 ? r % 10_000 === 1 : r % 20_000 === 3;
  return isOff(r, p) !== contradicted ? 'NonCompliant' : 'Compliant';
};

const stateOf = (r: number, p: number): AzurePolicyState => ({
  resourceId: idOf(r),
  assignmentId,
  definitionId,
  referenceId: `p${p}`,
  state: azures(r, p),
  timestamp: evaluatedAt,
});

const ours = (off: boolean): PolicyState => ({
  state: off ? 'NonCompliant' : 'Compliant',
  since: readAt,
  policyVersion: '1.0.0+00000000',
  values: { 'properties.supportsHttpsTrafficOnly': !off },
  ...(off && {
    fields: [{ path: 'properties.supportsHttpsTrafficOnly', actual: false, expected: 'true' }],
  }),
});

const numberOf = (id: string) => Number(id.slice(id.lastIndexOf('/a') + 2));

/**
 * An estate of so many resources and policies that is made as it is asked for, and held nowhere. One state in twenty is NonCompliant, in
 * Azure as with us; a few contradict each other, and of one policy Azure calls Compliant what we do not.
 */
export function estateOf(resources: number, policies: number) {
  const asked: Asked = { queries: 0, rows: 0, reads: 0, heads: 0 };
  const names = Array.from({ length: policies }, (_, p) => assignedName(assignmentId, definitionId, `p${p}`));
  const headOf = (r: number): KnownStates => ({
    resourceId: idOf(r),
    resourceType: 'Microsoft.Storage/storageAccounts',
    sequence: 0,
    readStartedAt: readAt,
    states: Object.fromEntries(names.map((name, p) => [name, ours(isOff(r, p))])),
  });

  /** States from a place on; the place is a number of resource and policy. */
  const page = (start: number, step: number, wanted: (r: number, p: number) => boolean) => {
    const states: AzurePolicyState[] = [];
    const end = resources * policies;
    let at = start;
    for (; at < end && states.length < pageSize; at += step) {
      const [r, p] = [Math.floor(at / policies), at % policies];
      if (wanted(r, p)) states.push(stateOf(r, p));
    }
    asked.queries += 1;
    asked.rows += states.length;
    return { kind: 'states', startedAt: evaluatedAt, states, ...(at < end && { next: String(at) }) } as const;
  };
  const graph: Pick<AzureGraph, 'policyStateCounts' | 'policyStates'> = {
    policyStateCounts: async () => {
      const counts: PolicyStateCount[] = [];
      for (let p = 0; p < policies; p += 1) {
        let off = 0;
        for (let r = 0; r < resources; r += 1) if (azures(r, p) === 'NonCompliant') off += 1;
        const ids = { assignmentId, definitionId, referenceId: `p${p}`, earliest: evaluatedAt };
        counts.push({ ...ids, state: 'Compliant', count: resources - off });
        counts.push({ ...ids, state: 'NonCompliant', count: off });
      }
      asked.queries += 1;
      asked.rows += counts.length;
      return Promise.resolve({ kind: 'counts', startedAt: evaluatedAt, counts });
    },
    policyStates: async (_subscriptionId, which, next) => {
      const start = Number(next ?? 0);
      if (which === 'exceptions')
        return Promise.resolve(page(start, 1, (r, p) => azures(r, p) === 'NonCompliant'));
      const p = Number(which.referenceId?.slice(1));
      return Promise.resolve(page(next === undefined ? p : start, policies, () => true));
    },
  };
  const knownStates: StatesReader = {
    of: async (id) => {
      asked.reads += 1;
      return Promise.resolve(headOf(numberOf(id)));
    },
    async *from(_scope, after) {
      await Promise.resolve();
      for (let r = after === undefined ? 0 : Number(after) + 1; r < resources; r += 1) {
        asked.heads += 1;
        yield { place: String(r), current: headOf(r) };
      }
    },
  };
  return { asked, graph, knownStates };
}
