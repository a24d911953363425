import { describe, expect, it, vi } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import { TooLargeError } from '../../../src/platform/store/row.ts';
import { createStateStore } from '../../../src/platform/store/state-store.ts';
import { useStore } from './azurite.ts';
import { all, candidateOf, driftOf, headOf, resourceIn, stateOf, subscription } from './samples.ts';

const test = useStore();

function tables() {
  return { current: test.table('Current'), journal: test.table('Journal'), pending: test.table('Pending') };
}

async function undispatched(): Promise<readonly Drift[]> {
  return (await all(test.store.states.undispatched())).flatMap(({ drifts }) => drifts);
}

/** The marks of a resource, by the sequences of the commits that they are for. */
async function marksOf(id: string): Promise<readonly unknown[]> {
  const rows = await all(test.table('Pending').listEntities());
  return rows.filter(({ resourceId }) => resourceId === id).map(({ sequence }) => sequence);
}

async function committed(...args: Parameters<typeof test.store.states.commit>): Promise<string> {
  const outcome = await test.store.states.commit(...args);
  if (outcome.kind !== 'committed') throw new Error('conflict');
  return outcome.etag;
}

async function rowsOf(id: string) {
  return all(test.table('Current').listEntities({ queryOptions: { filter: `resourceId eq '${id}'` } }));
}

async function idsIn(scope: string): Promise<string[]> {
  return (await all(test.store.states.list(scope))).map(({ resourceId }) => resourceId).toSorted();
}

async function dispatchedSinceJune(): Promise<Drift[]> {
  return all(test.store.journal.since([subscription], '2026-06-01T00:00:00Z'));
}

describe('current states', () => {
  it('come back whole with many states, by an id in any case', async () => {
    const id = resourceIn('many');
    const states = Object.fromEntries(
      Array.from({ length: 250 }, (_, n) => [`policy-${n}`, stateOf({ reason: `${n} ⚕🩻 `.repeat(60) })]),
    );
    const current = headOf(id, {
      states,
      reads: Array.from({ length: 500 }, (_, n) => resourceIn('many', `r${n}`)),
    });
    const etag = await committed(current, [], undefined);
    expect(await test.store.states.read(id.toUpperCase())).toEqual({ current, etag, pending: [] });
  });

  it('shrink without leaving parts of the former ones behind', async () => {
    const id = resourceIn('shrinking');
    const etag = await committed(
      headOf(id, { states: { a: stateOf({ reason: 'x'.repeat(100_000) }) } }),
      [],
      undefined,
    );
    await committed(headOf(id), [], etag);
    expect((await test.store.states.read(id))?.current.states).toEqual({});
  });

  it('never seen are undefined', async () => {
    expect(await test.store.states.read(resourceIn('unseen'))).toBeUndefined();
  });

  it('of another version are refused, not misread', async () => {
    const id = resourceIn('newer');
    await committed(headOf(id), [], undefined);
    for (const row of await rowsOf(id)) {
      await test
        .table('Current')
        .updateEntity({ partitionKey: row.partitionKey!, rowKey: row.rowKey!, schema: 2 });
    }
    await expect(test.store.states.read(id)).rejects.toThrow('schema 2');
    await test.table('Current').deleteEntity((await rowsOf(id))[0]!.partitionKey!, 'head');
  });
});

describe('commit', () => {
  it('lets one of two evaluations win', async () => {
    const id = resourceIn('conflict');
    const etag = await committed(headOf(id), [], undefined);
    expect(await test.store.states.commit(headOf(id), [], undefined)).toEqual({ kind: 'conflict' });
    const outcomes = await Promise.all(
      ['a', 'b'].map((reason) => test.store.states.commit(headOf(id, { staleReason: reason }), [], etag)),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'conflict']);
  });

  it('is a conflict where the current state is gone', async () => {
    const id = resourceIn('vanished');
    const etag = await committed(headOf(id), [], undefined);
    for (const row of await rowsOf(id)) {
      await test.table('Current').deleteEntity(row.partitionKey!, row.rowKey!);
    }
    expect(await test.store.states.commit(headOf(id), [], etag)).toEqual({ kind: 'conflict' });
  });

  it('takes 90 drifts with the current state, and no more', async () => {
    const id = resourceIn('ninety');
    const drifts = Array.from({ length: 91 }, (_, n) => driftOf(id, n + 1, { reason: 'x'.repeat(500) }));
    await expect(test.store.states.commit(headOf(id), drifts, undefined)).rejects.toThrow(
      `91 drifts of ${id}`,
    );
    const etag = await committed(headOf(id, { sequence: 90 }), drifts.slice(0, 90), undefined);
    const record = await test.store.states.read(id);
    expect(record).toEqual({ current: headOf(id, { sequence: 90 }), etag, pending: drifts.slice(0, 90) });
    await test.store.states.dispatch(drifts.slice(0, 90));
    expect((await test.store.states.read(id))?.pending).toEqual([]);
  });

  it('writes the current state and the drifts together or not at all', async () => {
    const id = resourceIn('atomic');
    const etag = await committed(headOf(id, { sequence: 1 }), [driftOf(id, 1)], undefined);
    const outcome = await test.store.states.commit(
      headOf(id, { sequence: 2 }),
      [driftOf(id, 2), driftOf(id, 1)],
      etag,
    );
    expect(outcome.kind).toBe('conflict');
    const stale = await test.store.states.commit(headOf(id, { sequence: 2 }), [driftOf(id, 2)], 'W/"other"');
    expect(stale.kind).toBe('conflict');
    expect(await test.store.states.read(id)).toEqual({
      current: headOf(id, { sequence: 1 }),
      etag,
      pending: [driftOf(id, 1)],
    });
    await test.store.states.dispatch([driftOf(id, 1)]);
  });

  it('refuses what would not fit, and drifts of another resource', async () => {
    const id = resourceIn('large');
    const large = headOf(id, { states: { a: stateOf({ reason: 'x'.repeat(600_000) }) } });
    await expect(test.store.states.commit(large, [], undefined)).rejects.toThrow(TooLargeError);
    const many = Array.from({ length: 50 }, (_, n) => driftOf(id, n + 1, { reason: 'x'.repeat(90_000) }));
    await expect(test.store.states.commit(headOf(id), many, undefined)).rejects.toThrow(id);
    const stray = driftOf(resourceIn('elsewhere'), 1);
    await expect(test.store.states.commit(headOf(id), [stray], undefined)).rejects.toThrow('not to');
    expect(await test.store.states.read(id)).toBeUndefined();
  });

  it('throws where the table itself is missing', async () => {
    const elsewhere = createStateStore({ ...tables(), current: test.table('Nowhere') });
    await expect(elsewhere.commit(headOf(resourceIn('x')), [], 'W/"1"')).rejects.toThrow();
    await expect(elsewhere.commit(headOf(resourceIn('x')), [], undefined)).rejects.toThrow();
  });
});

describe('dispatch', () => {
  const june = { recordedAt: '2026-06-02T00:00:00.000Z' };

  it('moves drifts to the journal, once however often it is done', async () => {
    const id = resourceIn('dispatch');
    const drifts = [driftOf(id, 1, june), driftOf(id, 2, june)];
    await committed(headOf(id, { sequence: 2 }), drifts, undefined);
    expect(await undispatched()).toEqual(drifts);
    await test.store.states.dispatch([...drifts, drifts[0]!]);
    await Promise.all([test.store.states.dispatch(drifts), test.store.states.dispatch(drifts.slice(1))]);
    expect(await undispatched()).toEqual([]);
    expect(await dispatchedSinceJune()).toEqual(drifts);
    expect((await test.store.states.read(id))?.pending).toEqual([]);
  });

  it('is marked before the commit, and no longer once it is done', async () => {
    const id = resourceIn('marked');
    let beforeCommit: readonly unknown[] = [];
    const watched = tables();
    const submit = watched.current.submitTransaction.bind(watched.current);
    vi.spyOn(watched.current, 'submitTransaction').mockImplementation(async (actions) => {
      beforeCommit = await marksOf(id);
      return submit(actions);
    });
    const states = createStateStore(watched);
    const first = await states.commit(headOf(id), [], undefined);
    expect(beforeCommit).toEqual([]);
    const drifts = [driftOf(id, 1, june), driftOf(id, 2, june)];
    const etag = first.kind === 'committed' ? first.etag : undefined;
    await states.commit(headOf(id, { sequence: 2 }), drifts, etag);
    expect(beforeCommit).toEqual([2]);
    await test.store.states.dispatch(drifts);
    expect(await marksOf(id)).toEqual([]);
  });

  it('leaves the mark of a commit that came meanwhile', async () => {
    const id = resourceIn('meanwhile');
    const etag = await committed(headOf(id, { sequence: 1 }), [driftOf(id, 1, june)], undefined);
    await committed(headOf(id, { sequence: 2 }), [driftOf(id, 2, june)], etag);
    await test.store.states.dispatch([driftOf(id, 1, june)]);
    expect(await marksOf(id)).toEqual([2]);
    expect(await undispatched()).toEqual([driftOf(id, 2, june)]);
    await test.store.states.dispatch([driftOf(id, 2, june)]);
    expect(await marksOf(id)).toEqual([]);
  });

  it('is found by its mark alone, and without one by a search of everything', async () => {
    const [id, older] = [resourceIn('found'), resourceIn('older')];
    await committed(headOf(id, { sequence: 1 }), [driftOf(id, 1, june)], undefined);
    await committed(headOf(older, { sequence: 1 }), [driftOf(older, 1, june)], undefined);
    // As a version without marks would leave it; and without what other tests marked in vain.
    for (const { partitionKey, rowKey, resourceId } of await all(test.table('Pending').listEntities()))
      if (resourceId !== id) await test.table('Pending').deleteEntity(partitionKey!, rowKey!);
    const queries = tables();
    const list = vi.spyOn(queries.current, 'listEntities');
    const [found] = await all(createStateStore(queries).undispatched());
    expect(found?.drifts).toEqual([driftOf(id, 1, june)]);
    const filters = list.mock.calls.map(([options]) => options?.queryOptions?.filter);
    expect(filters).toEqual([expect.stringMatching(/^PartitionKey eq '[^']+' and RowKey ge 'drift\|' and /)]);
    const searched = await all(test.store.states.searchUndispatched());
    expect(searched.map(({ resourceId }) => resourceId).toSorted()).toEqual([id, older].toSorted());
    await test.store.states.dispatch(searched);
    expect(await all(test.store.states.searchUndispatched())).toEqual([]);
  });

  it('removes a mark that stands for nothing only where it was not renewed', async () => {
    const id = resourceIn('vain');
    const etag = await committed(headOf(id, { sequence: 4 }), [], undefined);
    const drift = driftOf(id, 5, june);
    const vain = async () =>
      (await all(test.store.states.undispatched()))
        .flatMap(({ marks }) => marks)
        .filter(({ resourceId }) => resourceId === id);
    // A commit that conflicts leaves its mark.
    expect(await test.store.states.commit(headOf(id), [drift], 'W/"other"')).toEqual({ kind: 'conflict' });
    const before = await vain();
    expect(before).toMatchObject([{ resourceId: id, sequence: 5 }]);
    // Not by the clock of the host, which the test has set to another year.
    expect(Math.abs(before[0]!.ageSeconds)).toBeLessThan(600);
    await committed(headOf(id, { sequence: 5 }), [drift], etag);
    await test.store.states.unmark(before);
    expect(await undispatched()).toEqual([drift]);
    await test.store.states.unmark(await vain());
    await test.store.states.unmark(before);
    expect(await marksOf(id)).toEqual([]);
    await test.store.states.dispatch([drift]);
  });

  it('loses nothing where it dies between its steps', async () => {
    const id = resourceIn('crash');
    const drifts = [driftOf(id, 1, june), driftOf(id, 2, june), driftOf(id, 3, june)];
    const before = await dispatchedSinceJune();
    await committed(headOf(id, { sequence: 3 }), drifts, undefined);
    const dying = tables();
    vi.spyOn(dying.current, 'submitTransaction').mockRejectedValue(new Error('killed'));
    await expect(createStateStore(dying).dispatch(drifts)).rejects.toThrow('killed');
    expect(await undispatched()).toEqual(drifts);
    // Another process deletes one of them; recovery takes the rest.
    await test.store.states.dispatch(drifts.slice(0, 1));
    await test.store.states.dispatch(drifts);
    expect(await undispatched()).toEqual([]);
    expect(await dispatchedSinceJune()).toHaveLength(before.length + 3);
  });

  it('keeps late candidates, whether they come before it or after', async () => {
    const id = resourceIn('late');
    const drift = driftOf(id, 1, {
      ...june,
      actor: { objectId: 'alice' },
      candidates: [candidateOf('1', 'alice')],
    });
    await committed(headOf(id, { sequence: 1 }), [drift], undefined);
    const find = async () =>
      (await all(test.store.journal.since([subscription], june.recordedAt))).find(
        (found) => found.id === drift.id,
      );
    await test.store.states.addCandidates([drift], id, [candidateOf('2', 'alice')]);
    expect(await find()).toBeUndefined();
    await test.store.states.dispatch([drift]);
    expect(await find()).toMatchObject({
      actor: { objectId: 'alice' },
      candidates: [{ eventId: '1' }, { eventId: '2' }],
    });
    await test.store.states.addCandidates([drift], id.toUpperCase(), [candidateOf('3', 'bob')]);
    await test.store.states.addCandidates([drift], id, [candidateOf('3', 'bob')]);
    await test.store.states.dispatch([drift]);
    const merged = await find();
    expect(merged?.candidates.map(({ eventId }) => eventId)).toEqual(['1', '2', '3']);
    expect(merged).not.toHaveProperty('actor');
  });
});

describe('current states of a scope', () => {
  const other = 'abcdef99-2222-3333-4444-555555555555';
  const ids = {
    atSubscription: `/subscriptions/${other}/providers/Microsoft.Authorization/policyAssignments/a`,
    subscription: `/subscriptions/${other}`,
    group: `/subscriptions/${other}/resourceGroups/rg`,
    rg: resourceIn('rg', 'a', other),
    rg1: resourceIn('rg1', 'a', other),
    upper: resourceIn('RG', 'B', other.toUpperCase()),
    accents: resourceIn('Clínica (süd)_1', 'a', other),
    dash: resourceIn('-', 'a', other),
    dotted: resourceIn('rg.x', 'a', other),
  };

  it('are those of the resource group alone, or of the whole subscription', async () => {
    for (const id of Object.values(ids))
      await committed(headOf(id, { sequence: 1 }), [driftOf(id, 1)], undefined);
    const scope = `/subscriptions/${other}`;
    expect(await idsIn(`${scope}/resourceGroups/rg`)).toEqual([ids.group, ids.rg, ids.upper].toSorted());
    expect(await idsIn(`${scope}/RESOURCEGROUPS/Rg`)).toEqual([ids.group, ids.rg, ids.upper].toSorted());
    expect(await idsIn(`${scope}/resourceGroups/rg1`)).toEqual([ids.rg1]);
    expect(await idsIn(`${scope}/resourceGroups/-`)).toEqual([ids.dash]);
    expect(await idsIn(`${scope}/resourceGroups/clínica (Süd)_1`)).toEqual([ids.accents]);
    expect(await idsIn(`${scope}/resourceGroups/r`)).toEqual([]);
    expect(await idsIn(scope)).toEqual(Object.values(ids).toSorted());
    await expect(idsIn(`${scope}/resourceGroups/rg/providers/x`)).rejects.toThrow('neither');
  });

  it('are more than a page', async () => {
    const many = '88888888-2222-3333-4444-555555555555';
    const names = Array.from({ length: 1_050 }, (_, n) => `account${n}`);
    for (let start = 0; start < names.length; start += 50) {
      await Promise.all(
        names
          .slice(start, start + 50)
          .map((name) => committed(headOf(resourceIn('g', name, many)), [], undefined)),
      );
    }
    expect(await all(test.store.states.list(`/subscriptions/${many}/resourceGroups/g`))).toHaveLength(1_050);
  });
});
