import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { afterSeparator, escapeName, hash, timestamp } from './keys.ts';
import type { KeyRange, RowKeys } from './keys.ts';
import type { ChannelState, Outbox, OutboxBatch, OutboxMessage, SentMessage } from './outbox-types.ts';
import { readRow, readRows } from './read-rows.ts';
import { isAlreadyThere, put } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import type { Row } from './row.ts';
import { deleteAll, upsertAll } from './transactions.ts';

const messageJson = jsonProperty<OutboxMessage>('message');

const batchJson = jsonProperty<OutboxBatch>('batch');

const channelJson = jsonProperty<ChannelState>('channel');

const sentJson = jsonProperty<SentMessage>('sent');

/**
 * Messages by channel. A row with the id of a message stays for good, so that it is added once; what waits, what is being sent and what
 * has left are ranges of their own, so that draining reads nothing of the past.
 */
export function createOutbox(table: TableClient): Outbox {
  const rows = (channel: string, { from, to }: KeyRange) =>
    readRows(
      table,
      odata`PartitionKey eq ${outboxPartition(channel)} and RowKey ge ${from} and RowKey lt ${to}`,
    );
  return {
    async add(message) {
      const { channel, id } = message;
      const waiting: Row = { ...outboxKeys.waiting(message), schema, ...messageJson.split(message) };
      requireSize([waiting], `message ${id}`);
      try {
        await table.submitTransaction([
          ['create', { ...outboxKeys.known(channel, id), schema, id }],
          ['create', waiting],
        ]);
      } catch (error) {
        if (!isAlreadyThere(error)) throw error;
      }
    },

    async waiting(channel, now) {
      const found = [];
      for await (const row of rows(channel, outboxKeys.waitingUntil(now)))
        found.push({ key: row.rowKey ?? '', message: messageJson.join(row) });
      return found;
    },

    async batches(channel) {
      const found = [];
      for await (const row of rows(channel, outboxKeys.batches)) found.push(batchJson.join(row));
      return found;
    },

    async putBatch(channel, batch) {
      const row = { ...outboxKeys.batch(channel, batch.id), schema, ...batchJson.split(batch) };
      requireSize([row], `batch ${batch.id}`);
      await table.upsertEntity(row, 'Replace');
    },

    async sent(channel, batch, messages, sentAt) {
      const partitionKey = outboxPartition(channel);
      await upsertAll(
        table,
        messages.map(({ message }) => ({
          ...outboxKeys.sent(message, sentAt),
          schema,
          ...sentJson.split({ message, sentAt, batch: batch.id }),
        })),
      );
      await deleteAll(
        table,
        messages.map(({ key }) => ({ partitionKey, rowKey: key })),
      );
      await deleteAll(table, [outboxKeys.batch(channel, batch.id)]);
    },

    async *sentSince(channel, since) {
      for await (const row of rows(channel, outboxKeys.sentSince(since))) yield sentJson.join(row);
    },

    async channel(channel) {
      const row = await readRow(table, outboxKeys.channel(channel));
      return row && { value: channelJson.join(row), etag: row.etag };
    },

    async putChannel(channel, state, etag) {
      const row = { ...outboxKeys.channel(channel), schema, ...channelJson.split(state) };
      return put(table, row, etag);
    },
  };
}

/** Partition of a channel in `Outbox`. */
function outboxPartition(channel: string): string {
  return escapeName(channel);
}

/** Places in `Outbox`. */
const outboxKeys = {
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
