import { expect, test } from 'vitest';
import { permits } from '../../../src/platform/azure/write-checks.ts';
import type { PermissionSet } from '../../../src/platform/azure/write-checks.ts';

const write = 'Microsoft.Storage/storageAccounts/write';
const grant = (actions: readonly string[], notActions: readonly string[] = []): PermissionSet => ({
  actions,
  notActions,
});

test.each<[grants: PermissionSet[], allowed: boolean, why: string]>([
  [[], false, 'nothing is granted'],
  [[grant(['*'])], true, 'everything is'],
  [[grant([write])], true, 'the action itself is'],
  [[grant(['microsoft.storage/STORAGEACCOUNTS/write'])], true, 'case does not count'],
  [[grant(['Microsoft.Storage/*'])], true, 'a star stands for any text, slashes too'],
  [[grant(['*/write'])], true, 'a star may come first'],
  [[grant(['Microsoft.*/storageAccounts/*'])], true, 'there may be several'],
  [[grant(['Microsoft.Storage/*/storageAccounts/write'])], false, 'what lies between must be there'],
  [[grant(['Microsoft.Storage/storageAccounts/*/write'])], false, 'a part does not count twice'],
  [[grant(['*/read'])], false, 'a read is no write'],
  [[grant(['Microsoft.Storage/storageAccounts'])], false, 'the whole action must fit'],
  [[grant(['Microsoft.Storage/storageAccounts/write/action'])], false, 'and the whole pattern'],
  [[grant(['*'], ['Microsoft.Storage/*'])], false, 'the same grant takes it away'],
  [[grant(['*'], ['Microsoft.Storage/*']), grant([write])], true, 'another grant gives it all the same'],
])('%j: %s, as %s', (grants, allowed) => {
  expect(permits(grants, write)).toBe(allowed);
});
