import { describe, expect, it } from 'vitest';
import { driftId } from '../../../src/platform/store/keys.ts';
import type { OutboxMessage } from '../../../src/platform/store/outbox-types.ts';
import { useStore } from './azurite.ts';
import { all, resourceIn } from './samples.ts';

const test = useStore();

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly text?: string;
}

describe('responses', () => {
  it('are claimed once, moved on with a step in one transaction, and found beside each other while they are open', async () => {
    const responses = test.store.responses<Answer, { n: number }>();
    const [first, second] = [driftId(resourceIn('a'), 1), driftId(resourceIn('a'), 12)];
    expect(await responses.claim({ id: first, status: 'open' }, { n: 1 })).toBe('claimed');
    expect(await responses.claim({ id: first, status: 'closed' }, { n: 1 })).toBe('taken');
    await responses.claim({ id: second, status: 'open' }, { n: 1 });
    await responses.claim({ id: driftId(resourceIn('b'), 1), status: 'open' }, { n: 1 });
    const found = await responses.read(first);
    const long = { id: first, status: 'waiting', text: 'x'.repeat(70_000) };
    const saved = await responses.save(long, { n: 2 }, found?.etag ?? '');
    expect(saved).not.toBe('conflict');
    expect(await responses.save(long, { n: 3 }, found?.etag ?? '')).toBe('conflict');
    expect((await responses.read(first))?.value).toEqual(long);
    expect(await responses.steps(first)).toEqual([{ n: 1 }, { n: 2 }]);
    expect((await responses.openBeside(first)).map(({ value }) => value.id)).toEqual([first, second]);
    if (saved !== 'conflict') await responses.save({ ...long, status: 'closed' }, { n: 3 }, saved.etag);
    expect((await responses.openBeside(first)).map(({ value }) => value.id)).toEqual([second]);
    expect(await responses.read(driftId(resourceIn('c'), 1))).toBeUndefined();
    await expect(responses.read('no drift')).rejects.toThrow('no id of a drift');
  });
});

describe('what is due', () => {
  it('comes by time, up to a moment and with it', async () => {
    const { due } = test.store;
    const [early, late] = ['2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z'];
    for (const entry of [
      { id: 'b', at: late },
      { id: 'a', at: early },
      { id: 'a', at: early },
    ])
      await due.add(entry);
    expect(await all(due.until(early))).toEqual([{ id: 'a', at: early }]);
    expect((await all(due.until())).map(({ id }) => id)).toEqual(['a', 'b']);
    await due.remove({ id: 'a', at: early });
    await due.remove({ id: 'a', at: early });
    expect((await all(due.until())).map(({ id }) => id)).toEqual(['b']);
  });
});

describe('the outbox', () => {
  const message = (id: string, notBefore = '2026-03-01T08:00:00.000Z'): OutboxMessage => ({
    id,
    channel: 'ops',
    kind: 'first',
    severity: 'high',
    content: { title: id, lines: [] },
    createdAt: notBefore,
    notBefore,
  });

  it('adds a message once, for good, and gives each channel what is due', async () => {
    const { outbox } = test.store;
    await outbox.add(message('b', '2026-03-01T09:00:00.000Z'));
    await outbox.add(message('a'));
    await outbox.add(message('a', '2026-03-01T08:30:00.000Z'));
    await outbox.add({ ...message('a'), channel: 'other' });
    const waiting = await outbox.waiting('ops', '2026-03-01T08:59:00.000Z');
    expect(waiting.map((each) => each.message.id)).toEqual(['a']);
    const batch = {
      id: 'batch-1',
      keys: waiting.map(({ key }) => key),
      tries: 1,
      notBefore: '2026-03-01T08:00:00.000Z',
      firstTriedAt: '2026-03-01T08:00:00.000Z',
    };
    await outbox.putBatch('ops', batch);
    expect(await outbox.batches('ops')).toEqual([batch]);
    await outbox.sent('ops', batch, waiting, '2026-03-01T08:01:00.000Z');
    expect(await outbox.batches('ops')).toEqual([]);
    await outbox.add(message('a'));
    const left = await outbox.waiting('ops', '2026-03-02T00:00:00.000Z');
    expect(left.map((each) => each.message.id)).toEqual(['b']);
    expect(await all(outbox.sentSince('ops', '2026-03-01T08:01:00.000Z'))).toMatchObject([
      { message: { id: 'a' }, batch: 'batch-1' },
    ]);
    expect(await all(outbox.sentSince('ops', '2026-03-01T08:01:00.001Z'))).toEqual([]);
  });

  it('lets one worker hold a channel', async () => {
    const { outbox } = test.store;
    const state = { holder: 'a', until: '2026-03-01T08:00:00.000Z', sentAt: [], threads: {} };
    expect(await outbox.channel('quiet')).toBeUndefined();
    const first = await outbox.putChannel('quiet', state, undefined);
    expect(await outbox.putChannel('quiet', state, undefined)).toBe('conflict');
    expect(
      first === 'conflict' ? first : await outbox.putChannel('quiet', { ...state, holder: 'b' }, first.etag),
    ).not.toBe('conflict');
    expect((await outbox.channel('quiet'))?.value.holder).toBe('b');
  });
});
