import { describe, expect, it, vi } from 'vitest';
import { createJournal } from '../../../src/platform/store/journal.ts';
import { placeOfDrift } from '../../../src/platform/store/index.ts';
import { hash } from '../../../src/platform/store/keys.ts';
import { useStore } from './azurite.ts';
import { all, candidateOf, driftOf, resourceIn, subscription } from './samples.ts';

const test = useStore();
const other = 'abcdef99-2222-3333-4444-555555555555';

async function countSince(time: string): Promise<number> {
  return (await all(test.store.journal.since([subscription, other], time))).length;
}

describe('the journal', () => {
  const times = [
    '2025-11-30T23:59:59.999Z',
    '2025-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00.000Z',
    // No drift in between: a gap of months must not end the search.
    '2026-09-15T00:00:00.000Z',
    '2026-09-15T00:00:00.001Z',
    '2031-02-01T00:00:00.000Z',
  ];
  const drifts = times.flatMap((recordedAt, n) =>
    Array.from({ length: 40 }, (_, m) =>
      driftOf(resourceIn('g', `account${m}`, m % 4 === 0 ? other.toUpperCase() : subscription), n + 1, {
        recordedAt,
      }),
    ),
  );

  it('gives the drifts since a time, oldest first, over months, buckets and subscriptions', async () => {
    await test.store.states.dispatch(drifts.toReversed());
    const found = await all(test.store.journal.since([subscription, other], times[0]!));
    expect(found.map(({ recordedAt }) => recordedAt)).toEqual(drifts.map(({ recordedAt }) => recordedAt));
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(drifts.map(({ id }) => id)));
  });

  it('goes on after any place, however many are asked for at once', async () => {
    const whole = await all(test.store.journal.since([subscription, other], times[0]!));
    const places = whole.map(placeOfDrift);
    for (const [at, limit] of [
      [0, 1],
      [39, 10],
      [40, 1_000],
      [158, 3],
      [239, 3],
    ] as const) {
      const part = { after: places[at]!, limit };
      const found = await all(test.store.journal.since([subscription, other], times[0]!, part));
      expect(found.map(placeOfDrift)).toEqual(places.slice(at + 1));
    }
    // A place before what is asked for opens nothing.
    const early = { after: places[0]!, limit: 5 };
    expect(await all(test.store.journal.since([other], times[5]!, early))).toHaveLength(10);
    for (const after of ["' or 1 eq 1 or '", '9999', 'x', '~'])
      expect(await all(test.store.journal.since([other], times[0]!, { after, limit: 5 }))).toEqual(
        after.startsWith("'") ? await all(test.store.journal.since([other], times[0]!)) : [],
      );
  });

  it('includes the moment itself and nothing before it', async () => {
    expect(await countSince('2026-09-15T00:00:00Z')).toBe(120);
    expect(await countSince('2026-09-15T02:00:00.001+02:00')).toBe(80);
    expect(await countSince('2031-02-01T00:00:00.001Z')).toBe(0);
    expect(await countSince('2026-01-01T00:00:00.001Z')).toBe(120);
  });

  it('keeps to the subscriptions asked for, each once', async () => {
    const found = await all(test.store.journal.since([other, other.toUpperCase()], times[0]!));
    expect(found).toHaveLength(60);
    expect(found.every(({ resourceId }) => resourceId.toLowerCase().includes(other))).toBe(true);
    expect(await all(test.store.journal.since([], times[0]!))).toEqual([]);
  });

  it('refuses a time that is none', () => {
    expect(() => test.store.journal.since([other], 'yesterday')).toThrow();
  });

  it('keeps the late candidates of each drift apart, also of one that is not dispatched yet', async () => {
    const subscriptionId = '55555555-2222-3333-4444-555555555555';
    const id = resourceIn('late', 'a', subscriptionId);
    const drifts = [driftOf(id, 1), driftOf(id, 2)];
    for (const [n, drift] of drifts.entries())
      await test.store.states.addCandidates([drift], id, [candidateOf(`late ${n + 1}`)]);
    const found = async () => {
      const since = await all(test.store.journal.since([subscriptionId], drifts[0]!.recordedAt));
      return since.map(({ candidates }) => candidates.map(({ eventId }) => eventId));
    };
    await test.store.states.dispatch(drifts.slice(0, 1));
    expect(await found()).toEqual([['late 1']]);
    await test.store.states.dispatch(drifts);
    expect(await found()).toEqual([['late 1'], ['late 2']]);
  });

  it('takes more drifts of one resource at once than a transaction holds', async () => {
    const id = resourceIn('many', 'a', '66666666-2222-3333-4444-555555555555');
    const many = Array.from({ length: 101 }, (_, n) => driftOf(id, n + 1));
    await test.store.states.dispatch(many);
    const place = { resourceId: id, recordedAt: many[0]!.recordedAt };
    for (const sequence of [1, 100, 101])
      expect(await test.store.journal.find({ ...place, sequence })).toMatchObject({ sequence });
  });

  it('holds long drifts of one resource in order of sequence', async () => {
    const id = resourceIn('long', 'a', '77777777-2222-3333-4444-555555555555');
    const long = Array.from({ length: 60 }, (_, n) =>
      driftOf(id, n + 1, { reason: `${n}`.padEnd(100_000, 'é') }),
    );
    await test.store.states.dispatch(long);
    const found = await all(
      test.store.journal.since(['77777777-2222-3333-4444-555555555555'], '2026-03-01T00:00:00Z'),
    );
    expect(found).toEqual(long);
  });

  it('gives what was recorded at once in the order of resources, each by its sequence', async () => {
    const [one, two] = ['12121212-2222-3333-4444-555555555555', '23232323-2222-3333-4444-555555555555'];
    const ids = Array.from({ length: 8 }, (_, n) => resourceIn('ties', `account${n}`, n % 2 ? one : two));
    await test.store.states.dispatch(ids.flatMap((id) => [driftOf(id, 10), driftOf(id, 9)]));
    const found = await all(test.store.journal.since([one, two], '2026-03-01T00:00:00Z'));
    const expected = ids.map((id) => hash(id)).toSorted();
    expect(found.map(({ id }) => id)).toEqual(expected.flatMap((each) => [`${each}-9`, `${each}-10`]));
  });

  it('finds one drift by its place, with its late candidates, once it is dispatched', async () => {
    const id = resourceIn('found', 'a', '34343434-2222-3333-4444-555555555555');
    const drift = driftOf(id, 1);
    await test.store.states.addCandidates([drift], id, [candidateOf('late')]);
    expect(await test.store.journal.find(drift)).toBeUndefined();
    await test.store.states.dispatch([driftOf(id, 2), driftOf(id, 11)]);
    expect(await test.store.journal.find(drift)).toBeUndefined();
    await test.store.states.dispatch([drift]);
    const found = await test.store.journal.find({ ...drift, resourceId: id.toUpperCase() });
    expect(found).toMatchObject({ sequence: 1, candidates: [{ eventId: 'late' }] });
    expect(
      await test.store.journal.find({ ...drift, recordedAt: '2026-03-01T10:00:00.501Z' }),
    ).toBeUndefined();
    expect(await test.store.journal.find(driftOf(id, 11))).toEqual(driftOf(id, 11));
  });

  it('goes on after a page of the service that is empty', async () => {
    const subscriptionId = '45454545-2222-3333-4444-555555555555';
    const drift = driftOf(resourceIn('paged', 'a', subscriptionId), 1);
    await test.store.states.dispatch([drift]);
    const table = test.table('Journal');
    const list = table.listEntities.bind(table);
    vi.spyOn(table, 'listEntities').mockImplementation((options) => {
      const found = list(options);
      const pages = found.byPage.bind(found);
      async function* byPage(settings?: { maxPageSize?: number }) {
        yield [] as never;
        yield* pages(settings);
      }
      return Object.assign(found, { byPage });
    });
    expect(await all(createJournal(table).since([subscriptionId], drift.recordedAt))).toEqual([drift]);
  });
});
