import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import { recoverCrashed } from '../../../src/monitoring/changes/index.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  collect,
  Crash,
  createWorld,
  eventOf,
  existencePolicy,
  group,
  propertyPolicy,
  secureTransfer,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const many = Array.from({ length: 200 }, (_, n) =>
  propertyPolicy(`p${n}`, 'Microsoft.Storage/storageAccounts', `x${n}`, 1),
);

const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/keys`;
const vaultNearby = existencePolicy('vault', 'Microsoft.KeyVault/vaults', group, 'resourceGroup');

/** As Event Grid and the queue do it: what threw is delivered again. Queue messages are lost only once they are handled. */
async function deliver(world: World, event: unknown): Promise<void> {
  await untilDone(() => handleEvent(event, world.ports, budget));
  for (let message = world.queue.next(); message !== undefined; message = world.queue.next()) {
    const taken = message;
    await untilDone(() => handleMessage(taken, world.ports, budget));
  }
  await untilDone(async () => void (await recoverCrashed(world.ports)));
}

async function untilDone(run: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (!String(error).includes('crash') && !(error instanceof AggregateError)) throw error;
    }
  }
  throw new Error('it failed three times');
}

/** The life of one account: seen, changed, changed back, with a vault beside it, deleted. */
async function life(world: World): Promise<void> {
  const step = async (change: () => void, more = {}, id = accountId) => {
    change();
    await deliver(world, eventOf(id, world.clock.iso(), more));
    world.clock.advance(600);
  };
  await step(() => world.azure.put(account(true)));
  await step(() => world.azure.put(account(false, accountId, { x3: 1 })));
  await step(() => world.azure.put(account(true)));
  await step(() => world.azure.put({ id: vaultId, type: 'Microsoft.KeyVault/vaults' }), {}, vaultId);
  await step(() => world.azure.remove(accountId), { type: 'Microsoft.Resources.ResourceDeleteSuccess' });
}

/** The drifts that were handed to response, each once however often it was sent. */
const handedOn = ({ respond }: World): readonly string[] => {
  const places = respond.messages.map(({ body }) => body as Pick<Drift, 'resourceId' | 'sequence'>);
  return [...new Set(places.map(({ resourceId, sequence }) => `${resourceId} ${sequence}`))].toSorted();
};

/** The notices for people, each by its group. */
const noticesOf = async ({ ports }: World): Promise<readonly string[]> =>
  (await ports.records.notices.latest('2026-03')).map(({ id }) => id).toSorted();

const essence = ({ policy, from, to, cause, sequence }: Drift) => ({ policy, from, to, cause, sequence });

describe.each([
  ['one policy', [secureTransfer]],
  ['a policy that reads others', [secureTransfer, vaultNearby]],
  ['more drifts than a transaction holds', [secureTransfer, ...many]],
])('with %s', (_, policies) => {
  test('a crash at any step loses no drift, answer or notice, and records no drift twice', async () => {
    const smooth = createWorld(policies);
    const counting = new Crash();
    smooth.crashAt(counting);
    await life(smooth);
    const expected = smooth.store.journal().map(essence);
    expect(expected.length).toBeGreaterThanOrEqual(4);
    const answered = handedOn(smooth);
    expect(answered.length).toBeGreaterThanOrEqual(3);
    const notices = await noticesOf(smooth);
    expect(notices.length).toBeGreaterThanOrEqual(1);

    for (let at = 1; at <= counting.steps; at += 1) {
      const world = createWorld(policies);
      world.crashAt(new Crash(at));
      await life(world);
      const drifts = world.store.journal();
      expect(drifts.map(essence), `crash at step ${at}`).toEqual(expected);
      expect(handedOn(world), `answered after a crash at step ${at}`).toEqual(answered);
      expect(await noticesOf(world), `notices after a crash at step ${at}`).toEqual(notices);
      expect(drifts.every(({ candidates }) => candidates.length === 1)).toBe(true);
      expect(world.store.current(accountId)).toMatchObject({ gone: true, states: {} });
      expect(await collect(world.store.searchUndispatched())).toEqual([]);
      // What a crash marked in vain goes away.
      world.clock.advance(2 * 3600);
      await untilDone(async () => void (await recoverCrashed(world.ports)));
      expect(world.store.marks(), `marks after a crash at step ${at}`).toEqual([]);
    }
  });
});
