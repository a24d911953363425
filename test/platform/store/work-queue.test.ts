import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkQueue } from '../../../src/platform/store/work-queue.ts';
import { useStore } from './azurite.ts';

const test = useStore();

beforeEach(async () => {
  await test.queue('changes').clearMessages();
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
    expect(await test.store.changes.depth()).toEqual({ waiting: 3 });
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
    await createWorkQueue(queue).send({}, delay);
    expect(send.mock.lastCall?.[1]).toMatchObject({ visibilityTimeout: expected });
  });

  it('takes a message of 64 KiB, in base64, and refuses a longer one', async () => {
    await test.store.changes.send('x'.repeat(49_150));
    await expect(test.store.changes.send('x'.repeat(49_151))).rejects.toThrow(
      'A message of 65540 bytes exceeds the 64 KiB',
    );
    expect(await test.store.changes.depth()).toEqual({ waiting: 1 });
  });
});
