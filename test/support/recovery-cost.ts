import type { PolicyState } from '../../src/model/resource-state.ts';
import { recoverCrashed } from '../../src/monitoring/changes/index.ts';
import { stateToRow } from '../../src/platform/store/state-row.ts';
import { createStateStore } from '../../src/platform/store/state-store.ts';
import { driftOf, headOf } from '../platform/store/samples.ts';
import { bytesOf, CountedTable } from './counted-table.ts';
import type { Visited } from './counted-table.ts';
import { collect, createWorld } from './fakes.ts';

/** Policies of a tenant with an initiative or two: their states make a row of some 40 KB. */
const policies = 60;

const state: PolicyState = {
  state: 'NonCompliant',
  since: '2026-03-01T10:00:00.000Z',
  policyVersion: '1.0.0',
  fields: [
    { path: 'properties.networkAcls.defaultAction', actual: 'Allow', expected: "equals 'Deny'" },
    { path: 'properties.publicNetworkAccess', actual: null, expected: "equals 'Disabled'" },
  ],
};

const states = Object.fromEntries(
  Array.from({ length: policies }, (_, n) => [`policy-of-a-tenant-${n}`, state]),
);

const idOf = (n: number): string =>
  `/subscriptions/10000000-0000-4000-8000-000000000001/resourceGroups/rg-${n % 400}/providers/Microsoft.Storage/storageAccounts/account${n}`;

/** The rows and bytes that Table Storage goes through to find what a crash left. */
export interface RecoveryCost {
  readonly bytesOfHead: number;
  /** By a search of `Current`. */
  readonly search: Visited;
  /** By a run of recovery. */
  readonly recovery: Visited;
}

/** Measures one run of recovery, and a search of everything, with so many current states of which some have an undispatched drift. */
export async function recoveryCost(resources: number, pending: number): Promise<RecoveryCost> {
  const [current, journal, marks] = [new CountedTable(), new CountedTable(), new CountedTable()];
  const store = createStateStore({
    current: current.client(),
    journal: journal.client(),
    pending: marks.client(),
  });
  // The rows share their texts, or they would not fit into memory.
  const { partitionKey: _partition, ...shared } = stateToRow(headOf(idOf(0), { states }));
  const bytesOfHead = bytesOf({ ...shared, partitionKey: '' });
  for (let n = 0; n < resources; n += 1) {
    const { partitionKey } = stateToRow(headOf(idOf(n)));
    current.put({ ...shared, partitionKey, resourceId: idOf(n) }, bytesOfHead);
  }
  for (let n = 0; n < pending; n += 1) {
    const id = idOf(Math.floor((n * resources) / pending));
    await store.commit(headOf(id, { states }), [driftOf(id, 1)], undefined);
  }
  const { length: found } = await collect(store.searchUndispatched());
  const search = current.visited();
  const { dispatched } = await recoverCrashed({ ...createWorld().ports, store });
  if (found !== pending || dispatched !== pending)
    throw new Error(`found ${found} and ${dispatched} of ${pending} drifts`);
  const [beside, marked] = [current.visited(), marks.visited()];
  return {
    bytesOfHead,
    search,
    recovery: {
      rows: beside.rows + marked.rows,
      bytes: beside.bytes + marked.bytes,
      queries: beside.queries + marked.queries,
    },
  };
}
