import { afterSeparator, escapeName, padded, timestamp } from './keys.ts';
import type { KeyRange, RowKeys } from './keys.ts';

/** Places in `Profiles`: those of one query lie together, by hour. */
export const profileKeys = {
  partition: escapeName,
  head: (query: string, hour: string): RowKeys => ({
    partitionKey: escapeName(query),
    rowKey: timestamp(hour),
  }),
  /** Returns the keys of a part that is too long for the head: beside it, by the time of the question. */
  part: (query: string, { hour, askedAt }: { hour: string; askedAt: string }, n: number): RowKeys => ({
    partitionKey: escapeName(query),
    rowKey: `${timestamp(hour)}|${timestamp(askedAt)}|${padded(n)}`,
  }),
  parts: (hour: string): KeyRange => ({
    from: `${timestamp(hour)}|`,
    to: `${timestamp(hour)}${afterSeparator}`,
  }),
} as const;

export const anomalyPartition = 'anomaly';

/** Place in `Anomalies`. */
export function anomalyKeys(id: string): RowKeys {
  return { partitionKey: anomalyPartition, rowKey: escapeName(id) };
}
