import { expect, test } from 'vitest';
import type { Resource } from '../../../src/model/index.ts';
import { compile, thing } from './support.ts';

const A = 'Microsoft.Test/things';
const fields = (condition: unknown, resource: Resource) => compile(condition).evaluate(resource).fields;

test.each([
  [{ equals: false }, false, 'true'],
  [{ notEquals: true }, false, 'true'],
  [{ notEquals: 'TLS1_2' }, 'TLS1_0', 'TLS1_2'],
  [{ equals: 'Allow' }, 'Allow', 'anything but Allow'],
  [{ notIn: ['a', 'b'] }, 'c', 'one of a, b'],
  [{ in: ['a', 'b'] }, 'a', 'none of a, b'],
  [{ exists: false }, undefined, 'to be set'],
  [{ exists: true }, 1, 'nothing there'],
  [{ less: 90 }, 7, 'at least 90'],
  [{ greaterOrEquals: 5 }, 5, 'less than 5'],
  [{ notLike: 'https:*' }, 'http:', 'like https:*'],
  [{ contains: 'x' }, 'xy', 'not containing x'],
  [{ notContainsKey: 'a' }, { b: 1 }, 'with a member a'],
  [{ equals: '' }, undefined, 'anything but nothing'],
])('%j with %j wants %s', (operator, actual, expected) => {
  const condition = { field: `${A}/renamed`, ...operator };
  const resource = thing(actual === undefined ? {} : { deep: { original: actual } });
  expect(fields(condition, resource)).toEqual([
    { path: 'properties.deep.original', actual: actual ?? null, expected },
  ]);
});

test('only what decided is told, and never the type', () => {
  const condition = {
    allOf: [
      { field: 'type', equals: A },
      {
        anyOf: [
          { field: `${A}/a`, equals: 1 },
          { field: `${A}/b`, equals: 1 },
        ],
      },
      { not: { field: `${A}/c`, equals: 1 } },
    ],
  };
  expect(fields(condition, thing({ a: 2, b: 1, c: 3 }))).toEqual([
    { path: 'properties.b', actual: 1, expected: 'anything but 1' },
    { path: 'properties.c', actual: 3, expected: '1' },
  ]);
});

test('members of arrays are told by their index, five at most', () => {
  const list = Array.from({ length: 9 }, (_, i) => ({ p: i }));
  const told = fields({ not: { field: `${A}/list[*].p`, less: 2 } }, thing({ list }));
  expect(told.map(({ path }) => path)).toEqual([2, 3, 4, 5, 6].map((i) => `properties.list[${i}].p`));
  expect(told[0]).toMatchObject({ actual: 2, expected: 'less than 2' });
});

test('an empty array that made the rule fire is told', () => {
  expect(fields({ field: `${A}/list[*]`, exists: false }, thing({ list: [] }))).toEqual([
    { path: 'properties.list[*]', actual: [], expected: 'to be set' },
  ]);
});

test('of a count, the members that match and the number', () => {
  const count = { field: `${A}/list[*]`, where: { field: `${A}/list[*].open`, equals: true } };
  const list = [{ open: false }, { open: true }];
  expect(fields({ count, greater: 0 }, thing({ list }))).toEqual([
    { path: 'properties.list[*].open', actual: true, expected: 'false' },
    { path: 'count of properties.list[*]', actual: 1, expected: 'at most 0' },
  ]);
});

test('of a value, the expression', () => {
  const condition = { value: "[length(field('tags'))]", less: 1 };
  expect(fields(condition, thing({}, { tags: {} }))).toEqual([
    { path: "[length(field('tags'))]", actual: 0, expected: 'at least 1' },
  ]);
});

test('of related resources: what is missing, or what in those that are there', () => {
  const details = {
    type: `${A}/parts`,
    name: 'default',
    existenceCondition: { field: `${A}/parts/on`, equals: true },
  };
  const policy = compile({ field: 'type', equals: A }, { effect: 'auditIfNotExists', details });
  const explain = (resources: readonly Resource[]) =>
    policy.evaluate(thing(), {}, () => ({ resources })).fields;
  expect(explain([])).toEqual([{ path: `${A}/parts/default`, actual: null, expected: 'to exist' }]);
  expect(explain([{ type: `${A}/parts`, name: 'default', properties: { on: false } }])).toEqual([
    { path: `${A}/parts/default: properties.on`, actual: false, expected: 'true' },
  ]);
});

test('a verdict can be written as JSON', () => {
  const verdict = compile({ field: `${A}/p`, equals: 1 }).evaluate(thing({ p: 1 }));
  expect(JSON.parse(JSON.stringify(verdict))).toEqual({
    state: 'NonCompliant',
    fields: [{ path: 'properties.p', actual: 1, expected: 'anything but 1' }],
  });
});
