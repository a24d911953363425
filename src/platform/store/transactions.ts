import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { RowKeys } from './keys.ts';
import { isMissing } from './row-writes.ts';
import { largestTransaction, sentSize } from './row.ts';
import type { Row } from './row.ts';

/** Table Storage takes 100 operations in one transaction. */
const mostOperations = 100;

/** Writes rows of any partitions, each replacing what was in its place, in as few transactions as they fit. */
export async function upsertAll(client: TableClient, rows: readonly Row[]): Promise<void> {
  for (const group of transactionsOf(rows)) {
    await client.submitTransaction(group.map((row): TransactionAction => ['upsert', row, 'Replace']));
  }
}

/** Deletes rows of any partitions; rows that are gone already are no trouble. */
export async function deleteAll(client: TableClient, keys: readonly RowKeys[]): Promise<void> {
  for (const group of transactionsOf(keys.map((key) => ({ ...key })))) {
    try {
      await client.submitTransaction(group.map((row): TransactionAction => ['delete', row]));
    } catch (error) {
      if (!isMissing(error)) throw error;
      // One missing row fails them all: go one by one.
      for (const { partitionKey, rowKey } of group) await deleteIfPresent(client, partitionKey, rowKey);
    }
  }
}

async function deleteIfPresent(client: TableClient, partitionKey: string, rowKey: string): Promise<void> {
  try {
    await client.deleteEntity(partitionKey, rowKey);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Groups rows by partition, each row once, within the limits of a transaction. */
function transactionsOf(rows: readonly Row[]): Row[][] {
  const unique = new Map(rows.map((row) => [`${row.partitionKey}/${row.rowKey}`, row]));
  const partitions = Map.groupBy(unique.values(), (row) => row.partitionKey);
  return [...partitions.values()].flatMap((members) => {
    const groups: Row[][] = [];
    let bytes = 0;
    for (const row of members) {
      const size = sentSize(row);
      const last = groups.at(-1);
      if (last && last.length < mostOperations && bytes + size <= largestTransaction) {
        last.push(row);
        bytes += size;
      } else {
        groups.push([row]);
        bytes = size;
      }
    }
    return groups;
  });
}
