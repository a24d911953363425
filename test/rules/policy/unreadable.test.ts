import { expect, test } from 'vitest';
import { unreadable } from '../../../src/rules/policy/index.ts';
import { compile, outcome, thing, valueOf } from './support.ts';

const why = 'it was cut off';
const gone = () => unreadable(why);
const of = (condition: object, properties: unknown) => compile(condition).evaluate(thing(properties));
const unknown = { state: 'Unknown', reason: why };

test.each([
  { equals: 'x' },
  { notEquals: 'x' },
  { exists: true },
  { exists: false },
  { in: ['x'] },
  { notIn: ['x'] },
  { like: '*' },
  { notLike: 'x*' },
  { contains: 'x' },
  { notContains: 'x' },
  { containsKey: 'x' },
  { notContainsKey: 'x' },
  { less: 1 },
])('what cannot be read is Unknown, and so is what lies in it: %j', (operator) => {
  const field = 'Microsoft.Test/things/p';
  expect(of({ field, ...operator }, { p: gone() })).toMatchObject(unknown);
  expect(of({ field: `${field}.q`, ...operator }, { p: gone() })).toMatchObject(unknown);
  expect(of({ field: `${field}.q.r.s.t`, ...operator }, { p: gone() })).toMatchObject(unknown);
  expect(of({ value: "[field('Microsoft.Test/things/p')]", ...operator }, { p: gone() })).toMatchObject(
    unknown,
  );
  expect(of({ field, ...operator }, gone())).toMatchObject(unknown);
});

test.each([
  { field: 'Microsoft.Test/things/list[*]', notEquals: 'x' },
  { field: 'Microsoft.Test/things/list[*].port', exists: false },
  { count: { field: 'Microsoft.Test/things/list[*]' }, equals: 0 },
  { count: { value: "[field('Microsoft.Test/things/list[*]')]" }, equals: 0 },
  { value: "[length(field('Microsoft.Test/things/list[*]'))]", equals: 0 },
])('an array that cannot be read is not an empty one: %j', (condition) => {
  expect(of(condition, { list: gone() })).toMatchObject(unknown);
});

test.each([
  { field: 'Microsoft.Test/things/subs[*].port', notEquals: 22 },
  { field: 'Microsoft.Test/things/subs[*].port', exists: true },
  {
    count: {
      field: 'Microsoft.Test/things/subs[*]',
      where: { field: 'Microsoft.Test/things/subs[*].port', equals: 22 },
    },
    greater: 0,
  },
  { value: "[string(field('Microsoft.Test/things/subs[*]'))]", contains: '22' },
  { value: "[empty(last(field('Microsoft.Test/things/subs[*]')))]", equals: true },
])('a member that cannot be read leaves open what lies in it: %j', (condition) => {
  expect(of(condition, { subs: [{ properties: { port: 80 } }, gone()] })).toMatchObject(unknown);
});

test('a member that can be read still decides', () => {
  const field = 'Microsoft.Test/things/subs[*].port';
  const subs = [gone(), { properties: { port: 22 } }];
  expect(outcome({ field, notEquals: 22 }, thing({ subs }))).toBe(false);
  const where = { field, equals: 22 };
  const count = { count: { field: 'Microsoft.Test/things/subs[*]', where }, greater: 0 };
  expect(outcome(count, thing({ subs }))).toBe(true);
});

test('a member that was cut off is the text that stands there, where texts may stand', () => {
  const field = 'Microsoft.Test/things/list[*]';
  const count = { field, where: { field, equals: '*' } };
  const cut = unreadable(why, '@{x=1}');
  expect(outcome({ count, greater: 0 }, thing({ list: [cut] }))).toBe(false);
  expect(outcome({ count, greater: 0 }, thing({ list: [cut, '*'] }))).toBe(true);
  expect(outcome({ field, notEquals: '*' }, thing({ list: [cut] }))).toBe(true);
});

test('a member in whose place nothing stands is not known, unless another decides', () => {
  const field = 'Microsoft.Test/things/list[*]';
  const count = { field, where: { field, equals: '*' } };
  expect(outcome({ count, greater: 0 }, thing({ list: [gone()] }))).toBe('unknown');
  expect(outcome({ count, greater: 0 }, thing({ list: [gone(), '*'] }))).toBe(true);
});

test('no expression comes by it', () => {
  for (const expression of [
    "[field('Microsoft.Test/things/p')]",
    "[concat('a', field('Microsoft.Test/things/p.q'))]",
    "[contains(field('Microsoft.Test/things/p'), 'x')]",
  ])
    expect(valueOf(expression, thing({ p: gone() }))).toEqual({ unknown: why });
});

test('tags and a related resource can be as unreadable', () => {
  expect(outcome({ field: 'tags.phi', exists: false }, thing({}, { tags: gone() }))).toBe('unknown');
  const details = {
    type: 'Microsoft.Test/things/parts',
    existenceCondition: { field: 'Microsoft.Test/things/parts/logs[*].enabled', equals: true },
  };
  const policy = compile({ field: 'type', exists: true }, { effect: 'auditIfNotExists', details });
  const part = { ...thing({ logs: [gone()] }), type: 'Microsoft.Test/things/parts' };
  expect(policy.evaluate(thing(), {}, () => ({ resources: [part] }))).toMatchObject(unknown);
});
