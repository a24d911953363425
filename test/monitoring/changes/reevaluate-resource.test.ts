import { expect, test } from 'vitest';
import { evaluateResource, scanChange } from '../../../src/monitoring/changes/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  existencePolicy,
  group,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const scanOnce = (world: World) =>
  evaluateResource(
    { target: accountId, change: scanChange('scan', accountId, world.clock.iso()), attempt: 0 },
    world.ports,
  );

const tell = ({ clock, ports }: World) => handleEvent(eventOf(accountId, clock.iso()), ports, budget);

test('a scan reads a resource once, and again only if it could not be confirmed since', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  await scanOnce(world);
  expect(await scanOnce(world)).toMatchObject({ kind: 'skipped' });

  const staleSince = world.clock.iso(100);
  let fails = true;
  world.azure.instead.set(accountId.toLowerCase(), (startedAt) =>
    fails ? { kind: 'failed', startedAt, reason: 'HTTP 503' } : undefined,
  );
  for (const wait of [100, 3600]) {
    world.clock.advance(wait);
    await tell(world);
  }
  expect(world.store.current(accountId)).toMatchObject({ staleSince, staleTries: 2, scan: { id: 'scan' } });

  fails = false;
  expect(await scanOnce(world)).toMatchObject({ kind: 'evaluated' });
  expect(world.store.current(accountId)).not.toHaveProperty('staleSince');
});

test('a resource whose policies were asked to wait is evaluated again after the longest of the pauses', async () => {
  const pauses = { vaults: 10, keys: 300, secrets: 20 };
  const types = Object.keys(pauses).map((type) => `Microsoft.Test/${type}`);
  const world = createWorld(types.map((type) => existencePolicy(type, type, group, 'resourceGroup')));
  world.azure.put(account(true));
  for (const [type, retryAfterSeconds] of Object.entries(pauses))
    world.azure.instead.set(`microsoft.test/${type}@${group}`.toLowerCase(), (startedAt) => ({
      kind: 'throttled',
      startedAt,
      retryAfterSeconds,
      reason: 'HTTP 429',
    }));
  await tell(world);
  expect(world.queue.messages.map(({ delaySeconds }) => delaySeconds)).toEqual([300]);
});

test('a resource that is known to be gone does not turn stale where it cannot be read', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  await tell(world);
  await drain(world);
  world.azure.remove(accountId);
  world.clock.advance(3600);
  const deletion = { type: 'Microsoft.Resources.ResourceDeleteSuccess' };
  await handleEvent(eventOf(accountId, world.clock.iso(), deletion), world.ports, budget);
  await drain(world);
  const gone = world.store.current(accountId);
  expect(gone).toMatchObject({ gone: true });

  world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
    kind: 'failed',
    startedAt,
    reason: 'HTTP 503',
  }));
  world.clock.advance(3600);
  await tell(world);
  expect(world.queue.messages).toHaveLength(1);
  expect(world.store.current(accountId)).toEqual(gone);
});
