import { describe, expect, test } from 'vitest';
import { recoverCrashed, recoverUnmarked } from '../../../src/monitoring/changes/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { account, accountId, budget, createWorld, eventOf } from '../../support/fakes.ts';
import { recoveryCost } from '../../support/recovery-cost.ts';
import { driftOf, headOf } from '../../platform/store/samples.ts';

describe('recovery', () => {
  test('dispatches what a crash left', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    world.store.hook = (step) => {
      if (step === 'before dispatch') throw new Error('crash');
    };
    await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
    expect(world.store.journal()).toEqual([]);
    world.store.hook = () => undefined;
    expect(await recoverCrashed(world.ports)).toEqual({
      dispatched: 1,
      oldest: '2026-03-01T08:00:00.000Z',
    });
    expect(world.store.journal()).toHaveLength(1);
    expect(await recoverCrashed(world.ports)).toEqual({ dispatched: 0 });
    expect(world.store.marks()).toEqual([]);
  });

  test('looks into no partition but those that are marked', async () => {
    const { store, ports } = createWorld();
    for (let n = 0; n < 200; n += 1) await store.commit(headOf(`${accountId}${n}`), [], undefined);
    for (let n = 0; n < 3; n += 1) {
      const id = `${accountId}-pending-${n}`;
      await store.commit(headOf(id), [driftOf(id, 1)], undefined);
    }
    const steps: string[] = [];
    store.hook = (step) => void steps.push(step);
    expect(await recoverCrashed(ports)).toMatchObject({ dispatched: 3 });
    expect(steps.filter((step) => step === 'look into a marked partition')).toHaveLength(3);
    expect(steps.filter((step) => step.startsWith('list') || step.startsWith('read'))).toEqual([]);
  });

  test('has the store go through what is pending, however much is known', async () => {
    const { search, recovery } = await recoveryCost(2_000, 50);
    expect(search.rows).toBe(2_050);
    // For each, its mark and its drift; one query for all the marks, and one for each resource.
    expect(recovery).toMatchObject({ rows: 100, queries: 51 });
    expect((await recoveryCost(4_000, 50)).recovery).toMatchObject({ rows: 100, queries: 51 });
  });

  test('leaves a mark as long as its commit may be under way, and removes it when it stands for nothing', async () => {
    const { store, ports, clock } = createWorld();
    await store.commit(headOf(accountId), [], undefined);
    expect(await store.commit(headOf(accountId), [driftOf(accountId, 1)], 'other')).toEqual({
      kind: 'conflict',
    });
    expect(store.marks()).toMatchObject([{ resourceId: accountId, sequence: 1, ageSeconds: 0 }]);
    clock.advance(3600);
    await recoverCrashed(ports);
    expect(store.marks()).toMatchObject([{ resourceId: accountId, sequence: 1, ageSeconds: 3600 }]);
    clock.advance(1);
    expect(await recoverCrashed(ports)).toEqual({ dispatched: 0 });
    expect(store.marks()).toEqual([]);
  });

  test('loses nothing where a mark is renewed while it is being removed', async () => {
    const { store, ports, clock } = createWorld();
    const drift = driftOf(accountId, 1);
    await store.commit(headOf(accountId), [drift], 'other');
    clock.advance(7200);
    store.hook = async (step) => {
      if (step !== 'unmark') return;
      store.hook = () => undefined;
      await store.commit(headOf(accountId), [drift], undefined);
    };
    await recoverCrashed(ports);
    expect(store.journal()).toEqual([]);
    expect(await recoverCrashed(ports)).toMatchObject({ dispatched: 1 });
    expect(store.journal()).toEqual([drift]);
  });

  test('dispatches drifts without a mark, as an older version left them, when everything is searched', async () => {
    const { store, ports } = createWorld();
    const drifts = [1, 2].map((sequence) => driftOf(accountId, sequence));
    await store.commit(headOf(accountId), drifts, undefined);
    await store.unmark(store.marks());
    expect(await recoverCrashed(ports)).toEqual({ dispatched: 0 });
    expect(await recoverUnmarked(ports)).toEqual({ dispatched: 2, oldest: drifts[0]?.recordedAt });
    expect(store.journal()).toEqual(drifts);
  });

  test('dispatches however much a crash left, and says once of it that something was left', async () => {
    const { store, ports, respond, lines } = createWorld();
    const times = ['10:00:03', '10:00:01', '10:00:02'].map((time) => `2026-03-01T${time}.000Z`);
    const drifts = Array.from({ length: 181 }, (_, n) =>
      driftOf(accountId, n + 1, { recordedAt: times[n % 3] ?? '' }),
    );
    for (const [n, drift] of drifts.entries())
      await store.commit(
        headOf(`${accountId}${n}`),
        [{ ...drift, resourceId: `${accountId}${n}` }],
        undefined,
      );
    const sizes: number[] = [];
    const dispatch = store.dispatch.bind(store);
    store.dispatch = (batch) => {
      sizes.push(batch.length);
      return dispatch(batch);
    };
    expect(await recoverCrashed(ports)).toEqual({ dispatched: 181, oldest: times[1] });
    expect(sizes).toEqual([90, 90, 1]);
    expect(respond.messages).toHaveLength(181);
    expect(lines).toHaveLength(1);
    await recoverCrashed(ports);
    expect(sizes).toHaveLength(3);
    expect(lines).toHaveLength(1);
  });
});
