import { odata } from '@azure/data-tables';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { Drift, ResourceState } from '../../model/index.ts';
import type { KnownStates } from './comparison-types.ts';
import {
  candidateToRow,
  driftFromRow,
  driftToJournalRow,
  driftToPendingRow,
  journalKeys,
} from './drift-row.ts';
import { currentPartition, currentPartitions, stateRow, pendingRow, pendingRows } from './keys.ts';
import { isAlreadyThere, isChanged, isMissing } from './row-writes.ts';
import { jsonProperty, requireSchema, requireSize, schema } from './row.ts';
import type { Row, Stored } from './row.ts';
import { deleteAll, upsertAll } from './transactions.ts';
import type { StoredState, StateStore } from './types.ts';

/** Leaves room for the current state within the 100 operations of a transaction. */
const mostDrifts = 90;

interface StateTables {
  readonly current: TableClient;
  readonly journal: TableClient;
}

/** The current states and their undispatched drifts in `Current`; dispatched ones go to `Journal`. */
export function createStateStore({ current, journal }: StateTables): StateStore {
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
      // In this order: what a crash leaves in both tables is dispatched again, to the same place.
      await upsertAll(journal, drifts.map(driftToJournalRow));
      await deleteAll(
        current,
        drifts.map(({ resourceId, sequence }) => ({
          partitionKey: currentPartition(resourceId),
          rowKey: pendingRow(sequence),
        })),
      );
    },

    async *undispatched() {
      const filter = odata`RowKey ge ${pendingRows.from} and RowKey lt ${pendingRows.to}`;
      for await (const row of current.listEntities<Stored>({ queryOptions: { filter } }))
        yield driftFromRow(row);
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

function requireTogether(resourceId: string, drifts: readonly Drift[]): void {
  if (drifts.length > mostDrifts) {
    throw new RangeError(`${drifts.length} drifts of ${resourceId} in one commit, at most ${mostDrifts} fit`);
  }
  const partition = currentPartition(resourceId);
  const stray = drifts.find((drift) => currentPartition(drift.resourceId) !== partition);
  if (stray) throw new Error(`Drift ${stray.id} belongs to ${stray.resourceId}, not to ${resourceId}`);
}

const factsJson = jsonProperty<Omit<ResourceState, 'states' | 'reads'>>('facts');

const statesJson = jsonProperty<ResourceState['states']>('states');

const readsJson = jsonProperty<ResourceState['reads']>('reads');

/** A current state as a row of `Current`: what a person looks for in columns, all of it as JSON in parts. */
export function stateToRow(current: ResourceState): Row {
  const { states, reads, ...facts } = current;
  return {
    partitionKey: currentPartition(current.resourceId),
    rowKey: stateRow,
    schema,
    resourceId: current.resourceId,
    resourceType: current.resourceType,
    sequence: current.sequence,
    ...factsJson.split(facts),
    ...statesJson.split(states),
    ...readsJson.split(reads),
  };
}

/** The current state that a row holds. Throws for a row of a newer schema. */
export function stateFromRow(row: Stored): ResourceState {
  return { ...knownStatesFromRow(row), reads: readsJson.join(row) };
}

/** The same without the list of what was read. */
export function knownStatesFromRow(row: Stored): KnownStates {
  requireSchema(row);
  return { ...factsJson.join(row), states: statesJson.join(row) };
}
