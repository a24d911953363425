import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { StatesReader } from './comparison-types.ts';
import { currentPartition, currentPartitions, stateRow } from './keys.ts';
import { readRows } from './read-rows.ts';
import { knownStatesFromRow } from './state-row.ts';

/** The parts of a value in a row of 1 MiB: 30,000 characters each, of two bytes. */
const mostParts = 18;

const columns = [
  'PartitionKey',
  'RowKey',
  'schema',
  ...['facts', 'states'].flatMap((name) => Array.from({ length: mostParts }, (_, n) => `${name}${n}`)),
];

/** Current states by the columns that say what they are: what was read for them is a good part of a row. */
export function createStatesReader(current: TableClient): StatesReader {
  async function* rows(filter: string): AsyncGenerator<{ place: string; current: Known }> {
    for await (const row of readRows(current, { filter, select: columns }))
      yield { place: String(row['partitionKey']), current: knownStatesFromRow(row) };
  }
  return {
    async of(resourceId) {
      const filter = odata`PartitionKey eq ${currentPartition(resourceId)} and RowKey eq ${stateRow}`;
      for await (const row of rows(filter)) return row.current;
      return undefined;
    },

    from(scope, after) {
      const { from, to } = currentPartitions(scope);
      // A place outside of the scope leads nowhere else.
      const begin =
        after !== undefined && after >= from
          ? odata`PartitionKey gt ${after}`
          : odata`PartitionKey ge ${from}`;
      return rows(`${begin} and ${odata`PartitionKey lt ${to} and RowKey eq ${stateRow}`}`);
    },
  };
}

type Known = ReturnType<typeof knownStatesFromRow>;
