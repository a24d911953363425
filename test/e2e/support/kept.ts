import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { TableClient, TableServiceClient } from '@azure/data-tables';
import { QueueServiceClient } from '@azure/storage-queue';

/** Everything that lies in storage, as text, by where it lies: `table Current`, `queue changes`. What is packed is unpacked. */
export async function everythingKept(storage: string): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>();
  for await (const { name = '' } of TableServiceClient.fromConnectionString(storage).listTables()) {
    const rows: unknown[] = [];
    for await (const row of TableClient.fromConnectionString(storage, name).listEntities())
      rows.push(Object.entries(row).map(([key, value]) => [key, unpacked(value)]));
    kept.set(`table ${name}`, JSON.stringify(rows));
  }
  const queues = QueueServiceClient.fromConnectionString(storage);
  for await (const { name } of queues.listQueues()) {
    const { peekedMessageItems } = await queues.getQueueClient(name).peekMessages({ numberOfMessages: 32 });
    const messages = peekedMessageItems.map(({ messageText }) => [
      messageText,
      Buffer.from(messageText, 'base64').toString('utf8'),
    ]);
    kept.set(`queue ${name}`, JSON.stringify(messages));
  }
  return kept;
}

/** Profiles are packed as bytes, the policies of the tenant as text. */
function unpacked(value: unknown): unknown {
  if (value instanceof Uint8Array)
    try {
      return brotliDecompressSync(value).toString();
    } catch {
      return Buffer.from(value).toString();
    }
  return typeof value === 'string' && value.startsWith('H4sI')
    ? [value, gunzipSync(Buffer.from(value, 'base64')).toString()]
    : value;
}
