import { escapeName } from './keys.ts';
import type { RowKeys } from './keys.ts';

/** Sorts after every version: an id as part of a key never begins with `}`. */
export const recordMarker = '}marker';

export function recordPartition(owner: string): string {
  return escapeName(owner);
}

/** Place of a version in a table of records; the versions of one record follow each other. */
export function recordKeys(owner: string, { id, version }: { id: string; version: number }): RowKeys {
  return {
    partitionKey: recordPartition(owner),
    rowKey: `${escapeName(id)}|${String(version).padStart(6, '0')}`,
  };
}
