import type { TableClient } from '@azure/data-tables';
import { odata } from '@azure/data-tables';
import type { LaneState, Outbox, OutboxBatch, OutboxMessage, SentMessage } from './outbox-types.ts';
import { put } from './put-row.ts';
import { outboxKeys, outboxPartition } from './response-keys.ts';
import { jsonProperty, requireSchema, requireSize, schema } from './row.ts';
import type { Row, Stored } from './row.ts';
import { isAlreadyThere } from './storage-errors.ts';
import { deleteAll, upsertAll } from './transactions.ts';

const messageJson = jsonProperty<OutboxMessage>('message');

const batchJson = jsonProperty<OutboxBatch>('batch');

const laneJson = jsonProperty<LaneState>('lane');

const sentJson = jsonProperty<SentMessage>('sent');

/**
 * Messages by lane. A row with the id of a message stays for good, so that it is added once; what waits, what is being sent and what
 * has left are ranges of their own, so that draining reads nothing of the past.
 */
export function createOutbox(table: TableClient): Outbox {
  async function* rows(lane: string, range: { readonly from: string; readonly to: string }) {
    const { from, to } = range;
    const filter = odata`PartitionKey eq ${outboxPartition(lane)} and RowKey ge ${from} and RowKey lt ${to}`;
    for await (const row of table.listEntities<Stored>({ queryOptions: { filter } })) {
      requireSchema(row);
      yield row;
    }
  }
  return {
    async add(message) {
      const { lane, id } = message;
      const waiting: Row = { ...outboxKeys.waiting(message), schema, ...messageJson.split(message) };
      requireSize([waiting], `message ${id}`);
      try {
        await table.submitTransaction([
          ['create', { ...outboxKeys.known(lane, id), schema, id }],
          ['create', waiting],
        ]);
      } catch (error) {
        if (!isAlreadyThere(error)) throw error;
      }
    },

    async waiting(lane, now) {
      const found = [];
      for await (const row of rows(lane, outboxKeys.waitingUntil(now)))
        found.push({ key: row.rowKey ?? '', message: messageJson.join(row) });
      return found;
    },

    async batches(lane) {
      const found = [];
      for await (const row of rows(lane, outboxKeys.batches)) found.push(batchJson.join(row));
      return found;
    },

    async putBatch(lane, batch) {
      const row = { ...outboxKeys.batch(lane, batch.id), schema, ...batchJson.split(batch) };
      requireSize([row], `batch ${batch.id}`);
      await table.upsertEntity(row, 'Replace');
    },

    async sent(lane, batch, messages, sentAt) {
      const partitionKey = outboxPartition(lane);
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
      await deleteAll(table, [outboxKeys.batch(lane, batch.id)]);
    },

    async *sentSince(lane, since) {
      for await (const row of rows(lane, outboxKeys.sentSince(since))) yield sentJson.join(row);
    },

    async lane(lane) {
      const { partitionKey, rowKey } = outboxKeys.lane(lane);
      const filter = odata`PartitionKey eq ${partitionKey} and RowKey eq ${rowKey}`;
      for await (const row of table.listEntities<Stored>({ queryOptions: { filter } })) {
        requireSchema(row);
        return { value: laneJson.join(row), etag: row.etag };
      }
      return undefined;
    },

    async putLane(lane, state, etag) {
      const row = { ...outboxKeys.lane(lane), schema, ...laneJson.split(state) };
      return put(table, row, etag);
    },
  };
}
