import { expect, test } from 'vitest';
import { compile, definition, outcome, refusal, thing } from './support.ts';

const A = 'Microsoft.Test/things';
const rules = [
  { port: 22, source: '*', tags: ['x', 'y'] },
  { port: 443, source: '10.0.0.1', tags: [] },
  { source: '*', tags: ['x'] },
];
const resource = thing({ rules, names: ['a', 'b', 'a'], nulls: [null, null], outer: 'o' });

/** The count that a condition comes to, found by trying. */
function counted(count: unknown, on = resource): number | undefined {
  return [0, 1, 2, 3, 4, 5, 6].find((n) => outcome({ count, equals: n }, on) === true);
}

const where = (condition: unknown) => ({ field: `${A}/rules[*]`, where: condition });

test.each([
  ['members', { field: `${A}/rules[*]` }, 3],
  ['not what is null in the place of a member', { field: `${A}/nulls[*]` }, undefined],
  ['nothing where the array is missing', { field: `${A}/missing[*]` }, 0],
  ['the members of nested arrays', { field: `${A}/rules[*].tags[*]` }, 3],
  ['members that match', where({ field: `${A}/rules[*].source`, equals: '*' }), 2],
  ['members by a missing property', where({ field: `${A}/rules[*].port`, exists: false }), 1],
  ['every member where only the resource is asked', where({ field: `${A}/outer`, equals: 'o' }), 3],
  ['members by the array inside them', where({ field: `${A}/rules[*].tags[*]`, equals: 'x' }), 2],
  ['members by a count inside them', where({ count: { field: `${A}/rules[*].tags[*]` }, greater: 0 }), 2],
  ['members by current()', where({ value: '[current().source]', equals: '*' }), 2],
  ['members by current(alias)', where({ value: `[current('${A}/rules[*]').source]`, equals: '*' }), 2],
  [
    'members by current(alias of a property)',
    where({ value: `[current('${A}/rules[*].port')]`, equals: 22 }),
    1,
  ],
  [
    'members by current(alias of an array inside)',
    where({ value: `[length(current('${A}/rules[*].tags[*]'))]`, equals: 2 }),
    1,
  ],
  [
    'members by field(), an array of one',
    where({ value: `[first(field('${A}/rules[*].port'))]`, equals: 22 }),
    1,
  ],
  [
    'members by the length of field()',
    where({ value: `[length(field('${A}/rules[*].port'))]`, equals: 0 }),
    1,
  ],
  [
    'the members although the name goes on to a property',
    { field: `${A}/rules[*].port`, where: { field: `${A}/rules[*].source`, equals: '*' } },
    2,
  ],
  [
    'by current(), the property that the name goes on to',
    { field: `${A}/rules[*].port`, where: { value: '[current()]', equals: 443 } },
    1,
  ],
  ['values', { value: ['a', 'b', 'c'] }, 3],
  ['values that match', { value: ['a', 'b'], where: { value: '[current()]', equals: 'B' } }, 1],
  ['values by name', { value: ['a', 'b'], name: 'it', where: { value: "[current('IT')]", equals: 'a' } }, 1],
  ['values by the name default', { value: ['a'], where: { value: "[current('default')]", equals: 'a' } }, 1],
  [
    'values of an expression',
    { value: '[createArray(1, 2, 3)]', where: { value: '[current()]', less: 3 } },
    2,
  ],
  ['nothing in a missing array', { value: `[field('${A}/missing')]` }, 0],
  [
    'values by a count of fields inside',
    {
      value: ['a', 'b', 'c'],
      name: 'wanted',
      where: {
        count: { field: `${A}/names[*]`, where: { field: `${A}/names[*]`, equals: "[current('wanted')]" } },
        greaterOrEquals: 1,
      },
    },
    2,
  ],
  [
    'members by a count of values inside',
    where({
      count: {
        value: [22, 443],
        name: 'port',
        where: { value: `[current('${A}/rules[*].port')]`, equals: "[current('port')]" },
      },
      equals: 1,
    }),
    2,
  ],
  [
    'by current() inside two counts, the inner',
    {
      value: [
        [1, 2],
        [2, 2],
      ],
      name: 'pair',
      where: {
        count: { value: "[current('pair')]", name: 'one', where: { value: '[current()]', equals: 2 } },
        equals: 2,
      },
    },
    1,
  ],
])('counts %s', (_, count, expected) => {
  expect(counted(count)).toBe(expected);
});

test('an alias that hides its [*] means the current member inside a count', () => {
  const subs = [{ properties: { port: 80 } }, { properties: { port: 443 } }];
  const count = { field: `${A}/subs[*]`, where: { field: `${A}/subs.hidden`, equals: 443 } };
  expect(counted(count, thing({ subs }))).toBe(1);
  const byFunction = {
    field: `${A}/subs[*]`,
    where: { value: `[field('${A}/subs.hidden')]`, equals: [443] },
  };
  expect(counted(byFunction, thing({ subs }))).toBe(1);
});

test('sub-resources: current() of a property reads under properties', () => {
  const subs = [{ properties: { port: 80 } }, { properties: { port: 443 } }];
  const count = { field: `${A}/subs[*]`, where: { value: `[current('${A}/subs[*].port')]`, equals: 443 } };
  expect(counted(count, thing({ subs }))).toBe(1);
});

const fails = { value: '[int(current())]', equals: 1 };

test.each([
  [['1', '1', 'x'], 'greaterOrEquals', 2, true],
  [['1', '1', 'x'], 'equals', 2, 'unknown'],
  [['1', '1', 'x'], 'less', 2, false],
  [['x'], 'greater', 0, 'unknown'],
  [['x'], 'greater', 1, false],
])(
  'members that cannot be evaluated matter only where they could decide: %j %s %i is %s',
  (value, operator, n, expected) => {
    expect(outcome({ count: { value, where: fails }, [operator]: n }, thing())).toBe(expected);
  },
);

test.each([[{ a: 1 }], ['text'], [5]])('what is no array cannot be counted: %j', (list) => {
  expect(outcome({ count: { field: `${A}/list[*]` }, equals: 0 }, thing({ list }))).toBe('unknown');
  expect(outcome({ count: { value: `[field('${A}/list')]` }, equals: 0 }, thing({ list }))).toBe('unknown');
});

test.each([
  [{ field: `${A}/names` }, 'count.field'],
  [{ field: `${A}/names[*]`, name: 'x' }, 'count.name'],
  [{ value: [1], name: 5 }, 'count.name'],
  [{ value: [1], name: '' }, 'count.name'],
  [{ value: 'text' }, 'count.value'],
  [{ value: [1], field: `${A}/names[*]` }, 'count'],
  [{}, 'count'],
  [{ value: [1], were: {} }, 'count'],
  [{ value: [1], where: {} }, 'count.where'],
  [{ value: [1], where: { value: "[current('other')]", equals: 1 } }, 'count.where.value'],
  ['text', 'count'],
])('%j is refused at %s', (count, path) => {
  expect(refusal(definition({ count, equals: 1 }))?.path).toBe(`properties.policyRule.if.${path}`);
});

test('current() outside of a count is refused', () => {
  expect(() => compile({ value: '[current()]', equals: 1 })).toThrow('properties.policyRule.if.value');
});
