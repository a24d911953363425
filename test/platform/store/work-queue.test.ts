import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkQueue } from '../../../src/platform/store/work-queue.ts';
import { useStore } from './azurite.ts';

const test = useStore();

beforeEach(async () => {
  await Promise.all(['changes', 'changes-poison'].map((name) => test.queue(name).clearMessages()));
});

async function received(name: string) {
  return (await test.queue(name).receiveMessages({ numberOfMessages: 32 })).receivedMessageItems;
}

describe('the queue of changes', () => {
  it('holds JSON in base64 that never expires', async () => {
    await test.store.changes.send({ change: { resourceId: 'é' } });
    const [message] = await received('changes');
    expect(JSON.parse(Buffer.from(message!.messageText, 'base64').toString())).toEqual({
      change: { resourceId: 'é' },
    });
    expect(message!.expiresOn.getUTCFullYear()).toBe(9999);
  });

  it('hides a message for its delay, and counts it nevertheless', async () => {
    await test.store.changes.send({ n: 1 }, 372);
    await test.store.changes.send({ n: 2 }, 30 * 24 * 3600);
    await test.store.changes.send({ n: 3 }, 0.5);
    expect(await received('changes')).toEqual([]);
    expect(await test.store.changes.depth()).toEqual({ waiting: 3, poisoned: 0 });
  });

  it.each<[number | undefined, number, string]>([
    [undefined, 0, 'at once unless it is said'],
    [-5, 0, 'what should have been before now is at once'],
    [0.2, 1, 'a part of a second is a second: not too early'],
    [372, 372, 'as long as is said'],
    [604_800, 604_800, '7 days are the most'],
    [604_801, 604_800, 'and no more than that'],
  ])('hides a message with a delay of %j seconds for %i: %s', async (delay, expected) => {
    const queue = test.queue('changes');
    const send = vi.spyOn(queue, 'sendMessage');
    await createWorkQueue({ queue, poison: test.queue('changes-poison') }).send({}, delay);
    expect(send.mock.lastCall?.[1]).toMatchObject({ visibilityTimeout: expected });
  });

  it('takes a message of 64 KiB, in base64, and refuses a longer one', async () => {
    await test.store.changes.send('x'.repeat(49_150));
    await expect(test.store.changes.send('x'.repeat(49_151))).rejects.toThrow(
      'A message of 65540 bytes exceeds the 64 KiB',
    );
    expect(await test.store.changes.depth()).toEqual({ waiting: 1, poisoned: 0 });
  });

  it('puts poisoned messages back as they were', async () => {
    const texts = Array.from({ length: 40 }, (_, n) => Buffer.from(JSON.stringify({ n })).toString('base64'));
    for (const text of texts) await test.queue('changes-poison').sendMessage(text);
    expect(await test.store.changes.depth()).toEqual({ waiting: 0, poisoned: 40 });
    expect(await test.store.changes.redrive()).toBe(40);
    expect(await test.store.changes.depth()).toEqual({ waiting: 40, poisoned: 0 });
    const back = [...(await received('changes')), ...(await received('changes'))];
    expect(new Set(back.map(({ messageText }) => messageText))).toEqual(new Set(texts));
    expect(await test.store.changes.redrive()).toBe(0);
  });

  it('loses no poisoned message where it dies before it is back, and has it twice where it dies after', async () => {
    const [queue, poison] = [test.queue('changes'), test.queue('changes-poison')];
    await poison.sendMessage('e30=');
    vi.spyOn(queue, 'sendMessage').mockRejectedValueOnce(new Error('killed'));
    await expect(createWorkQueue({ queue, poison }).redrive()).rejects.toThrow('killed');
    expect(await test.store.changes.depth()).toEqual({ waiting: 0, poisoned: 1 });
    await poison.clearMessages();
    await poison.sendMessage('e30=');
    vi.spyOn(poison, 'deleteMessage').mockRejectedValueOnce(new Error('killed'));
    await expect(createWorkQueue({ queue, poison }).redrive()).rejects.toThrow('killed');
    expect(await test.store.changes.depth()).toEqual({ waiting: 1, poisoned: 1 });
    const [back] = await received('changes');
    expect(back?.messageText).toBe('e30=');
    expect(back?.expiresOn.getUTCFullYear()).toBe(9999);
  });

  it('puts at most 1,000 poisoned messages back at once, each hidden from others for a minute', async () => {
    const [queue, poison] = [test.queue('changes'), test.queue('changes-poison')];
    const message = { messageId: 'm', popReceipt: 'p', messageText: 'e30=' };
    const receive = vi.spyOn(poison, 'receiveMessages').mockImplementation((options) =>
      Promise.resolve({
        receivedMessageItems: Array.from({ length: options?.numberOfMessages ?? 0 }, () => message),
      } as never),
    );
    const send = vi.spyOn(queue, 'sendMessage').mockResolvedValue({} as never);
    vi.spyOn(poison, 'deleteMessage').mockResolvedValue({} as never);
    expect(await createWorkQueue({ queue, poison }).redrive()).toBe(1_000);
    expect(send).toHaveBeenCalledTimes(1_000);
    expect(receive).toHaveBeenCalledTimes(32);
    expect(receive.mock.calls[0]).toEqual([{ numberOfMessages: 32, visibilityTimeout: 60 }]);
    expect(receive.mock.lastCall).toEqual([{ numberOfMessages: 8, visibilityTimeout: 60 }]);
  });
});
