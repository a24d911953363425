import { expect, test } from 'vitest';
import { compile, definition, refusal, thing } from './support.ts';

const fires = { field: 'Microsoft.Test/things/p', equals: 1 };
const bad = thing({ p: 1 });
const good = thing({ p: 2 });

test.each([
  ['audit', 'NonCompliant', 'Compliant'],
  ['Deny', 'NonCompliant', 'Compliant'],
  ['modify', 'NonCompliant', 'Compliant'],
  ['append', 'NonCompliant', 'Compliant'],
  ['denyAction', 'Compliant', 'NotApplicable'],
  ['manual', 'Unknown', 'NotApplicable'],
  ['DISABLED', 'NotApplicable', 'NotApplicable'],
  ['addToNetworkGroup', 'NotApplicable', 'NotApplicable'],
  ['mutate', 'NotApplicable', 'NotApplicable'],
])('%s: %s where the rule fires, else %s', (effect, whenFired, otherwise) => {
  const policy = compile(fires, { effect });
  expect(policy.evaluate(bad).state).toBe(whenFired);
  expect(policy.evaluate(good).state).toBe(otherwise);
  expect(policy.decide(good).effect).toBeNull();
  expect(policy.decide(bad).effect?.toLowerCase() ?? null).toBe(
    effect === 'DISABLED' ? null : effect.toLowerCase(),
  );
});

test.each([['remediate'], [5], [null], ['']])('the effect %j is refused', (effect) => {
  expect(refusal(definition(fires, { effect }))?.path).toBe('properties.policyRule.then.effect');
});

test('the effect may be a parameter', () => {
  const given = {
    effect: "[parameters('effect')]",
    declared: { effect: { type: 'String', defaultValue: 'Audit' } },
  };
  expect(compile(fires, given).effect).toBe('audit');
  expect(compile(fires, { ...given, parameters: { effect: 'Disabled' } }).effect).toBe('disabled');
});

test.each([
  ['Compliant', 'Compliant'],
  ['nonCompliant', 'NonCompliant'],
  ['Unknown', 'Unknown'],
  [undefined, 'Unknown'],
  ["[parameters('state')]", 'NonCompliant'],
])('a manual policy with default state %s is %s', (defaultState, expected) => {
  const details = defaultState === undefined ? undefined : { defaultState };
  const policy = compile(fires, { effect: 'manual', details, parameters: { state: 'NonCompliant' } });
  expect(policy.evaluate(bad)).toMatchObject({ state: expected, reason: 'no attestation' });
});

const operations = [
  { operation: 'addOrReplace', field: 'Microsoft.Test/things/p', value: "[concat('v', field('name'))]" },
  {
    operation: 'Add',
    field: "[concat('tags[', parameters('tag'), ']')]",
    value: 'x',
    condition: "[greaterOrEquals(requestContext().apiVersion, '2020-01-01')]",
  },
  { operation: 'remove', field: "tags['old']", condition: false },
];

test('modify plans the operations whose condition holds', () => {
  const policy = compile(fires, { effect: 'modify', details: { operations }, parameters: { tag: 'new' } });
  expect(policy.plan(bad, { apiVersion: '2024-01-01' })).toEqual([
    { operation: 'addOrReplace', field: 'Microsoft.Test/things/p', path: 'properties.p', value: 'vt' },
    { operation: 'add', field: 'tags[new]', path: 'tags.new', value: 'x' },
  ]);
  expect(policy.plan(bad, { apiVersion: '2019-01-01' })).toHaveLength(1);
});

test('append plans what it adds', () => {
  const policy = compile(fires, { effect: 'append', details: [{ field: 'tags.a', value: 1 }] });
  expect(policy.plan(bad)).toEqual([{ operation: 'add', field: 'tags.a', path: 'tags.a', value: 1 }]);
  expect(compile(fires).plan(bad)).toEqual([]);
});

test('details tell values as they come out, fields and conditions as they are written', () => {
  const policy = compile(fires, { effect: 'modify', details: { operations }, parameters: { tag: 'new' } });
  expect(policy.decide(bad).details).toEqual({
    operations: [{ ...operations[0], value: 'vt' }, operations[1], operations[2]],
  });
});

test.each([
  [{ operation: 'replace', field: 'tags.a', value: 1 }, 'operation'],
  [{ field: 'tags.a', value: 1 }, 'operation'],
  [{ operation: 'add', field: 5, value: 1 }, 'field'],
  [{ operation: 'add', field: 'tags.a' }, 'value'],
  [{ operation: 'remove', field: 'Microsoft.Test/things/p' }, 'operation'],
  [{ operation: 'add', field: 'Microsoft.Test/things/fixed', value: 1 }, 'field'],
  [{ operation: 'add', field: 'tags.a', value: 1, condition: "[equals(field('name'), 'a')]" }, 'condition'],
  [{ operation: 'add', field: 'tags.a', value: 1, condition: '[empty(resourceGroup().tags)]' }, 'condition'],
  [{ operation: 'add', field: 'tags.a', value: 1, condition: '[empty(subscription())]' }, 'condition'],
])('the operation %j is refused at its %s', (operation, member) => {
  const error = refusal(definition(fires, { effect: 'modify', details: { operations: [operation] } }));
  expect(error?.path).toBe(`properties.policyRule.then.details.operations[0].${member}`);
});

test('the identity of machines alone can be modified: the policy does not apply to others', () => {
  const details = { operations: [{ operation: 'add', field: 'identity.type', value: 'SystemAssigned' }] };
  const policy = compile({ field: 'identity.type', exists: false }, { effect: 'modify', details });
  expect(policy.evaluate(thing()).state).toBe('NotApplicable');
  expect(policy.evaluate({ ...thing(), type: 'Microsoft.Compute/virtualMachines' }).state).toBe(
    'NonCompliant',
  );
});

test('details that fail are Unknown, and do not throw', () => {
  const details = { operations: [{ operation: 'add', field: 'tags.a', value: "[int('x')]" }] };
  const policy = compile(fires, { effect: 'modify', details });
  expect(policy.decide(bad)).toEqual({ effect: null, unknown: 'int: a string is not a number' });
  expect(policy.evaluate(bad).state).toBe('NonCompliant');
});
