import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { afterSeparator, escapeName, timestamp } from './keys.ts';
import type { RowKeys } from './keys.ts';
import { readRows } from './read-rows.ts';
import { schema } from './row.ts';
import type { Row } from './row.ts';
import { deleteAll } from './transactions.ts';

/** Something that is to be looked at again, and when. */
export interface ScheduleEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The entries that wait, by the moment at which each is to be looked at: waiting is data. An entry is written before
 * what it stands for, so it may be there in vain, and is never missing.
 */
export interface Schedule {
  add(entry: ScheduleEntry): Promise<void>;
  /** One that is gone already is no trouble. */
  remove(entry: ScheduleEntry): Promise<void>;
  /** Those of a moment (ISO 8601) and before it, or all, the earliest first. */
  until(at?: string): AsyncIterable<ScheduleEntry>;
}

/** Keeps the entries that wait in one partition, by time. */
export function createSchedule(table: TableClient, partition: string): Schedule {
  return {
    async add(entry) {
      await table.upsertEntity(scheduleRow(partition, entry), 'Replace');
    },

    remove: (entry) => deleteAll(table, [dueKeys(partition, entry)]),

    async *until(at) {
      const filter =
        at === undefined
          ? odata`PartitionKey eq ${partition}`
          : odata`PartitionKey eq ${partition} and RowKey lt ${dueRowsUntil(at)}`;
      for await (const { id, at } of readRows(table, filter)) yield { id: String(id), at: String(at) };
    },
  };
}

/** Partitions of `Due`: responses, and what is to be published to a target. */
export const duePartitions = {
  responses: 'response',
  published: (target: string) => `publish|${escapeName(target)}`,
} as const;

export function scheduleRow(partition: string, { id, at }: ScheduleEntry): Row {
  return { ...dueKeys(partition, { id, at }), schema, id, at };
}

/** Place of what waits in `Due`: by time. */
function dueKeys(partitionKey: string, { id, at }: { id: string; at: string }): RowKeys {
  return { partitionKey, rowKey: `${timestamp(at)}|${escapeName(id)}` };
}

/** End of the rows that are due at a moment. */
function dueRowsUntil(at: string): string {
  return `${timestamp(at)}${afterSeparator}`;
}
