import { afterSeparator, escapeName, hash, padded, timestamp } from './keys.ts';
import type { KeyRange, RowKeys } from './keys.ts';

type Place = { readonly resourceId: string; readonly decision: string; readonly attempt: number };

/** Places in `Writes`: those of one resource lie together. */
export const writeKeys = {
  partition: (resourceId: string): string => hash(resourceId),
  lease: (resourceId: string): RowKeys => ({ partitionKey: hash(resourceId), rowKey: 'lease' }),
  row: (row: 'intent' | 'end' | 'check', { resourceId, decision, attempt }: Place): RowKeys => ({
    partitionKey: hash(resourceId),
    rowKey: `write|${escapeName(decision)}|${padded(attempt)}|${row}`,
  }),
  rows: { from: 'write|', to: `write${afterSeparator}` } satisfies KeyRange,
  counted: (subscriptionId: string, at: string, { decision, attempt }: Place): RowKeys => ({
    partitionKey: countedPartition(subscriptionId),
    rowKey: `${timestamp(at)}|${escapeName(decision)}|${padded(attempt)}`,
  }),
  countedSince: timestamp,
} as const;

/** Partition of what was written to in a subscription. */
export function countedPartition(subscriptionId: string): string {
  return `count|${escapeName(subscriptionId)}`;
}
