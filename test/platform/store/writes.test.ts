import { describe, expect, it, vi } from 'vitest';
import { TooLargeError } from '../../../src/platform/store/row.ts';
import { writeKeys } from '../../../src/platform/store/write-leases.ts';
import type { WriteIntent, WriteLease } from '../../../src/platform/store/write-types.ts';
import { createWrites } from '../../../src/platform/store/writes.ts';
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

  it('that another run takes between the read and the write is held until then', async () => {
    const id = resourceIn('between');
    const table = test.table('Writes');
    const create = table.createEntity.bind(table);
    vi.spyOn(table, 'createEntity').mockImplementationOnce(async (...row) => {
      await lease(id, 'other');
      return await create(...row);
    });
    expect(await createWrites(table).lease(id, 'ours', now, later)).toEqual({ heldUntil: until });
  });

  it('that has expired is taken by one of several runs, and the others hear until when', async () => {
    const { writes } = test.store;
    const id = resourceIn('contested');
    await lease(id);
    const takers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((owner, n) =>
        writes.lease(id, owner, until, `2026-03-01T08:0${n + 3}:00.000Z`),
      ),
    );
    const won = takers.flatMap((taken) => ('heldUntil' in taken ? [] : [taken]));
    expect(won).toMatchObject([{ token: 2 }]);
    const held = { heldUntil: won[0]?.until };
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
  type Under = (taken: WriteLease, begun: WriteLease) => WriteLease | Promise<WriteLease>;

  /** The first attempt of a decision is on record: what a further intent is answered, by the lease that it is begun under. */
  const cases: readonly [string, Partial<WriteIntent>, Under, 'begun' | 'taken' | 'lost'][] = [
    [
      'the next attempt, under the lease as the first one left it',
      { attempt: 2 },
      (_, begun) => begun,
      'begun',
    ],
    ['another decision, under that lease', { decision: 'decision-2' }, (_, begun) => begun, 'begun'],
    ['the same attempt again, under that lease', { correlationId: 'second' }, (_, begun) => begun, 'taken'],
    ['the next attempt, under the lease as it was before', { attempt: 2 }, (taken) => taken, 'lost'],
    ['the same attempt, under the lease as it was before', {}, (taken) => taken, 'lost'],
    [
      'the next attempt, under a lease that has been given back',
      { attempt: 2 },
      async (_, begun) => {
        await test.store.writes.release(begun);
        return begun;
      },
      'lost',
    ],
    [
      'the next attempt, under a lease that another run has taken',
      { attempt: 2 },
      async (_, begun) => {
        await lease(begun.resourceId, 'second', until, later);
        return begun;
      },
      'lost',
    ],
    [
      'the next attempt, under a lease that is gone',
      { attempt: 2 },
      async (_, begun) => {
        const { partitionKey, rowKey } = writeKeys.lease(begun.resourceId);
        await test.table('Writes').deleteEntity(partitionKey, rowKey);
        return begun;
      },
      'lost',
    ],
  ];

  it.each(cases)('%s', async (name, more, under, expected) => {
    const { writes } = test.store;
    const id = resourceIn(name);
    const taken = await lease(id);
    const begun = await writes.begin(intentOf(id), taken);
    if (typeof begun === 'string') throw new Error(`the first intent is ${begun}`);
    expect(begun).toMatchObject({ owner: 'first', token: 1, until });
    const intent = intentOf(id, { at: until, ...more });
    const answer = await writes.begin(intent, await under(taken, begun));
    expect(typeof answer === 'string' ? answer : 'begun').toBe(expected);
    const first = { intent: intentOf(id) };
    expect(await writes.of(id)).toEqual(expected === 'begun' ? [first, { intent }] : [first]);
  });

  it('is not taken for begun where the service names no ETag', async () => {
    const table = test.table('Writes');
    vi.spyOn(table, 'submitTransaction').mockResolvedValue({ subResponses: [{}] } as never);
    const id = resourceIn('no ETag');
    await expect(createWrites(table).begin(intentOf(id), await lease(id))).rejects.toThrow('without an ETag');
  });

  it('that is longer than a row is refused', async () => {
    const id = resourceIn('too long');
    const changes = [{ path: 'p', after: 'x'.repeat(600_000) }];
    await expect(test.store.writes.begin(intentOf(id, { changes }), await lease(id))).rejects.toThrow(
      TooLargeError,
    );
  });
});

describe('the writes to a resource', () => {
  it('have their end and their check beside them, the first of each, the oldest write first', async () => {
    const { writes } = test.store;
    const id = resourceIn('ended');
    const [old, young] = [
      intentOf(id, { decision: 'z', at: now }),
      intentOf(id, { decision: 'a', attempt: 12, at: until }),
    ];
    let held = await lease(id);
    for (const intent of [old, young]) {
      const begun = await writes.begin(intent, held);
      if (typeof begun === 'string') throw new Error(begun);
      held = begun;
    }
    const end = { result: 'applied', status: 200, at: later } as const;
    await writes.end(old, end);
    await writes.end(old, { result: 'refused', at: later });
    const check = { verified: true, state: 'Compliant', at: later };
    await writes.check(old, check);
    await writes.check(old, { verified: false, at: later });
    expect(await writes.of(id)).toEqual([{ intent: old, end, check }, { intent: young }]);
    expect(await writes.of(resourceIn('ended', 'other'))).toEqual([]);
  });

  it('are none where only an end is on record', async () => {
    const id = resourceIn('unbegun');
    await test.store.writes.end(intentOf(id), { result: 'withdrawn', at: now });
    expect(await test.store.writes.of(id)).toEqual([]);
  });
});

it('the places under the caps of a subscription are written by whoever has read them last', async () => {
  const { writes } = test.store;
  const subscription = 'abcdabcd-2222-3333-4444-555555555555';
  const [one, two] = ['one', 'two'].map((decision) => ({ decision, resourceGroup: '/g', at: now }));
  expect(await writes.places(subscription)).toBeUndefined();
  const first = await writes.putPlaces(subscription, [one!], undefined);
  expect(await writes.putPlaces(subscription, [two!], undefined)).toBe('conflict');
  const read = await writes.places(subscription.toUpperCase());
  expect(read).toEqual({ value: [one], etag: expect.any(String) });
  expect(first).toEqual({ etag: read!.etag });
  await writes.putPlaces(subscription, [one!, two!], read!.etag);
  expect(await writes.putPlaces(subscription, [], read!.etag)).toBe('conflict');
  expect((await writes.places(subscription))?.value).toEqual([one, two]);
  expect(await writes.places('99999999-2222-3333-4444-555555555555')).toBeUndefined();
});

describe('an operation', () => {
  it('is kept beside its write until that has an end, and the first one stands', async () => {
    const { writes } = test.store;
    const id = resourceIn('accepted');
    const intent = intentOf(id);
    await writes.begin(intent, await lease(id));
    const operation = { kind: 'status', url: `https://azure/${'x'.repeat(40_000)}`, at: now } as const;
    await writes.operation(intent, operation);
    await writes.operation(intent, { kind: 'untold', at: until });
    expect(await writes.of(id)).toEqual([{ intent, operation }]);
    await writes.end(intent, { result: 'failed', why: 'Conflict', at: later });
    expect(await writes.of(id)).toEqual([
      { intent, operation, end: { result: 'failed', why: 'Conflict', at: later } },
    ]);
  });
});
