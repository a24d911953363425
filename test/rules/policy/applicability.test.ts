import { expect, test } from 'vitest';
import { compile, thing } from './support.ts';

const type = { field: 'type', equals: 'Microsoft.Test/things' };
const kind = { field: 'kind', equals: 'wanted' };
const name = { field: 'name', equals: 'wanted' };
const other = { field: 'Microsoft.Test/things/p', equals: 1 };
const wanted = thing({ p: 1 }, { kind: 'wanted', name: 'wanted' });
const plain = thing({ p: 1 }, { kind: 'plain', name: 'plain' });
const foreign = { ...wanted, type: 'Microsoft.Other/things' };

// https://learn.microsoft.com/azure/governance/policy/concepts/policy-applicability#all-other-policy-effects
test.each([
  ['kind alone: everything', kind, [true, true, true]],
  ['name alone: everything', name, [true, true, true]],
  ['type and kind: the type', { allOf: [type, kind] }, [true, true, false]],
  ['type and name: the type', { allOf: [type, name] }, [true, true, false]],
  ['type, kind and others: both', { allOf: [type, kind, other] }, [true, false, false]],
  ['type, name and others: both', { allOf: [type, name, other] }, [true, false, false]],
  ['type and others: the type', { allOf: [type, other] }, [true, true, false]],
  ['others alone: everything', other, [true, true, true]],
  ['others under not', { allOf: [type, { not: other }] }, [true, true, false]],
  ['a type under not', { allOf: [{ not: type }, other] }, [false, false, true]],
  ['a kind under not, beside others', { allOf: [type, { not: kind }, other] }, [false, true, false]],
  ['not of a type and others', { not: { allOf: [type, other] } }, [true, true, true]],
  ['not of a type or others', { not: { anyOf: [type, other] } }, [false, false, true]],
  ['types by pattern', { allOf: [{ field: 'type', like: 'Microsoft.Test/*' }, other] }, [true, true, false]],
])('%s', (_, condition, expected) => {
  const policy = compile(condition);
  const applies = [wanted, plain, foreign].map((each) => policy.evaluate(each).state !== 'NotApplicable');
  expect(applies).toEqual(expected);
});

test('with the effects of IfNotExists the whole condition decides', () => {
  const details = { type: 'Microsoft.Test/things/parts' };
  const policy = compile({ allOf: [type, other] }, { effect: 'auditIfNotExists', details });
  const nothing = () => ({ resources: [] });
  expect(policy.evaluate(wanted, {}, nothing).state).toBe('NonCompliant');
  expect(policy.evaluate(thing({ p: 2 }), {}, nothing).state).toBe('NotApplicable');
});

const subscription = { id: '/subscriptions/s', name: 's', type: 'Microsoft.Resources/subscriptions' };
const group = {
  id: '/subscriptions/s/resourceGroups/g',
  name: 'g',
  type: 'Microsoft.Resources/subscriptions/resourceGroups',
  location: 'eastus',
};
const untagged = { field: 'tags.owner', exists: false };

test.each([
  ['All', group, 'NonCompliant'],
  ['all', subscription, 'NonCompliant'],
  ['Indexed', group, 'NotApplicable'],
  ['indexed', subscription, 'NotApplicable'],
  ['', subscription, 'NotApplicable'],
  ['All', { ...group, type: 'Microsoft.Resources/deployments' }, 'NotApplicable'],
  ['All', { ...group, type: 'microsoft.resources/TAGS' }, 'NotApplicable'],
  ['Indexed', thing(), 'NonCompliant'],
  ['Indexed', { ...thing(), type: 'Microsoft.Test/things/parts', location: undefined }, 'NotApplicable'],
  ['Indexed', { ...thing(), type: 'Microsoft.Test/things/parts' }, 'NonCompliant'],
  [
    'Indexed',
    { ...thing(), type: 'Microsoft.Authorization/roleAssignments', location: undefined },
    'NotApplicable',
  ],
  [
    'Indexed',
    { ...thing(), type: 'Microsoft.Insights/diagnosticSettings', location: undefined },
    'NotApplicable',
  ],
  ['Microsoft.KeyVault.Data', thing(), 'Unknown'],
  ['Microsoft.Kubernetes.Data', thing(), 'Unknown'],
])('mode %s on %j is %s', (mode, resource, state) => {
  expect(compile(untagged, { mode }).evaluate(resource).state).toBe(state);
});

test('what is known of a type goes before what it looks like', () => {
  const policy = compile(untagged, {
    mode: 'Indexed',
    indexed: (each) => each === 'microsoft.test/things/parts',
  });
  expect(policy.evaluate({ ...thing(), location: undefined }).state).toBe('NotApplicable');
  const known = { ...thing(), type: 'Microsoft.Test/things/Parts', location: undefined };
  expect(policy.evaluate(known).state).toBe('NonCompliant');
});

test('what asks for a location does not apply to subscriptions', () => {
  const condition = { anyOf: [{ field: 'location', notIn: ['eastus'] }, untagged] };
  expect(compile(condition).evaluate(subscription).state).toBe('NotApplicable');
  expect(compile(condition).evaluate(group).state).toBe('NonCompliant');
});

test('the types of a policy, as far as its conditions tell', () => {
  const types = (condition: unknown) => compile(condition).resourceTypes;
  expect(types({ allOf: [type, other] })).toEqual(['microsoft.test/things']);
  expect(types({ field: 'type', in: ['B/b', 'A/a'] })).toEqual(['a/a', 'b/b']);
  expect(types({ anyOf: [type, { field: 'type', equals: 'A/a' }] })).toEqual([
    'a/a',
    'microsoft.test/things',
  ]);
  expect(types({ anyOf: [type, other] })).toBeUndefined();
  expect(types({ not: type })).toBeUndefined();
});

test.each([
  [undefined, 'NonCompliant'],
  [null, 'Unknown'],
  ['text', 'Unknown'],
  [[], 'Unknown'],
  [5, 'Unknown'],
])('properties that are %j', (properties, state) => {
  const condition = { field: 'Microsoft.Test/things/p', notEquals: 1 };
  const resource = {
    type: 'Microsoft.Test/things',
    name: 't',
    ...(properties !== undefined && { properties }),
  };
  expect(compile(condition).evaluate(resource).state).toBe(state);
});

test.each([[null], ['text'], [[]], [{}], [{ type: 5 }], [{ type: null }]])(
  '%j is no resource: Unknown',
  (resource) => {
    expect(compile(other).evaluate(resource as never)).toMatchObject({ state: 'Unknown', fields: [] });
  },
);

test('a disabled policy applies to nothing, whatever its mode', () => {
  const policy = compile(other, { effect: 'disabled', mode: 'Microsoft.KeyVault.Data' });
  expect(policy.evaluate(wanted).state).toBe('NotApplicable');
});
