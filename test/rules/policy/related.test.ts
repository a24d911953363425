import { expect, test } from 'vitest';
import type { Resource } from '../../../src/model/index.ts';
import { findRelated } from '../../../src/rules/policy/index.ts';
import type { RelatedAnswer, RelatedQuery } from '../../../src/rules/policy/index.ts';
import { compile, definition, outcome, refusal, thing } from './support.ts';

const GROUP = '/subscriptions/s/resourceGroups/rg';
const ID = `${GROUP}/providers/Microsoft.Test/things/t`;
const always = { field: 'type', equals: 'Microsoft.Test/things' };
const effect = 'auditIfNotExists';

/** The question that a policy asks of a resource. */
function query(details: Readonly<Record<string, unknown>>, resource: Resource = thing()): RelatedQuery {
  const policy = compile({ field: 'type', exists: true }, { effect, details });
  let asked: RelatedQuery | undefined;
  policy.evaluate(resource, {}, (each) => ((asked = each), { resources: [] }));
  if (!asked) throw new Error('nothing was asked');
  return asked;
}

const subscription: Resource = {
  id: '/subscriptions/s',
  name: 's',
  type: 'Microsoft.Resources/subscriptions',
};
const group: Resource = { id: GROUP, name: 'rg', type: 'Microsoft.Resources/subscriptions/resourceGroups' };
const inGroup = { under: GROUP, scope: 'resourceGroup' };
const inSubscription = { under: '/subscriptions/s', scope: 'subscription' };

test.each([
  ['a child', { type: 'Microsoft.Test/things/parts' }, thing(), { under: ID, scope: 'resource' }],
  [
    'a child of a child',
    { type: 'Microsoft.Test/things/parts/bits' },
    thing(),
    { under: ID, scope: 'resource' },
  ],
  [
    'a child, whatever the group says',
    { type: 'Microsoft.Test/things/parts', resourceGroupName: 'other', existenceScope: 'subscription' },
    thing(),
    { under: ID, scope: 'resource' },
  ],
  [
    'an extension',
    { type: 'Microsoft.Insights/diagnosticSettings' },
    thing(),
    { under: ID, scope: 'resource' },
  ],
  ['another type', { type: 'Microsoft.Other/things' }, thing(), inGroup],
  ['another type with a like name', { type: 'Microsoft.Test/thingsToo/parts' }, thing(), inGroup],
  [
    'another group',
    { type: 'Microsoft.Other/things', resourceGroupName: 'elsewhere' },
    thing(),
    { under: '/subscriptions/s/resourceGroups/elsewhere', scope: 'resourceGroup' },
  ],
  [
    'a group by parameter',
    { type: 'Microsoft.Other/things', resourceGroupName: "[concat('of', field('name'))]" },
    thing(),
    { under: '/subscriptions/s/resourceGroups/oft', scope: 'resourceGroup' },
  ],
  [
    'the subscription',
    { type: 'Microsoft.Other/things', existenceScope: 'SUBSCRIPTION' },
    thing(),
    inSubscription,
  ],
  ['the group', { type: 'Microsoft.Other/things', existenceScope: 'resourceGroup' }, thing(), inGroup],
  ['what lies in a group', { type: 'Microsoft.Other/things' }, group, inGroup],
  ['what lies in a subscription', { type: 'Microsoft.Security/pricings' }, subscription, inSubscription],
  [
    'an extension of a subscription',
    { type: 'Microsoft.Insights/diagnosticSettings' },
    subscription,
    inSubscription,
  ],
])('looks for %s', (_, details, resource, expected) => {
  expect(query(details, resource)).toEqual({ type: details.type, ...expected });
});

test('the name may be worked out', () => {
  const details = { type: 'Microsoft.Test/things/parts', name: "[concat(field('name'), '/?')]" };
  expect(query(details).name).toBe('t/?');
});

test.each([
  [{}, '.type'],
  [{ type: 5 }, '.type'],
  [{ Type: "[field('name')]" }, '.Type'],
  [{ type: 'a/b', existenceScope: 'tenant' }, '.existenceScope'],
  [{ type: 'a/b', existenceCondition: { field: 'name' } }, '.existenceCondition'],
  [
    { type: 'a/b', ExistenceCondition: { allOf: [{ value: '[current()]', equals: 1 }] } },
    '.ExistenceCondition.allOf[0].value',
  ],
  [{ type: 'a/b', name: "[reference('x')]" }, '.name'],
  ['text', ''],
])('details %j are refused at %s', (details, path) => {
  const at = `properties.policyRule.then.details${path}`;
  expect(refusal(definition(always, { effect, details }))?.path).toBe(at);
});

const details = {
  type: 'Microsoft.Test/things/parts',
  existenceCondition: { field: 'Microsoft.Test/things/parts/p', equals: 1 },
};
const part = (properties: unknown, more: object = {}) =>
  ({ type: 'Microsoft.Test/things/parts', name: 'x', properties, ...more }) as Resource;

test.each<[string, RelatedAnswer | undefined, string]>([
  ['one that satisfies', { resources: [part({ p: 2 }), part({ p: 1 })] }, 'Compliant'],
  ['none that satisfies', { resources: [part({ p: 2 })] }, 'NonCompliant'],
  ['none at all', { resources: [] }, 'NonCompliant'],
  ['one that cannot be evaluated', { resources: [part({ p: 2 }), part(5)] }, 'Unknown'],
  [
    'one that cannot be evaluated and one that satisfies',
    { resources: [part(null), part({ p: 1 })] },
    'Compliant',
  ],
  ['something that is no resource', { resources: [null as unknown as Resource] }, 'Unknown'],
  ['what could not be read', { unknown: 'denied' }, 'Unknown'],
  ['what was not read yet', undefined, 'Unknown'],
])('%s', (_, answer, state) => {
  const verdict = compile(always, { effect, details }).evaluate(thing(), {}, () => answer);
  expect(verdict.state).toBe(state);
  expect(verdict.pending !== undefined).toBe(answer === undefined);
});

test('a related resource on which the condition cannot be decided does not count as missing', () => {
  const condition = { value: "[int(field('Microsoft.Test/things/parts/p'))]", equals: 1 };
  const policy = compile(always, { effect, details: { ...details, existenceCondition: condition } });
  const stateWith = (...values: unknown[]) =>
    policy.evaluate(thing(), {}, () => ({ resources: values.map((p) => part({ p })) })).state;
  expect(stateWith('none')).toBe('Unknown');
  expect(stateWith('2', 'none')).toBe('Unknown');
  expect(stateWith('none', '1')).toBe('Compliant');
  expect(stateWith('2')).toBe('NonCompliant');
});

test('without an existenceCondition, that something is there suffices', () => {
  const policy = compile(always, { effect, details: { type: 'Microsoft.Test/things/parts' } });
  expect(policy.evaluate(thing(), {}, () => ({ resources: [part({})] })).state).toBe('Compliant');
  expect(policy.relatedTypes).toEqual(['Microsoft.Test/things/parts']);
});

test('where the condition does not hold, nothing is asked and the policy does not apply', () => {
  const policy = compile({ field: 'name', equals: 'other' }, { effect, details });
  const lookup = () => {
    throw new Error('asked');
  };
  expect(policy.evaluate(thing(), {}, lookup).state).toBe('NotApplicable');
});

const existence = (
  condition: unknown,
  related: Resource,
  resource = thing({ p: 'if' }, { tags: { a: 'if' } }),
) =>
  outcome(
    always,
    resource,
    { effect, details: { type: 'Microsoft.Test/things/parts', existenceCondition: condition } },
    {},
    () => ({ resources: [related] }),
  ) === false;

test.each([
  ['field: the related resource', { field: 'name', equals: 'x' }],
  ['field: its tags', { field: 'tags.a', equals: 'related' }],
  ['field(): the resource of the rule', { value: "[field('name')]", equals: 't' }],
  ['field(): an alias of its type', { value: "[field('Microsoft.Test/things/p')]", equals: 'if' }],
  [
    'field(): an alias of the related type',
    { value: "[field('Microsoft.Test/things/parts/p')]", equals: 'related' },
  ],
  [
    'field(): such an alias under another name',
    { value: "[field('Microsoft.Test/partSettings.state')]", equals: 'on' },
  ],
  ['both at once', { field: 'location', equals: "[field('location')]" }],
  [
    'count and current()',
    {
      count: {
        field: 'Microsoft.Test/things/parts/list[*]',
        where: { value: "[current('Microsoft.Test/things/parts/list[*]')]", equals: 'b' },
      },
      equals: 1,
    },
  ],
])('in an existenceCondition, %s', (_, condition) => {
  const related = part(
    { p: 'related', state: 'on', list: ['a', 'b'] },
    { tags: { a: 'related' }, location: 'East US' },
  );
  expect(existence(condition, related)).toBe(true);
});

test('an alias with a path for each type is read by the type that was asked for', () => {
  const condition = { field: 'Microsoft.Test/image', equals: 'x' };
  const asked = { type: 'Microsoft.Test/sets', existenceCondition: condition };
  const untyped = { name: 'x', properties: { profile: { image: { offer: 'x' } } } } as unknown as Resource;
  expect(outcome(always, thing(), { effect, details: asked }, {}, () => ({ resources: [untyped] }))).toBe(
    false,
  );
});

test('field() of an alias that both types have is that of the resource of the rule', () => {
  const existenceCondition = { field: 'Microsoft.Test/image', equals: "[field('Microsoft.Test/image')]" };
  const given = { effect, details: { type: 'Microsoft.Test/sets', existenceCondition } };
  const set = { type: 'Microsoft.Test/sets', properties: { profile: { image: { offer: 'x' } } } };
  const found = () => ({ resources: [set] });
  expect(outcome(always, thing({ image: { offer: 'x' } }), given, {}, found)).toBe(false);
  expect(outcome(always, thing({ image: { offer: 'y' } }), given, {}, found)).toBe(true);
});

const listed = (id: string, type: string): Resource => ({
  id,
  type,
  name: id.slice(id.lastIndexOf('/') + 1),
});

test.each<[string, Partial<RelatedQuery>, string, boolean]>([
  ['Microsoft.Test/things/parts', {}, `${ID}/parts/a`, true],
  ['microsoft.test/THINGS/parts', {}, `${ID.toUpperCase()}/parts/a`, true],
  ['Microsoft.Test/things/parts', {}, `${ID}2/parts/a`, false],
  ['Microsoft.Test/things/parts', { name: 'A' }, `${ID}/parts/a`, true],
  ['Microsoft.Test/things/parts', { name: 't/a' }, `${ID}/parts/a`, true],
  ['Microsoft.Test/things/parts', { name: 't/?' }, `${ID}/parts/a`, true],
  ['Microsoft.Test/things/parts', { name: 'b' }, `${ID}/parts/a`, false],
  ['Microsoft.Test/things/parts/bits', { name: 'a/?' }, `${ID}/parts/a/bits/b`, true],
  ['Microsoft.Test/things/parts/bits', { name: 'c/?' }, `${ID}/parts/a/bits/b`, false],
  [
    'Microsoft.Insights/diagnosticSettings',
    {},
    `${ID}/providers/Microsoft.Insights/diagnosticSettings/d`,
    true,
  ],
  [
    'Microsoft.Insights/diagnosticSettings',
    {},
    `${ID}/parts/a/providers/Microsoft.Insights/diagnosticSettings/d`,
    false,
  ],
  ['Microsoft.Other/things', { under: GROUP }, `${GROUP}/providers/Microsoft.Other/things/o`, true],
  ['Microsoft.Other/things', { under: GROUP }, `${GROUP}2/providers/Microsoft.Other/things/o`, false],
  [
    'Microsoft.Other/things',
    { under: '/subscriptions/s' },
    `${GROUP}/providers/Microsoft.Other/things/o`,
    true,
  ],
  [
    'Microsoft.Insights/diagnosticSettings',
    { under: '', name: 'd' },
    `${ID}/providers/Microsoft.Insights/diagnosticSettings/d`,
    true,
  ],
  ['Microsoft.Test/things/parts', { under: '', name: 'b' }, `${ID}/parts/a`, false],
  ['Microsoft.Other/more', { under: GROUP }, `${GROUP}/providers/Microsoft.Other/things/o`, false],
])('%s with %j finds %s: %s', (type, more, id, found) => {
  const resourceType = type.includes('more') ? 'Microsoft.Other/things' : type;
  const resources = [listed(id, resourceType)];
  expect(findRelated(resources, { type, under: ID, scope: 'resource', ...more })).toEqual(
    found ? resources : [],
  );
});
