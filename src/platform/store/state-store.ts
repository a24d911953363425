import { odata } from '@azure/data-tables';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { concurrently, groupsOf } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import {
  candidateToRow,
  driftFromRow,
  driftToJournalRow,
  driftToPendingRow,
  journalKeys,
} from './drift-row.ts';
import { currentPartition, currentPartitions, stateRow, pendingRow, pendingRows } from './keys.ts';
import { createPendingMarks } from './pending-marks.ts';
import { readRows } from './read-rows.ts';
import { isAlreadyThere, isChanged, isMissing } from './row-writes.ts';
import { requireSize } from './row.ts';
import type { Stored } from './row.ts';
import { stateFromRow, stateToRow } from './state-row.ts';
import { deleteAll, upsertAll } from './transactions.ts';
import type { PendingResource, StoredState, StateStore } from './types.ts';

/** Leaves room for the current state within the 100 operations of a transaction. */
const mostDrifts = 90;

interface StateTables {
  readonly current: TableClient;
  readonly journal: TableClient;
  readonly pending: TableClient;
}

/** Partitions that are looked into at the same time. */
const atOnce = 16;

/** The current states and their undispatched drifts in `Current`, marked in `Pending`; dispatched ones go to `Journal`. */
export function createStateStore({ current, journal, pending }: StateTables): StateStore {
  const marks = createPendingMarks(pending);

  async function driftsIn(filter: string): Promise<readonly Drift[]> {
    const drifts: Drift[] = [];
    for await (const row of readRows(current, filter)) drifts.push(driftFromRow(row));
    return drifts;
  }

  return {
    async read(resourceId) {
      let found: Omit<StoredState, 'pending'> | undefined;
      const pending: Drift[] = [];
      const filter = odata`PartitionKey eq ${currentPartition(resourceId)}`;
      for await (const row of current.listEntities<Stored>({ queryOptions: { filter } })) {
        if (row.rowKey === stateRow) found = { current: stateFromRow(row), etag: row.etag };
        else pending.push(driftFromRow(row));
      }
      return found && { ...found, pending };
    },

    async commit(state, drifts, etag) {
      requireTogether(state.resourceId, drifts);
      const row = stateToRow(state);
      const beside = drifts.map(driftToPendingRow);
      requireSize([row, ...beside], state.resourceId);
      const last = drifts.at(-1);
      if (last) await marks.add(last);
      const actions: TransactionAction[] = [
        etag === undefined ? ['create', row] : ['update', row, 'Replace', { etag }],
        ...beside.map((drift): TransactionAction => ['create', drift]),
      ];
      try {
        const written = (await current.submitTransaction(actions)).subResponses[0]?.etag;
        if (!written) throw new Error(`The current state of ${state.resourceId} was written without an ETag`);
        return { kind: 'committed', etag: written };
      } catch (error) {
        if (isChanged(error) || isAlreadyThere(error) || isMissing(error)) return { kind: 'conflict' };
        throw error;
      }
    },

    async dispatch(drifts) {
      // In this order: what a crash leaves in two tables is dispatched again, to the same place.
      await upsertAll(journal, drifts.map(driftToJournalRow));
      await deleteAll(
        current,
        drifts.map(({ resourceId, sequence }) => ({
          partitionKey: currentPartition(resourceId),
          rowKey: pendingRow(sequence),
        })),
      );
      await marks.remove(lastOfEach(drifts));
    },

    async *undispatched() {
      for await (const marked of groupsOf(marks.byResource(), atOnce))
        yield* await Promise.all(
          marked.map(async (own): Promise<PendingResource> => {
            const partition = currentPartition(own[0].resourceId);
            const filter = odata`PartitionKey eq ${partition} and RowKey ge ${pendingRows.from} and RowKey lt ${pendingRows.to}`;
            return { marks: own, drifts: await driftsIn(filter) };
          }),
        );
    },

    unmark: (vain) => concurrently(vain, atOnce, (mark) => marks.removeUnchanged(mark)),

    // Without a PartitionKey, the service goes through every partition of the table:
    // https://learn.microsoft.com/azure/storage/tables/table-storage-design-for-query
    async *searchUndispatched() {
      const filter = odata`RowKey ge ${pendingRows.from} and RowKey lt ${pendingRows.to}`;
      for await (const row of readRows(current, filter)) yield driftFromRow(row);
    },

    // A candidate may lie in the journal before its drift is dispatched.
    async addCandidates(drifts, resourceId, candidates) {
      const places = drifts.map((drift) => journalKeys({ ...drift, resourceId }));
      await upsertAll(
        journal,
        places.flatMap((place) => candidates.map((candidate) => candidateToRow(place, candidate))),
      );
    },

    async *list(scope) {
      const { from, to } = currentPartitions(scope);
      const filter = odata`PartitionKey ge ${from} and PartitionKey lt ${to} and RowKey eq ${stateRow}`;
      for await (const row of current.listEntities<Stored>({ queryOptions: { filter } }))
        yield stateFromRow(row);
    },
  };
}

/** Returns the last drift of each resource: that of its commit, by which the commit was marked. */
function lastOfEach(drifts: readonly Drift[]): readonly Drift[] {
  const last = new Map<string, Drift>();
  for (const drift of drifts) {
    const partition = currentPartition(drift.resourceId);
    if ((last.get(partition)?.sequence ?? -1) < drift.sequence) last.set(partition, drift);
  }
  return [...last.values()];
}

function requireTogether(resourceId: string, drifts: readonly Drift[]): void {
  if (drifts.length > mostDrifts) {
    throw new RangeError(`${drifts.length} drifts of ${resourceId} in one commit, at most ${mostDrifts} fit`);
  }
  const partition = currentPartition(resourceId);
  const stray = drifts.find((drift) => currentPartition(drift.resourceId) !== partition);
  if (stray) throw new Error(`Drift ${stray.id} belongs to ${stray.resourceId}, not to ${resourceId}`);
}
