import { beforeEach, describe, expect, it } from 'vitest';
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

  it('hides a message for its delay, at most 7 days, and counts it nevertheless', async () => {
    await test.store.changes.send({ n: 1 }, 372);
    await test.store.changes.send({ n: 2 }, 30 * 24 * 3600);
    await test.store.changes.send({ n: 3 }, 0.5);
    expect(await received('changes')).toEqual([]);
    expect(await test.store.changes.depth()).toEqual({ waiting: 3, poisoned: 0 });
  });

  it('refuses what exceeds 64 KiB, and takes what just fits', async () => {
    await test.store.changes.send({ text: 'x'.repeat(49_000) });
    await expect(test.store.changes.send({ text: 'x'.repeat(50_000) })).rejects.toThrow('64 KiB');
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
});
