import { describe, expect, test } from 'vitest';
import type { ResourceChange } from '../../../src/model/change.ts';
import { affectedAt, affectedFrom, isEvaluated } from '../../../src/monitoring/changes/affected-resources.ts';
import { headOf } from '../../platform/store/samples.ts';
import {
  accountId,
  createWorld,
  existencePolicy,
  group,
  policyOf,
  secureTransfer,
  subscription,
} from '../../support/fakes.ts';

const blobServices = 'Microsoft.Storage/storageAccounts/blobServices';
const childId = `${accountId}/blobServices/default`;
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/keys`;

const changed = (resourceId: string, operation: 'write' | 'delete'): ResourceChange => ({
  resourceId,
  time: '2026-03-01T08:00:00Z',
  trigger: { kind: 'event', eventId: 'e', operation, operationName: `a/b/${operation}` },
});

test('who looked for the children of a resource is evaluated again when the whole is deleted', async () => {
  const { ports } = createWorld([existencePolicy('blobs', blobServices, accountId, 'resource')]);
  await ports.readBy.add([`${blobServices}@${group}`.toLowerCase()], vaultId);
  expect(await affectedFrom(changed(childId, 'write'), ports)).toEqual([vaultId]);
  expect(await affectedFrom(changed(accountId, 'delete'), ports)).toEqual([vaultId]);
  expect(await affectedFrom(changed(vaultId, 'write'), ports)).toEqual([]);
});

test('what is known below a deleted resource is evaluated again, but for what is gone already', async () => {
  const { ports, store } = createWorld();
  await store.commit(headOf(childId), [], undefined);
  await store.commit(headOf(`${accountId}/blobServices/former`, { gone: true }), [], undefined);
  expect(await affectedFrom(changed(accountId, 'write'), ports)).toEqual([]);
  expect(await affectedFrom(changed(accountId, 'delete'), ports)).toEqual([childId]);
});

const anything = (mode: string) =>
  policyOf('anything', undefined, () => ({ state: 'Compliant', fields: [] }), { mode });
const unknownId = `${group}/providers/Microsoft.Batch/batchAccounts/b`;

test('one policy that looks at a resource is enough', () => {
  const { ports } = createWorld([anything('Indexed'), secureTransfer, anything('All')]);
  expect(isEvaluated(childId, ports)).toBe(true);
});

test.each([
  ['of mode All looks at a type with tags and a location', anything('All'), accountId, true],
  ['of mode All looks at a type without them', anything('All'), childId, true],
  ['of mode Indexed looks at a type with tags and a location', anything('indexed'), accountId, true],
  ['of mode Indexed leaves out a type without them', anything('indexed'), childId, false],
  ['of any types leaves out one that cannot be read', anything('All'), unknownId, false],
  ['that names a type looks at it', secureTransfer, accountId, true],
  ['that names a type looks at it, however it is spelled', secureTransfer, accountId.toUpperCase(), true],
  ['that names a type leaves out its children', secureTransfer, childId, false],
])('a policy %s', (_, policy, id, evaluated) => {
  expect(isEvaluated(id, createWorld([policy]).ports)).toBe(evaluated);
});

describe('what a changed resource is a part of', () => {
  const whole = policyOf('whole', undefined, () => ({ state: 'Compliant', fields: [] }), { mode: 'All' });
  const { ports } = createWorld([whole]);
  const settings = (of: string) => `${of}/providers/Microsoft.Insights/diagnosticSettings/all`;

  test.each<[what: string, id: string, affected: string[], why: string]>([
    ['an account', accountId, [accountId], 'it is no part of its group'],
    ['a child', childId, [childId, accountId], 'an account has its children'],
    ['an extension of an account', settings(accountId), [settings(accountId), accountId], 'it extends it'],
    ['an extension of a child', settings(childId), [settings(childId), childId, accountId], 'all have it'],
    ['an extension of a group', settings(group), [settings(group), group], 'it extends no more than that'],
    ['a group', group, [group], 'it is no part of its subscription'],
  ])('%s: %s affects %j, as %s', (_what, id, affected, _why) => {
    expect(affectedAt(changed(id, 'write'), ports)).toEqual(affected);
  });
});

describe('who read or looked for the changed resource', () => {
  const near = existencePolicy('near', 'Microsoft.KeyVault/Vaults', group, 'resourceGroup');
  const vaults = 'microsoft.keyvault/vaults';
  const other = `${group}2`;

  test.each<[what: string, key: string, changedId: string, found: boolean]>([
    ['for its type in its group', `${vaults}@${group}`, vaultId, true],
    ['for its type in its subscription', `${vaults}@${subscription}`, vaultId, true],
    ['for its type in another group', `${vaults}@${other}`, vaultId, false],
    ['for another type in its group', `${blobServices}@${group}`, vaultId, false],
    [
      'for a type that begins alike',
      `${vaults}@${group}`,
      `${group}/providers/Microsoft.KeyVault/vaultsX/v`,
      false,
    ],
    ['the group itself', group, group, true],
    ['the subscription itself', subscription, subscription, true],
    ['the group, in which a resource has changed', group, vaultId, false],
  ])('is evaluated again, or not: %s (%s, by %s)', async (_what, key, changedId, found) => {
    const { ports } = createWorld([near]);
    await ports.readBy.add([key.toLowerCase()], accountId);
    expect(await affectedFrom(changed(changedId, 'write'), ports)).toEqual(found ? [accountId] : []);
  });

  test('is evaluated once, however it is spelled', async () => {
    const { ports } = createWorld([near]);
    await ports.readBy.add([`${vaults}@${group}`.toLowerCase()], accountId);
    await ports.readBy.add([`${vaults}@${subscription}`.toLowerCase()], accountId.toUpperCase());
    expect(await affectedFrom(changed(vaultId, 'write'), ports)).toHaveLength(1);
  });
});

describe('below a deleted', () => {
  test.each<[what: string, id: string, known: string, below: boolean]>([
    ['account lies its child', accountId, childId, true],
    ['account lies its child, however it is spelled', accountId.toUpperCase(), childId, true],
    ['account lies no neighbor whose name begins alike', accountId, `${accountId}2`, false],
    ['account it does not lie itself', accountId, accountId, false],
    ['group lies what is in it', group, childId, true],
    [
      'group lies nothing of a group whose name begins alike',
      group,
      childId.replace(group, `${group}2`),
      false,
    ],
    [
      'thing that is in no group lies nothing',
      `${subscription}/providers/Microsoft.Insights/diagnosticSettings/a`,
      childId,
      false,
    ],
  ])('%s', async (_, id, resourceId, below) => {
    const { ports, store } = createWorld();
    await store.commit(headOf(resourceId), [], undefined);
    expect(await affectedFrom(changed(id, 'delete'), ports)).toEqual(below ? [resourceId] : []);
  });
});
