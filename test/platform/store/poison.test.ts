import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createPoisonQueue } from '../../../src/platform/store/poison-queue.ts';
import type { PoisonedText, PoisonMessage } from '../../../src/platform/store/poison-types.ts';
import { collect } from '../../support/fakes.ts';
import { useStore } from './azurite.ts';

const test = useStore();

beforeEach(async () => {
  await Promise.all(['changes', 'changes-poison'].map((name) => test.queue(name).clearMessages()));
});

const clients = () => ({
  name: 'changes' as const,
  queue: test.queue('changes'),
  poison: test.queue('changes-poison'),
});

async function taken(queue = createPoisonQueue(clients())): Promise<PoisonedText[]> {
  const all: PoisonedText[] = [];
  for await (const each of queue.take()) all.push(each);
  return all;
}

const waiting = async (name: string) => (await test.queue(name).getProperties()).approximateMessagesCount;

describe('a queue of poisoned messages', () => {
  it('requeues messages as they were', async () => {
    const texts = Array.from({ length: 40 }, (_, n) => Buffer.from(JSON.stringify({ n })).toString('base64'));
    for (const text of texts) await test.queue('changes-poison').sendMessage(text);
    const [queue] = test.store.poisonQueues;
    expect(await queue?.depth()).toBe(40);
    const all = await taken(queue);
    expect(new Set(all.map(({ text }) => text))).toEqual(new Set(texts));
    expect(await taken(queue)).toEqual([]);
    for (const each of all) await each.requeue();
    expect([await queue?.depth(), await waiting('changes')]).toEqual([0, 40]);
    const [message] = (await test.queue('changes').receiveMessages()).receivedMessageItems;
    expect(message?.expiresOn.getUTCFullYear()).toBe(9999);
  });

  it('loses none where the app dies before it is back, and has it twice where it dies after', async () => {
    const { queue, poison, name } = clients();
    await poison.sendMessage('e30=');
    const [first] = await taken(createPoisonQueue({ queue, poison, name }));
    vi.spyOn(queue, 'sendMessage').mockRejectedValueOnce(new Error('killed'));
    await expect(first?.requeue()).rejects.toThrow('killed');
    expect([await waiting('changes-poison'), await waiting('changes')]).toEqual([1, 0]);
    vi.spyOn(poison, 'deleteMessage').mockRejectedValueOnce(new Error('killed'));
    await expect(first?.requeue()).rejects.toThrow('killed');
    expect([await waiting('changes-poison'), await waiting('changes')]).toEqual([1, 1]);
  });

  it('hides and removes a message', async () => {
    await test.queue('changes-poison').sendMessage('e30=');
    const { queue, poison, name } = clients();
    const update = vi.spyOn(poison, 'updateMessage');
    const [first] = await taken(createPoisonQueue({ queue, poison, name }));
    await first?.hide(30 * 24 * 3600);
    expect(update.mock.lastCall?.[3]).toBe(7 * 24 * 3600);
    expect(await waiting('changes-poison')).toBe(1);
    await test.queue('changes-poison').clearMessages();
    await test.queue('changes-poison').sendMessage('e30=');
    const [second] = await taken();
    await second?.remove();
    expect(await waiting('changes-poison')).toBe(0);
  });

  it('takes at most 1,000 at once, each hidden from others for a minute', async () => {
    const { queue, poison, name } = clients();
    const message = { messageId: 'm', popReceipt: 'p', messageText: 'e30=' };
    const receive = vi.spyOn(poison, 'receiveMessages').mockImplementation((options) =>
      Promise.resolve({
        receivedMessageItems: Array.from({ length: options?.numberOfMessages ?? 0 }, () => message),
      } as never),
    );
    expect(await taken(createPoisonQueue({ queue, poison, name }))).toHaveLength(1_000);
    expect(receive.mock.calls[0]).toEqual([{ numberOfMessages: 32, visibilityTimeout: 60 }]);
    expect(receive.mock.lastCall).toEqual([{ numberOfMessages: 8, visibilityTimeout: 60 }]);
  });
});

it('keeps what became of poison messages', async () => {
  const { poisonMessages } = test.store;
  const message: PoisonMessage = {
    queue: 'respond',
    hash: 'a'.repeat(64),
    size: 4,
    requeues: 6,
    firstAt: '2026-03-01T08:00:00.000Z',
    lastAt: '2026-03-03T08:00:00.000Z',
    ended: {
      at: '2026-03-03T08:00:00.000Z',
      reason: 'failed too often',
      work: [{ goOn: 'x' }],
      resources: ['é'],
    },
  };
  expect(await poisonMessages.put(message, undefined)).toBe('written');
  expect(await poisonMessages.put(message, undefined)).toBe('conflict');
  const found = await poisonMessages.read('respond', message.hash);
  expect(found?.value).toEqual(message);
  expect(await poisonMessages.read('changes', message.hash)).toBeUndefined();
  expect(await poisonMessages.put({ ...message, requeues: 7 }, found?.etag)).toBe('written');
  const all = await collect(poisonMessages.all());
  expect(all.map(({ value }) => value.requeues)).toEqual([7]);
  await poisonMessages.remove(message);
  expect(await collect(poisonMessages.all())).toEqual([]);
});
