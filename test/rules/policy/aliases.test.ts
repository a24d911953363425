import { expect, test } from 'vitest';
import { findPath, parseAliases } from '../../../src/rules/policy/index.ts';
import { aliases, compile, outcome, thing } from './support.ts';

test.each([
  ['Microsoft.Test/things/renamed', { deep: { original: 'x' } }],
  ['MICROSOFT.TEST/THINGS/Renamed', { DEEP: { Original: 'x' } }],
  ['Microsoft.Test/things/moved', { new: 'x' }],
  ['Microsoft.Test/image', { image: { offer: 'x' } }],
  ['Microsoft.Test/things/inNoTable', { inNoTable: 'x' }],
  ['properties.raw.path', { raw: { path: 'x' } }],
  ["properties['raw-path'].here", { 'raw-path': { here: 'x' } }],
  ['properties.list[1].name', { list: [{ name: 'a' }, { name: 'x' }] }],
])('%s is found', (field, properties) => {
  expect(outcome({ field, equals: 'x' }, thing(properties))).toBe(true);
  expect(outcome({ field, exists: true }, thing())).toBe(false);
});

test('an alias is looked up under the type of the resource', () => {
  const set = { ...thing({ profile: { image: { offer: 'x' } } }), type: 'Microsoft.Test/Sets' };
  expect(outcome({ field: 'Microsoft.Test/image', equals: 'x' }, set)).toBe(true);
  const other = { ...set, type: 'Microsoft.Test/others' };
  expect(outcome({ field: 'Microsoft.Test/image', equals: 'x' }, other)).toBe('unknown');
});

test('paths of other api-versions are used for resources of those versions', () => {
  const condition = { field: 'Microsoft.Test/things/moved', equals: 'x' };
  expect(outcome(condition, thing({ old: 'x' }), {}, { apiVersion: '2020-01-01' })).toBe(true);
  expect(outcome(condition, thing({ old: 'x' }), {}, { apiVersion: '2024-01-01' })).toBe(false);
});

test('an alias in no table is Unknown where no convention applies', () => {
  const condition = { field: 'Microsoft.Test/things/p', equals: 'x' };
  const policy = compile(condition, { aliases: parseAliases({}) });
  expect(policy.evaluate(thing({ p: 'y' }))).toMatchObject({
    state: 'Unknown',
    reason: /Microsoft\.Test\/things\/p/,
  });
});

test.each([
  [{ 'microsoft.a/b/c': { 'microsoft.a/b': 'properties.c' } }, 'properties.c'],
  [{ 'Microsoft.A/b/C': { '*': 'properties.c' } }, 'properties.c'],
  [{ 'microsoft.a/b/c': { 'microsoft.a/x': 'p', 'microsoft.a/y': 'P' } }, 'p'],
  [{ 'microsoft.a/b/c': { 'microsoft.a/x': 'p', 'microsoft.a/y': 'q' } }, undefined],
  [{}, undefined],
])('the short form %j', (table, expected) => {
  expect(findPath(parseAliases(table), 'Microsoft.A/B/c', 'microsoft.a/b', undefined)).toBe(expected);
});

test.each([[{ a: 'path' }], [{ a: { b: 1 } }], ['text'], [null]])(
  'a table that is none is refused: %j',
  (table) => {
    expect(() => parseAliases(table)).toThrow(/aliases/);
  },
);

test.each([
  ["tags['Cost Center']", true],
  ["tags['cost center']", true],
  ['tags[Cost Center]', true],
  ['tags.Cost Center', true],
  ["[concat('tags[', 'cost center', ']')]", true],
  ["tags['a.b/c']", true],
  ['tags.a.b/c', true],
  ["tags['''quoted''']", true],
  ['tags.STRASSE', true],
  ['tags.missing', false],
])('the tag %s', (field, expected) => {
  const tags = { 'Cost Center': 1, 'a.b/c': 1, "'quoted'": 1, Straße: 1 };
  expect(outcome({ field, exists: true }, thing({}, { tags }))).toBe(expected);
});

test.each([
  ['fullName', 'server/database'],
  ['name', 'database'],
  ['type', 'microsoft.test/things/databases'],
  ['kind', 'v12.0,user'],
  ['identity.type', 'SystemAssigned'],
  ['sku.name', 'S0'],
  ['id', '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Test/things/server/databases/database'],
  ['apiVersion', '2024-01-01'],
])('the field %s', (field, expected) => {
  const resource = {
    id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Test/things/server/databases/database',
    name: 'database',
    type: 'Microsoft.Test/things/databases',
    kind: 'v12.0,user',
    identity: { type: 'SystemAssigned' },
    sku: { name: 'S0' },
  };
  expect(outcome({ field, equals: expected }, resource, {}, { apiVersion: '2024-01-01' })).toBe(true);
});

test('the table that is given stays as it was', () => {
  const before = JSON.stringify([...aliases.entries].map(([name, types]) => [name, [...types]]));
  compile({ field: 'Microsoft.Test/unknown/x', exists: true }).evaluate(thing());
  expect(JSON.stringify([...aliases.entries].map(([name, types]) => [name, [...types]]))).toBe(before);
});
