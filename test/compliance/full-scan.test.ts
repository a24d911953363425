import { describe, expect, test } from 'vitest';
import { fullScan, handleEvent, sweep } from '../../src/compliance/index.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  policyOf,
  secureTransfer,
  subscription,
  subscriptionId,
} from '../support/fakes.ts';

describe('a full scan', () => {
  test('of a subscription never seen is the baseline: nobody did it, and nothing is read twice', async () => {
    const world = createWorld();
    const ids = Array.from({ length: 100 }, (_, n) => `${accountId}${n}`);
    for (const id of ids) world.azure.put(account(false, id));
    world.azure.put({
      id: `${group}/providers/Microsoft.Batch/batchAccounts/b`,
      type: 'Microsoft.Batch/batchAccounts',
    });
    expect(await fullScan(world.ports)).toEqual([{ subscriptionId, queued: 100 }]);
    await drain(world);
    expect(world.azure.reads).toHaveLength(100);
    const drifts = world.store.journal();
    expect(drifts).toHaveLength(100);
    for (const drift of drifts) {
      expect(drift).toMatchObject({ cause: 'baseline', candidates: [] });
      expect(drift).not.toHaveProperty('actor');
      expect(drift).not.toHaveProperty('eventTime');
    }
  });

  test('finds what no event told of, and what is no longer there', async () => {
    const world = createWorld();
    const other = `${accountId}2`;
    for (const id of [accountId, other]) world.azure.put(account(true, id));
    await fullScan(world.ports);
    await drain(world);
    world.clock.advance(86_400);
    world.azure.put(account(false));
    world.azure.remove(other);
    await fullScan(world.ports);
    await drain(world);
    expect(world.store.journal().map(({ resourceId, to }) => [resourceId, to])).toEqual([
      [accountId, 'Compliant'],
      [accountId, 'NonCompliant'],
      [other, 'Compliant'],
      [other, 'NotApplicable'],
    ]);
  });

  test('that is short says so, after trying again, and closes nothing by itself', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    await fullScan(world.ports);
    await drain(world);
    world.clock.advance(86_400);
    world.azure.pages = [{ kind: 'denied', startedAt: world.clock.iso(), reason: 'HTTP 403' }];
    const scanning = fullScan(world.ports);
    for (let tries = 0; tries < 4; tries += 1) {
      for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
      world.clock.advance(60);
    }
    expect(await scanning).toEqual([{ subscriptionId, queued: 1, trouble: 'read denied (HTTP 403)' }]);
    expect(world.lines.some((line) => line.includes('a scan is short'))).toBe(true);
    await drain(world);
    expect(world.store.head(accountId)?.states).toMatchObject({
      [secureTransfer.name]: { state: 'Compliant' },
    });
  });

  test('asks for the subscription itself even where nothing can be listed', async () => {
    const exported = policyOf('exported', ['Microsoft.Resources/subscriptions'], () => ({
      state: 'Compliant',
      fields: [],
    }));
    const world = createWorld([exported]);
    world.azure.pages = [];
    world.azure.instead.set(subscription, (startedAt) => ({ kind: 'denied', startedAt, reason: 'HTTP 403' }));
    await fullScan(world.ports);
    await drain(world);
    expect(world.store.head(subscription)?.states).toMatchObject({ exported: { state: 'Unknown' } });
  });
});

describe('a sweep', () => {
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
    expect(await sweep(world.ports)).toEqual({ dispatched: 1, redriven: 1 });
    expect(world.store.journal()).toHaveLength(1);
    expect(await sweep(world.ports)).toEqual({ dispatched: 0, redriven: 0 });
  });
});
