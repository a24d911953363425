import { expect, test } from 'vitest';
import { compile, definition, outcome, refusal, thing, valueOf } from './support.ts';

const parameters = {
  list: ['a', 'b'],
  object: { Key: { inner: [{ name: 'x' }] }, 'a-b': 1 },
  'p.q': 'dotted',
};
const value = (expression: unknown) =>
  valueOf(expression, thing({}, { tags: { env: 'prod' } }), {}, { parameters });

test.each([
  ['plain text', 'plain text'],
  ['[starts with a bracket', '[starts with a bracket'],
  ['[[not an expression]', '[not an expression]'],
  ["[concat('it''s', ' ', 'ok')]", "it's ok"],
  ["[concat('[', ']')]", '[]'],
  ["[ concat( 'a' ,\n\t'b' ) ]", 'ab'],
  ["[CONCAT('a', ToUpper('b'))]", 'aB'],
  ['[-5]', -5],
  ['[add(-5, +3)]', -2],
  ['[true]', true],
  ['[NOT(False)]', true],
  ['[string(null)]', 'null'],
  ["[parameters('list')[1]]", 'b'],
  ["[parameters('LIST')[sub(2, 1)]]", 'b'],
  ["[parameters('object').KEY.inner[0].name]", 'x'],
  ["[parameters('object')['key']['inner'][0]['name']]", 'x'],
  ["[parameters('object')['a-b']]", 1],
  ["[parameters('p.q')]", 'dotted'],
  ["[field('tags').env]", 'prod'],
  ["[field('tags')['ENV']]", 'prod'],
  ["[field(concat('tags.', 'env'))]", 'prod'],
  ["[if(equals(1, 1), 'yes', int('fails'))]", 'yes'],
  [
    ["[toUpper('a')]", { deep: "[toUpper('b')]" }],
    ['A', { deep: 'B' }],
  ],
  [5, 5],
  [null, null],
])('%j is %j', (expression, expected) => {
  expect(value(expression)).toEqual(expected);
});

test.each([
  ["[parameters('list')[2]]", /index 2 lies outside/],
  ["[parameters('list')[-1]]", /index -1 lies outside/],
  ["[parameters('object')[0]]", /expected an array/],
  ["[parameters('list')[true]]", /expected a number or a name/],
  ["[if('yes', 1, 2)]", /neither true nor false/],
  ['[resourceGroup().tags]', /resource group was not read/],
  ['[utcNow()]', /no time/],
  ['[policy().assignmentId]', /assignment/],
])('%s fails when it is evaluated', (expression, reason) => {
  expect(value(expression)).toEqual({ unknown: expect.stringMatching(reason) as string });
});

test('what is missing reads as nothing: built-in policies compare it with ""', () => {
  expect(value("[parameters('object').missing.deeper]")).toBeUndefined();
  const condition = { value: "[resourceGroup().tags['none']]", notEquals: '' };
  expect(outcome(condition, thing(), {}, { resourceGroup: { name: 'rg' } })).toBe(false);
});

test.each([
  "[concat('a']",
  "[concat('a',)]",
  "['unclosed]",
  '[]',
  '[ ]',
  '[word]',
  "[concat('a') concat('b')]",
  "[parameters('a')]-[parameters('b')]",
  "[field('name').]",
  '[1 + 2]',
  '[nosuchfunction()]',
  "[reference('x')]",
  "[resourceId('a/b', 'c')]",
  "[variables('x')]",
  "[list('x', 'y')]",
  '[newGuid()]',
  '[deployment().name]',
  "[guid('a')]",
  "[uniqueString('a')]",
  '[parameters()]',
  "[parameters('undeclared')]",
  '[field()]',
  "[field('')]",
  '[field(5)]',
  '[if(true, 1)]',
  "[concat(current(), 'a')]",
  "[toLower('a', 'b')]",
  "[resourceGroup('a')]",
])('%s is refused, with its place', (expression) => {
  const error = refusal(definition({ allOf: [{ value: expression, equals: 1 }] }));
  expect(error?.path).toBe('properties.policyRule.if.allOf[0].value');
});

test('guid and uniqueString may name what is deployed', () => {
  const details = { type: 'a/b', name: "[concat('x', uniqueString('a'))]" };
  const policy = compile({ field: 'type', exists: true }, { effect: 'auditIfNotExists', details });
  expect(policy.evaluate(thing()).state).toBe('Unknown');
  expect(valueOf("[guid('a', 'b')]")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
});

test('the context: resource group, subscription, request, policy, time', () => {
  const context = {
    resourceGroup: { name: 'rg', location: 'eastus', tags: { Owner: 'o' } },
    subscription: { subscriptionId: 's', displayName: 'Sub' },
    requestContext: { identity: { idtyp: 'user' } },
    apiVersion: '2024-01-01',
    policy: { assignmentId: '/a' },
    utcNow: '2025-01-01T00:00:00.000Z',
  };
  const read = (expression: string) => valueOf(expression, thing(), context);
  expect(read('[resourcegroup().NAME]')).toBe('rg');
  expect(read("[resourceGroup().tags['owner']]")).toBe('o');
  expect(read('[subscription().displayName]')).toBe('Sub');
  expect(read('[requestContext().apiVersion]')).toBe('2024-01-01');
  expect(read("[tryGet(requestContext().identity, 'idtyp')]")).toBe('user');
  expect(read('[policy().assignmentId]')).toBe('/a');
  expect(read('[addDays(utcNow(), -1)]')).toBe('2024-12-31T00:00:00Z');
});

test('what the id of a resource tells needs no read', () => {
  expect(valueOf('[resourceGroup().name]')).toBe('rg');
  expect(valueOf('[subscription().subscriptionId]')).toBe('s');
  expect(valueOf('[subscription().displayName]')).toHaveProperty('unknown');
});

test('a policy says what it reads besides the resource', () => {
  const needs = (expression: string) => compile({ value: expression, equals: 'x' }).needs;
  expect(needs("[field('name')]")).toEqual({ resourceGroup: false, subscription: false });
  expect(needs('[resourceGroup().location]')).toEqual({ resourceGroup: true, subscription: false });
  expect(needs('[subscription().displayName]')).toEqual({ resourceGroup: false, subscription: true });
});
