import type { TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';

/** Makes the tables and queues that are absent. Several hosts may do it at once; what is there already stays as it is. */
export async function createAbsent(
  tables: readonly TableClient[],
  queues: readonly QueueClient[],
): Promise<void> {
  await Promise.all([
    ...tables.map((table) => table.createTable()),
    ...queues.map((queue) => queue.createIfNotExists()),
  ]);
}
