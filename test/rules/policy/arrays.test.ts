import { expect, test } from 'vitest';
import { outcome, thing, valueOf } from './support.ts';

const field = 'Microsoft.Test/things/list[*]';

test.each([
  ['equals', 'a', ['a', 'A'], true],
  ['equals', 'a', ['a', 'b'], false],
  ['equals', 'a', [], true],
  ['equals', 'a', undefined, true],
  ['equals', 'a', null, true],
  ['exists', false, [], true],
  ['exists', false, undefined, true],
  ['exists', true, [null], 'unknown'],
  ['notEquals', 'a', ['b', 'c'], true],
  ['notEquals', 'a', ['b', 'a'], false],
  ['notEquals', '', [null], 'unknown'],
  ['notLike', '*', ['*', null], false],
  ['equals', 'a', [null, 'b'], false],
  ['equals', 'a', 'a', 'unknown'],
  ['equals', 'a', { 0: 'a' }, 'unknown'],
  ['less', 5, [1, 'x'], 'unknown'],
  ['less', 5, ['x', 9], false],
])('[*] %s %j over %j is %s', (operator, right, list, expected) => {
  expect(outcome({ field, [operator]: right }, thing({ list }))).toBe(expected);
});

const nested = 'Microsoft.Test/things/outer[*].inner[*]';

test.each([
  [[{ inner: [1, 1] }, { inner: [1] }], true],
  [[{ inner: [1] }, { inner: [2] }], false],
  [[{ inner: [] }, {}], true],
  [[{ inner: 'x' }, { inner: [1] }], 'unknown'],
  [[{ inner: 'x' }, { inner: [2] }], false],
  [[{ inner: [2] }, { inner: 'x' }], false],
  [[5, { inner: [2] }], false],
])('nested arrays %j: one false member decides, whatever the others are: %s', (outer, expected) => {
  expect(outcome({ field: nested, equals: 1 }, thing({ outer }))).toBe(expected);
});

test('the members of sub-resources lie under their own properties', () => {
  const subs = [{ properties: { port: 80 } }, { properties: { port: 443 } }];
  expect(outcome({ field: 'Microsoft.Test/things/subs[*].port', in: [80, 443] }, thing({ subs }))).toBe(true);
  expect(outcome({ field: 'Microsoft.Test/things/subs[*].port', equals: 80 }, thing({ subs }))).toBe(false);
});

test('an alias whose path alone has [*] is an implicit "all" too', () => {
  const hidden = 'Microsoft.Test/things/subs.hidden';
  const subs = [{ properties: { port: 80 } }, { properties: {} }];
  expect(outcome({ field: hidden, equals: 80 }, thing({ subs: [subs[0]] }))).toBe(true);
  expect(outcome({ field: hidden, equals: 80 }, thing({ subs }))).toBe(false);
  expect(outcome({ field: hidden, notEquals: '' }, thing({ subs }))).toBe(true);
});

const resource = thing({
  list: ['a', 'b'],
  objects: [{ p: 1, inner: [1, 2] }, { inner: [3] }],
});

// https://learn.microsoft.com/azure/governance/policy/how-to/author-policies-for-arrays#referencing-the-array-members-collection
test.each([
  ['missing', ''],
  ['missing[*]', []],
  ['missing[*].p', []],
  ['list', ['a', 'b']],
  ['list[*]', ['a', 'b']],
  ['objects[*].p', [1]],
  ['objects[*].inner', [[1, 2], [3]]],
  ['objects[*].inner[*]', [1, 2, 3]],
])('field() of %s', (alias, expected) => {
  expect(valueOf(`[field('Microsoft.Test/things/${alias}')]`, resource)).toEqual(expected);
});

test.each([
  [{ list: 5 }, 'Microsoft.Test/things/list.p'],
  [{ list: true }, 'Microsoft.Test/things/list.p'],
  [{ list: ['a'] }, 'Microsoft.Test/things/list.p'],
  [{ list: { p: 1 } }, 'Microsoft.Test/things/list[0]'],
])('a resource that is not laid out as the alias says is Unknown: %j', (properties, alias) => {
  expect(outcome({ field: alias, equals: 'x' }, thing(properties))).toBe('unknown');
});

test('a secret in the clear where a reference could stand has no type: built-in policies ask so', () => {
  const condition = { field: 'properties.typeProperties.secret.type', notEquals: 'AzureKeyVaultSecret' };
  expect(outcome(condition, thing({ typeProperties: { secret: 'in the clear' } }))).toBe(true);
});
