import { expect, test } from 'vitest';
import { compile, definition, outcome, refusal, thing } from './support.ts';

const declared = { Wanted: { type: 'String', defaultValue: 'default', allowedValues: ['default', 'given'] } };
const condition = { field: 'Microsoft.Test/things/p', equals: "[parameters('wanted')]" };

test.each([
  [undefined, 'default'],
  [{}, 'default'],
  [{ wanted: 'given' }, 'given'],
  [{ WANTED: { value: 'given' } }, 'given'],
  [{ wanted: 'GIVEN' }, 'given'],
])('%j gives %s', (parameters, expected) => {
  const given = { declared, ...(parameters && { parameters }) };
  expect(outcome(condition, thing({ p: expected }), given)).toBe(true);
});

test('only an object whose sole member is `value` is unwrapped', () => {
  const equals = (value: unknown, parameters: Record<string, unknown>) =>
    outcome({ value: "[parameters('o')]", equals: value }, thing(), { parameters });
  expect(equals({ value: 1, other: 2 }, { o: { value: 1, other: 2 } })).toBe(true);
  expect(equals({ value: 1 }, { o: { value: { value: 1 } } })).toBe(true);
});

test.each([
  ['String', 5],
  ['Array', 'a'],
  ['Object', ['a']],
  ['Boolean', 'true'],
  ['Integer', 1.5],
  ['Float', '1'],
  ['DateTime', 'soon'],
  ['string', null],
])('a value of another type than %s is refused: %j', (type, value) => {
  const json = definition(condition, { declared: { wanted: { type } } });
  expect(refusal(json, { parameters: { wanted: { value } } })?.path).toBe('properties.parameters.wanted');
});

test.each([
  ['String', 'a'],
  ['Array', ['a']],
  ['Object', { a: 1 }],
  ['Boolean', false],
  ['Integer', 3],
  ['Float', 1.5],
  ['DateTime', '2024-01-01T00:00:00Z'],
  ['SomethingNew', 1],
])('a value of type %s is taken: %j', (type, value) => {
  const json = definition(condition, { declared: { wanted: { type } } });
  expect(refusal(json, { parameters: { wanted: { value } } })).toBeUndefined();
});

test('a value that is not allowed is refused, in a list too', () => {
  const list = { wanted: { type: 'Array', allowedValues: ['a', 'b'] } };
  expect(refusal(definition(condition, { declared }), { parameters: { wanted: 'other' } })?.path).toBe(
    'properties.parameters.Wanted',
  );
  expect(
    refusal(definition(condition, { declared: list }), { parameters: { wanted: ['a', 'c'] } }),
  ).toBeDefined();
  expect(
    refusal(definition(condition, { declared: list }), { parameters: { wanted: ['b', 'A'] } }),
  ).toBeUndefined();
});

test('a parameter without value is Unknown in a condition and refused as an effect', () => {
  const bare = { wanted: { type: 'String' } };
  expect(compile(condition, { declared: bare }).evaluate(thing({ p: 'x' }))).toEqual({
    state: 'Unknown',
    reason: 'the parameter "wanted" has no value',
    fields: [],
  });
  const error = refusal(definition(condition, { declared: bare, effect: "[parameters('wanted')]" }));
  expect(error?.path).toBe('properties.policyRule.then.effect');
});

test('a value that looks like an expression is only text', () => {
  const given = { parameters: { wanted: "[field('name')]" } };
  expect(outcome(condition, thing({ p: "[field('name')]" }), given)).toBe(true);
  expect(outcome(condition, thing({ p: 't' }), given)).toBe(false);
});
