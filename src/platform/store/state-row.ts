import type { ResourceState } from '../../model/index.ts';
import type { KnownStates } from './comparison-types.ts';
import { currentPartition, stateRow } from './keys.ts';
import { jsonProperty, requireSchema, schema } from './row.ts';
import type { Row, Stored } from './row.ts';

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
