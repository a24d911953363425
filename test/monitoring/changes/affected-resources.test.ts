import { expect, test } from 'vitest';
import type { ResourceChange } from '../../../src/model/change.ts';
import { affectedFrom, isEvaluated } from '../../../src/monitoring/changes/affected-resources.ts';
import {
  accountId,
  createWorld,
  existencePolicy,
  group,
  policyOf,
  secureTransfer,
} from '../../support/fakes.ts';

const blobServices = 'Microsoft.Storage/storageAccounts/blobServices';
const childId = `${accountId}/blobServices/default`;
const readerId = `${group}/providers/Microsoft.KeyVault/vaults/keys`;

const changed = (resourceId: string, operation: 'write' | 'delete'): ResourceChange => ({
  resourceId,
  time: '2026-03-01T08:00:00Z',
  trigger: { kind: 'event', eventId: 'e', operation, operationName: `a/b/${operation}` },
});

test('who looked for the children of a resource is evaluated again when the whole is deleted', async () => {
  const { ports } = createWorld([existencePolicy('blobs', blobServices, accountId, 'resource')]);
  await ports.readBy.add([`${blobServices}@${group}`.toLowerCase()], readerId);
  expect(await affectedFrom(changed(childId, 'write'), ports)).toEqual([readerId]);
  expect(await affectedFrom(changed(accountId, 'delete'), ports)).toEqual([readerId]);
  expect(await affectedFrom(changed(readerId, 'write'), ports)).toEqual([]);
});

test('what is known below a deleted resource is evaluated again, but for what is gone already', async () => {
  const { ports, store } = createWorld();
  for (const [resourceId, gone] of [
    [childId, false],
    [`${accountId}/blobServices/former`, true],
  ] as const) {
    const readStartedAt = '2026-03-01T07:00:00Z';
    const state = {
      resourceId,
      resourceType: blobServices,
      sequence: 1,
      readStartedAt,
      states: {},
      reads: [],
    };
    await store.commit({ ...state, ...(gone && { gone }) }, [], undefined);
  }
  expect(await affectedFrom(changed(accountId, 'write'), ports)).toEqual([]);
  expect(await affectedFrom(changed(accountId, 'delete'), ports)).toEqual([childId]);
});

const anything = (mode: string) =>
  policyOf('anything', undefined, () => ({ state: 'Compliant', fields: [] }), { mode });
const unknownId = `${group}/providers/Microsoft.Batch/batchAccounts/b`;

test.each([
  ['of mode All looks at a type with tags and a location', anything('All'), accountId, true],
  ['of mode All looks at a type without them', anything('All'), childId, true],
  ['of mode Indexed looks at a type with tags and a location', anything('indexed'), accountId, true],
  ['of mode Indexed leaves out a type without them', anything('indexed'), childId, false],
  ['of any types leaves out one that cannot be read', anything('All'), unknownId, false],
  ['that names a type looks at it', secureTransfer, accountId, true],
  ['that names a type leaves out its children', secureTransfer, childId, false],
])('a policy %s', (_, policy, id, evaluated) => {
  expect(isEvaluated(id, createWorld([policy]).ports)).toBe(evaluated);
});
