import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import { recoverCrashed } from '../../../src/monitoring/changes/index.ts';
import { beginScan, scansView, upkeepScans } from '../../../src/monitoring/full-scan/index.ts';
import { handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  Crash,
  createWorld,
  drain,
  existencePolicy,
  group,
  secureTransfer,
  subscription,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const vault = existencePolicy('vault', 'Microsoft.KeyVault/vaults', group, 'resourceGroup');
const other = `${subscription}/resourceGroups/other/providers/Microsoft.Storage/storageAccounts/b`;
const lost = `${accountId}-lost`;
const essence = ({ resourceId, policy, from, to, sequence, foundBy, cause }: Drift) =>
  [resourceId, policy, from, to, sequence, foundBy, cause].join(' ');

/** A host whose process dies and is started again: the queue gives back what was not finished, timers come and go. */
async function run(world: World): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    const message = world.queue.next();
    if (message === undefined && ended(world)) return;
    try {
      if (message !== undefined) await handleMessage(message, world.ports, budget);
      else await upkeepScans(world.ports);
    } catch (error) {
      if (!String(error).includes('crash')) throw error;
      if (message !== undefined) world.queue.messages.push({ body: message, visibleAt: 0, delaySeconds: 0 });
    }
    if (message === undefined) world.clock.advance(700);
    await surviving(() => recoverCrashed(world.ports));
  }
  throw new Error('the scan does not end');
}

function ended({ scans }: World): boolean {
  return [...scans.records.values()].every(({ value }) => value.finishedAt !== undefined);
}

async function surviving(step: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      await step();
      return;
    } catch (error) {
      if (!String(error).includes('crash')) throw error;
    }
  }
}

/** A first scan, then one that finds a change, a new resource and one that is gone. */
async function life(world: World, crash: Crash): Promise<void> {
  for (const id of [accountId, other, lost]) world.azure.put(account(true, id));
  world.crashAt(crash);
  await surviving(() => beginScan('timer', world.ports));
  await run(world);
  world.clock.advance(86_400);
  world.azure.put(account(false));
  world.azure.put(account(false, `${accountId}-new`));
  world.azure.remove(lost);
  await surviving(() => beginScan('timer', world.ports));
  await run(world);
}

describe('a scan', () => {
  test('that dies at any step is gone on with: nothing is lost, nothing comes twice, and it ends', async () => {
    const smooth = createWorld([secureTransfer, vault]);
    const counting = new Crash();
    await life(smooth, counting);
    const expected = smooth.store.journal().map(essence);
    expect(expected).toHaveLength(3 * 2 + 1 + 2 + 2);
    expect(counting.steps).toBeGreaterThan(80);

    for (let at = 1; at <= counting.steps; at += 1) {
      const world = createWorld([secureTransfer, vault]);
      await life(world, new Crash(at));
      expect(world.store.journal().map(essence), `crash at step ${at}`).toEqual(expected);
      const { scans } = await scansView(world.ports);
      expect(scans.length, `crash at step ${at}`).toBe(2);
      expect(scans[0]?.missed, `crash at step ${at}`).toMatchObject({ drifts: 3, resources: 2 });
    }
  });

  test('that several hosts work on at once is done once', async () => {
    const world = createWorld();
    const accounts = Array.from({ length: 5 }, (_, g) =>
      Array.from(
        { length: 4 },
        (_, n) => `${subscription}/resourceGroups/g${g}/providers/Microsoft.Storage/storageAccounts/a${n}`,
      ),
    ).flat();
    for (const id of accounts) world.azure.put(account(false, id));
    await beginScan('timer', world.ports);
    const message = world.queue.next();
    await Promise.all([1, 2, 3].map(() => handleMessage(message, world.ports, budget)));
    for (let next = world.queue.next(); next !== undefined; next = world.queue.next())
      await handleMessage(next, world.ports, budget);
    expect(world.azure.reads).toHaveLength(20);
    expect(world.store.journal()).toHaveLength(20);
    expect((await scansView(world.ports)).scans).toMatchObject([{ status: 'finished', drifts: 20 }]);
  });

  test('of which a host works on a part leaves that part to it', async () => {
    const world = createWorld();
    world.azure.put(account(false));
    await beginScan('timer', world.ports);
    const message = world.queue.next();
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    world.azure.hook = () => {
      begun.resolve();
      return held.promise;
    };
    const first = handleMessage(message, world.ports, budget);
    await begun.promise;
    world.azure.hook = () => undefined;
    await handleMessage(message, world.ports, budget);
    expect(world.azure.reads).toEqual([accountId]);
    expect(world.store.journal()).toEqual([]);
    // The part is claimed for ten minutes; the second host looks again after five.
    expect(world.queue.messages.map(({ delaySeconds }) => delaySeconds)).toEqual([300]);

    held.resolve();
    await first;
    await drain(world);
    expect(world.azure.reads).toEqual([accountId]);
    expect((await scansView(world.ports)).scans).toMatchObject([{ status: 'finished', drifts: 1 }]);
  });

  test('that another host finishes meanwhile stays as that host finished it', async () => {
    const world = createWorld();
    world.azure.put(account(false));
    await beginScan('timer', world.ports);
    const message = world.queue.next();
    let steps = 0;
    let finished: unknown;
    world.scans.hook = async () => {
      steps += 1;
      // The first host has read the scan, and written nothing.
      if (steps !== 2) return;
      await handleMessage(message, world.ports, budget);
      finished = (await scansView(world.ports)).scans[0];
      world.clock.advance(60);
    };
    await handleMessage(message, world.ports, budget);
    expect(finished).toMatchObject({ status: 'finished', finishedAt: '2026-03-01T08:00:00.000Z' });
    expect((await scansView(world.ports)).scans).toEqual([finished]);
  });

  test('whose time is up reads once what the graph never shows as it is', async () => {
    const world = createWorld();
    world.graph.pageSize = 10;
    const accounts = Array.from({ length: 40 }, (_, n) => `${accountId}${n}`);
    for (const id of accounts) world.azure.put(account(false, id));
    await beginScan('timer', world.ports);
    await drain(world);
    world.graph.lagging = accounts.map((id) => account(true, id));
    world.azure.reads = [];
    world.azure.hook = (step) => {
      if (step.startsWith('get')) world.clock.advance(1);
    };
    await beginScan('timer', world.ports);
    for (let next = world.queue.next(); next !== undefined; next = world.queue.next())
      await handleMessage(next, world.ports, 10_000);
    expect(world.azure.reads.toSorted()).toEqual(accounts.toSorted());
    expect((await scansView(world.ports)).scans[0]).toMatchObject({
      status: 'finished',
      drifts: 0,
      figures: { nominated: 40, confirmed: 40 },
    });
  });

  test('whose time is up leaves the rest to the next message, and reads nothing twice', async () => {
    const world = createWorld();
    world.graph.pageSize = 10;
    for (let n = 0; n < 40; n += 1) world.azure.put(account(false, `${accountId}${n}`));
    world.azure.hook = (step) => {
      if (step.startsWith('get')) world.clock.advance(1);
    };
    await beginScan('timer', world.ports);
    let messages = 0;
    for (let next = world.queue.next(); next !== undefined; next = world.queue.next()) {
      messages += 1;
      await handleMessage(next, world.ports, 10_000);
    }
    expect(messages).toBeGreaterThan(3);
    expect(world.azure.reads).toHaveLength(40);
    expect((await scansView(world.ports)).scans).toMatchObject([
      { status: 'finished', drifts: 40, figures: { confirmed: 40 } },
    ]);
  });
});
