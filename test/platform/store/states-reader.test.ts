import { describe, expect, it } from 'vitest';
import { useStore } from './azurite.ts';
import { all, driftOf, headOf, resourceIn, stateOf, subscription } from './samples.ts';

const test = useStore();

describe('known states', () => {
  it('are current states without what was read for them, also where they take many columns', async () => {
    const id = resourceIn('one');
    const states = Object.fromEntries(
      Array.from({ length: 250 }, (_, n) => [`policy-${n}`, stateOf({ reason: `${n} ⚕🩻 `.repeat(60) })]),
    );
    const { reads, ...known } = headOf(id, { states, reads: [resourceIn('one', 'read')], sequence: 1 });
    expect(await test.store.knownStates.of(id)).toBeUndefined();
    await test.store.states.commit({ ...known, reads }, [driftOf(id, 1)], undefined);
    expect(await test.store.knownStates.of(id.toUpperCase())).toEqual(known);
  });

  it('of a subscription go on after a place, in one order', async () => {
    const inSubscription = 'abcdabcd-2222-4222-8222-222222222222';
    const ids = ['a', 'a', 'b', 'c'].map((group, n) => resourceIn(group, `account${n}`, inSubscription));
    for (const id of [...ids, resourceIn('a', 'elsewhere')])
      await test.store.states.commit(headOf(id), [], undefined);
    const scope = `/subscriptions/${inSubscription}`;
    const found = await all(test.store.knownStates.from(scope));
    expect(found.map(({ current }) => current.resourceId).toSorted()).toEqual(ids.toSorted());
    expect(found.map(({ place }) => place)).toEqual(found.map(({ place }) => place).toSorted());
    expect(await all(test.store.knownStates.from(scope, found[1]!.place))).toEqual(found.slice(2));
    expect(await all(test.store.knownStates.from(scope, found[3]!.place))).toEqual([]);
    // A place of another subscription leads nowhere else.
    const { place } = (await all(test.store.knownStates.from(`/subscriptions/${subscription}`)))[0]!;
    expect(await all(test.store.knownStates.from(scope, place))).toEqual(found);
  });
});
