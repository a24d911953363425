import type { Head } from '../../model/index.ts';
import { currentPartition, headRow } from './keys.ts';
import { jsonProperty, requireSchema, schema } from './row.ts';
import type { Row, Stored } from './row.ts';

const factsJson = jsonProperty<Omit<Head, 'states' | 'reads'>>('facts');

const statesJson = jsonProperty<Head['states']>('states');

const readsJson = jsonProperty<Head['reads']>('reads');

/** A head as a row of `Current`: what a person looks for in columns, all of it as JSON in parts. */
export function headToRow(head: Head): Row {
  const { states, reads, ...facts } = head;
  return {
    partitionKey: currentPartition(head.resourceId),
    rowKey: headRow,
    schema,
    resourceId: head.resourceId,
    resourceType: head.resourceType,
    sequence: head.sequence,
    ...factsJson.split(facts),
    ...statesJson.split(states),
    ...readsJson.split(reads),
  };
}

/** The head that a row holds. Throws for a row of a newer schema. */
export function headFromRow(row: Stored): Head {
  requireSchema(row);
  return {
    ...factsJson.join(row),
    states: statesJson.join(row),
    reads: readsJson.join(row),
  };
}
