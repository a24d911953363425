import { describe, expect, test } from 'vitest';
import { recoverCrashed } from '../../../src/monitoring/changes/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { account, accountId, budget, createWorld, eventOf } from '../../support/fakes.ts';

describe('recovery', () => {
  test('dispatches what a crash left and puts poisoned messages back', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    world.store.hook = (step) => {
      if (step === 'before dispatch') throw new Error('crash');
    };
    await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
    expect(world.store.journal()).toEqual([]);
    world.store.hook = () => undefined;
    world.queue.poisoned.push({ target: accountId });
    expect(await recoverCrashed(world.ports)).toEqual({
      dispatched: 1,
      redriven: 1,
      oldest: '2026-03-01T08:00:00.000Z',
    });
    expect(world.store.journal()).toHaveLength(1);
    expect(await recoverCrashed(world.ports)).toEqual({ dispatched: 0, redriven: 0 });
  });
});
