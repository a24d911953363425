import { describe, expect, it } from 'vitest';
import type { WriteIntent, WriteLease } from '../../../src/platform/store/write-types.ts';
import { useStore } from './azurite.ts';
import { resourceIn } from './samples.ts';

const test = useStore();

const now = '2026-03-01T08:00:00.000Z';
const until = '2026-03-01T08:01:30.000Z';
const later = '2026-03-01T08:03:00.000Z';

async function lease(resourceId: string, owner = 'first', at = now, to = until): Promise<WriteLease> {
  const taken = await test.store.writes.lease(resourceId, owner, at, to);
  if ('heldUntil' in taken) throw new Error(`the lease is held until ${taken.heldUntil}`);
  return taken;
}

const intentOf = (resourceId: string, more: Partial<WriteIntent> = {}): WriteIntent => ({
  decision: 'decision-1',
  attempt: 1,
  kind: 'apply',
  resourceId,
  policy: 'storage-secure-transfer',
  target: resourceId,
  method: 'PATCH',
  planHash: '0',
  changes: [],
  correlationId: 'first',
  approvedBy: ['ada'],
  token: 1,
  at: now,
  ...more,
});

describe('a lease', () => {
  it('cannot be taken while another run holds it, and can once it has expired', async () => {
    const { writes } = test.store;
    const id = resourceIn('held');
    expect(await lease(id)).toMatchObject({ owner: 'first', token: 1, until });
    expect(await writes.lease(id, 'second', '2026-03-01T08:01:29.999Z', later)).toEqual({ heldUntil: until });
    expect(await writes.lease(id, 'second', until, later)).toMatchObject({ owner: 'second', token: 2 });
  });

  it('that has expired is taken by one of several runs', async () => {
    const { writes } = test.store;
    const id = resourceIn('contested');
    await lease(id);
    const takers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((owner) => writes.lease(id, owner, until, later)),
    );
    expect(takers.filter((taken) => !('heldUntil' in taken))).toMatchObject([{ token: 2 }]);
    const held = { heldUntil: later };
    expect(takers.filter((taken) => 'heldUntil' in taken)).toEqual([held, held, held]);
  });

  it('that another run has taken is not released by the run that has lost it', async () => {
    const { writes } = test.store;
    const id = resourceIn('released');
    const lost = await lease(id);
    const held = await lease(id, 'second', until, later);
    await writes.release(lost);
    expect(await writes.lease(id, 'third', until, later)).toEqual({ heldUntil: later });
    await writes.release(held);
    expect(await writes.lease(id, 'third', until, later)).toMatchObject({ token: 3 });
  });
});

describe('an intent', () => {
  it('is not begun under a lease that another run has taken', async () => {
    const { writes } = test.store;
    const id = resourceIn('lost');
    const lost = await lease(id);
    await lease(id, 'second', until, later);
    expect(await writes.begin(intentOf(id), lost)).toBe('lost');
    expect(await writes.of(id)).toEqual([]);
  });

  it('is begun once for each attempt, and the first one stands', async () => {
    const { writes } = test.store;
    const id = resourceIn('begun');
    const begun = await writes.begin(intentOf(id), await lease(id));
    if (typeof begun === 'string') throw new Error(`the first intent is ${begun}`);
    expect(await writes.begin(intentOf(id, { correlationId: 'second' }), begun)).toBe('taken');
    expect(await writes.of(id)).toEqual([{ intent: intentOf(id) }]);
    expect(await writes.begin(intentOf(id, { attempt: 2, at: until }), begun)).toMatchObject({ token: 1 });
  });
});
