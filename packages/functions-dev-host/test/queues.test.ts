import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAzurite } from '../../../dev/azurite.ts';
import type { Azurite } from '../../../dev/azurite.ts';
import { holdMessage } from '../src/queue-lease.ts';
import { eventually, seenBy, startHost } from './start-host.ts';
import type { RunningHost, Seen } from './start-host.ts';

let azurite: Azurite;
let host: RunningHost;
let work: QueueClient;
let poison: QueueClient;

const settings = (): Record<string, string> => ({
  NIGHTLY: '0 0 3 1 1 *',
  WORK_QUEUE: 'work',
  Storage: azurite.connectionString,
});

beforeAll(async () => {
  azurite = await startAzurite();
  host = await startHost({
    settings: settings(),
  });
  const service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  work = service.getQueueClient('work');
  poison = service.getQueueClient('work-poison');
  await eventually('the queue to be made', async () => (await work.exists()) || undefined);
});
afterAll(async () => {
  await host?.stop();
  await azurite?.stop();
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

async function runsOf(id: string): Promise<Seen[]> {
  return (await seenBy(host, 'work')).filter((entry) => (entry.input as { id?: string }).id === id);
}

async function emptied(): Promise<true | undefined> {
  // The count includes hidden messages: zero means deleted.
  return (await work.getProperties()).approximateMessagesCount === 0 || undefined;
}

describe('a message', () => {
  it('is decoded, handed over with its metadata, and deleted', async () => {
    const { messageId } = await work.sendMessage(encode({ id: 'good', text: 'é' }));
    await eventually('the message to be deleted', emptied);
    const runs = await runsOf('good');
    expect(runs).toHaveLength(1);
    expect(runs[0]?.input).toEqual({ id: 'good', text: 'é' });
    expect(runs[0]?.metadata).toMatchObject({
      id: messageId,
      dequeueCount: 1,
      popReceipt: expect.any(String),
      insertionTime: expect.stringMatching(/^\d{4}-/),
      expirationTime: expect.stringMatching(/^\d{4}-/),
      nextVisibleTime: expect.stringMatching(/^\d{4}-/),
    });
  });

  it('may be plain text', async () => {
    await work.sendMessage(JSON.stringify({ id: 'plain' }));
    await eventually('the message to be deleted', emptied);
    expect(await runsOf('plain')).toHaveLength(1);
  });

  it('comes again after a failure', async () => {
    await work.sendMessage(encode({ id: 'flaky', failTimes: 1 }));
    await eventually('the message to be deleted', emptied);
    expect((await runsOf('flaky')).map((run) => run.metadata?.dequeueCount)).toEqual([1, 2]);
  });

  it('goes to the poison queue, as it came, when it has failed too often', async () => {
    const text = encode({ id: 'hopeless', failTimes: 99 });
    await work.sendMessage(text);
    await eventually('the message to be deleted', emptied);
    expect((await runsOf('hopeless')).map((run) => run.metadata?.dequeueCount)).toEqual([1, 2, 3]);
    const { peekedMessageItems } = await poison.peekMessages({ numberOfMessages: 32 });
    expect(peekedMessageItems.map((message) => message.messageText)).toEqual([text]);
  });
});

it('a message of a host that was killed comes again', async () => {
  const run = { settings: { ...settings(), WORK_QUEUE: 'killed' }, messageLease: 1 };
  const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('killed');
  await queue.create();
  await queue.sendMessage(encode({ id: 'survivor', hangs: true }));
  const first = await startHost(run);
  await eventually('the message', async () => ((await seenBy(first, 'work')).length > 0 ? true : undefined));
  await first.kill();
  const second = await startHost(run);
  try {
    const [again] = await eventually('the message again', async () => {
      const runs = await seenBy(second, 'work');
      return runs.length > 0 ? runs : undefined;
    });
    expect(again).toMatchObject({ input: { id: 'survivor' } });
    expect(again?.metadata?.dequeueCount).toBeGreaterThan(1);
  } finally {
    await second.stop();
  }
});

describe('many messages', () => {
  it('are each run once', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `many-${index}`);
    await Promise.all(ids.map((id) => work.sendMessage(encode({ id }))));
    await eventually('all messages to be deleted', emptied);
    const runs = (await seenBy(host, 'work')).map((entry) => (entry.input as { id: string }).id);
    expect(runs.filter((id) => id.startsWith('many-')).toSorted()).toEqual(ids.toSorted());
  });
});

describe('a queue that goes away', () => {
  it('is made again when it was deleted', async () => {
    await work.delete();
    await eventually('the queue to be made again', async () => {
      if (!(await work.exists())) return undefined;
      await work.sendMessage(encode({ id: 'after deletion' }));
      return true;
    });
    await eventually('the message', async () =>
      (await runsOf('after deletion')).length > 0 ? true : undefined,
    );
  });
});

it('a message is held until it is released, past a renewal that fails', async () => {
  const renewed: unknown[] = [];
  const logged: string[] = [];
  const enough = Promise.withResolvers<void>();
  const client = {
    updateMessage: async (...values: unknown[]) => {
      renewed.push(values);
      if (renewed.length === 2) throw new Error('not now');
      return { popReceipt: `receipt ${renewed.length}` };
    },
  };
  const slept: number[] = [];
  const lease = holdMessage(
    client as unknown as QueueClient,
    { messageId: 'm', popReceipt: 'receipt 0' },
    {
      messageLease: 30_000,
      log: (_level, _category, message) => logged.push(message),
      sleep: async (milliseconds, signal) => {
        slept.push(milliseconds);
        if (slept.length <= 3) return;
        enough.resolve();
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
      },
    },
  );
  await enough.promise;
  expect(await lease.release()).toBe('receipt 3');
  expect(renewed).toEqual([
    ['m', 'receipt 0', undefined, 30],
    ['m', 'receipt 1', undefined, 30],
    ['m', 'receipt 1', undefined, 30],
  ]);
  expect(slept).toEqual([15_000, 15_000, 15_000, 15_000]);
  expect(logged).toEqual(['Message m could not be held: not now']);
});
