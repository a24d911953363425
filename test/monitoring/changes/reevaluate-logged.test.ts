import { expect, test } from 'vitest';
import { evaluateResource, reevaluateLogged } from '../../../src/monitoring/changes/index.ts';
import type { World } from '../../support/fakes.ts';
import {
  account,
  accountId,
  createWorld,
  drain,
  group,
  propertyPolicy,
  secureTransfer,
} from '../../support/fakes.ts';

const service = `${accountId}/blobServices/default`;
const type = 'Microsoft.Storage/storageAccounts/blobServices';
const serviceOf = (isOpen: boolean) => ({ id: service, type, properties: { open: isOpen } });

/** An account with a blob service, and another account beside it, all of them read an hour ago. */
async function seen(): Promise<World> {
  const world = createWorld([secureTransfer, propertyPolicy('blob-service-closed', type, 'open', false)]);
  for (const resource of [account(true), serviceOf(false), account(true, `${accountId}2`)]) {
    world.azure.put(resource);
    const change = { resourceId: resource.id, time: world.clock.iso(), trigger: { kind: 'retry' } as const };
    await evaluateResource({ target: resource.id, change, attempt: 0 }, world.ports);
  }
  world.clock.advance(3_600);
  world.azure.reads = [];
  return world;
}

test('what a log shows to be changed is found, though Resource Manager told of nothing', async () => {
  const world = await seen();
  world.azure.put(serviceOf(true));
  await reevaluateLogged(accountId.toLowerCase(), world.clock.iso(-600), world.ports);
  await drain(world);
  expect(world.store.journal(service).at(-1)).toMatchObject({
    from: 'Compliant',
    to: 'NonCompliant',
    cause: 'resource',
    candidates: [],
  });
  expect(world.azure.reads.map((id) => id.toLowerCase()).toSorted()).toEqual(
    [accountId, service].map((id) => id.toLowerCase()),
  );
});

test('a call on a part has all of its account read', async () => {
  const world = await seen();
  await reevaluateLogged(`${service}/containers/x`, world.clock.iso(-600), world.ports);
  expect(world.queue.messages).toHaveLength(2);
});

test('what was read since is not read again', async () => {
  const world = await seen();
  await reevaluateLogged(accountId, world.clock.iso(-7_200), world.ports);
  await drain(world);
  expect(world.azure.reads).toEqual([]);
});

test.each([
  ['a resource of another subscription', accountId.replace('11111111', '22222222')],
  ['a group', group],
  ['what is no resource', '/subscriptions'],
])('%s has nothing read', async (_what, id) => {
  const world = await seen();
  await reevaluateLogged(id, world.clock.iso(-600), world.ports);
  expect(world.queue.messages).toEqual([]);
});
