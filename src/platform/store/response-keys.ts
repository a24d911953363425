import type { KeyRange, RowKeys } from './keys.ts';
import { afterSeparator, escapeName, hash, padded, timestamp } from './keys.ts';

/** Place of a response in `Responses`: by resource, then by the sequence of its drift. The id is that of a drift. */
export function responseKeys(id: string): RowKeys {
  const { resource, sequence } = partsOf(id);
  return { partitionKey: resource, rowKey: `response|${sequence}` };
}

/** Rows of responses of a resource. */
export const responseRows: KeyRange = { from: 'response|', to: `response${afterSeparator}` };

/** Place of a step of a response: beside it, in order. */
export function responseStepKeys(id: string, n: number): RowKeys {
  const { resource, sequence } = partsOf(id);
  return { partitionKey: resource, rowKey: `step|${sequence}|${padded(n)}` };
}

/** Rows of the steps of a response. */
export function responseStepRows(id: string): KeyRange {
  const { sequence } = partsOf(id);
  return { from: `step|${sequence}|`, to: `step|${sequence}${afterSeparator}` };
}

/** Hash of the resource and padded sequence of a drift's id. Throws where it is none. */
function partsOf(driftId: string): { readonly resource: string; readonly sequence: string } {
  const [, resource = '', sequence = ''] = /^([0-9a-f]{64})-(\d{1,10})$/.exec(driftId) ?? [];
  if (resource === '') throw new Error(`"${driftId}" is no id of a drift`);
  return { resource, sequence: padded(Number(sequence)) };
}

/** Partitions of `Due`: responses, and what is to be published to a target. */
export const duePartitions = {
  responses: 'response',
  published: (target: string) => `publish|${escapeName(target)}`,
} as const;

/** Place of what waits in `Due`: by time. */
export function dueKeys(partitionKey: string, { id, at }: { id: string; at: string }): RowKeys {
  return { partitionKey, rowKey: `${timestamp(at)}|${escapeName(id)}` };
}

/** End of the rows that are due at a moment. */
export function dueRowsUntil(at: string): string {
  return `${timestamp(at)}${afterSeparator}`;
}

/** Partition of a channel in `Outbox`. */
export function outboxPartition(channel: string): string {
  return escapeName(channel);
}

/** Places in `Outbox`. */
export const outboxKeys = {
  known: (channel: string, id: string): RowKeys => ({
    partitionKey: outboxPartition(channel),
    rowKey: `known|${hash(id)}`,
  }),
  waiting: ({ channel, id, notBefore }: { channel: string; id: string; notBefore: string }): RowKeys => ({
    partitionKey: outboxPartition(channel),
    rowKey: `waiting|${timestamp(notBefore)}|${hash(id)}`,
  }),
  waitingUntil: (now: string): KeyRange => ({
    from: 'waiting|',
    to: `waiting|${timestamp(now)}${afterSeparator}`,
  }),
  batch: (channel: string, id: string): RowKeys => ({
    partitionKey: outboxPartition(channel),
    rowKey: `batch|${escapeName(id)}`,
  }),
  batches: { from: 'batch|', to: `batch${afterSeparator}` } satisfies KeyRange,
  sent: ({ channel, id }: { channel: string; id: string }, sentAt: string): RowKeys => ({
    partitionKey: outboxPartition(channel),
    rowKey: `sent|${timestamp(sentAt)}|${hash(id)}`,
  }),
  sentSince: (since: string): KeyRange => ({
    from: `sent|${timestamp(since)}`,
    to: `sent${afterSeparator}`,
  }),
  channel: (channel: string): RowKeys => ({ partitionKey: outboxPartition(channel), rowKey: 'channel' }),
} as const;
