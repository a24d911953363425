import { expect, test } from 'vitest';
import { loadCatalogue, unevaluated } from '../../../src/rules/controls/index.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/index.ts';

const catalogue = loadCatalogue();
const cosmos = 'Microsoft.DocumentDB/databaseAccounts';
const encryption = catalogue
  .control('164.312(a)(2)(iv)')!
  .policies.flatMap((name) => catalogue.policy(name) ?? []);
const anyType = { policy: { resourceTypes: undefined } } as Pick<CataloguePolicy, 'answers' | 'policy'>;
const count = (
  types: Readonly<Record<string, number>>,
  policies = encryption as readonly (typeof anyType)[],
) => unevaluated(policies, new Map(Object.entries(types)), catalogue);

test.each<[what: string, types: Readonly<Record<string, number>>, expected: number]>([
  ['a store that no policy looks at', { [cosmos]: 3 }, 3],
  ['its type in another case', { [cosmos.toUpperCase()]: 1 }, 1],
  ['a store that one looks at', { 'Microsoft.Sql/servers/databases': 5 }, 0],
  ['a store of which the question makes no sense', { 'Microsoft.KeyVault/vaults': 2 }, 0],
  ['what is no store', { 'Microsoft.Network/virtualNetworks': 4 }, 0],
  ['a type that the catalogue does not know', { 'Microsoft.New/stores': 1 }, 1],
])('%s', (_what, types, expected) => {
  expect(count(types)).toBe(expected);
});

test('a policy about any type looks at no store in particular', () => {
  expect(count({ [cosmos]: 1 }, [...encryption, anyType])).toBe(1);
});

test('nothing is asked where no policy answers a question about stores', () => {
  expect(count({ [cosmos]: 1 }, [anyType])).toBe(0);
});
