import { expect, test } from 'vitest';
import { definition, refusal } from './support.ts';

const leaf = { field: 'name', equals: 'x' };

test.each([
  [{}, 'allOf, anyOf'],
  ['text', 'expected a condition'],
  [[], 'expected a condition'],
  [null, 'expected a condition'],
  [{ field: 'name' }, 'one operator'],
  [{ equals: 'x' }, 'expected one of'],
  [{ field: 'name', value: 'x', equals: 'x' }, 'expected one of'],
  [{ field: 'name', equals: 'x', like: 'x' }, 'one operator'],
  [{ field: 'name', equal: 'x' }, 'one operator'],
  [{ ...leaf, note: 'x' }, 'unknown members'],
  [{ ...leaf, Field: 'type' }, 'stands twice'],
  [{ allOf: [leaf], anyOf: [leaf] }, 'stands alone'],
  [{ not: leaf, field: 'name' }, 'stands alone'],
  [{ source: 'action', like: 'a/*' }, 'expected one of'],
])('the condition %j is refused', (condition, message) => {
  const error = refusal(definition(condition));
  expect(error?.path).toBe('properties.policyRule.if');
  expect(error?.message).toContain(message);
});

test.each([
  [{ allOf: leaf }, 'if.allOf'],
  [{ AnyOf: [leaf, 'x'] }, 'if.AnyOf[1]'],
  [{ not: [leaf] }, 'if.not'],
  [{ not: { allOf: [leaf, { anyOf: [leaf, { field: 'name' }] }] } }, 'if.not.allOf[1].anyOf[1]'],
  [{ Field: 5, equals: 1 }, 'if.Field'],
  [{ field: '', equals: 1 }, 'if.field'],
  [{ field: '[5]', equals: 1 }, 'if.field'],
  [{ field: 'a..b', equals: 1 }, 'if.field'],
  [{ field: 'name', IN: 'x' }, 'if.IN'],
  [{ field: 'name', in: ['x', "[concat('a']"] }, 'if.in[1]'],
  [{ value: '[nothing()]', equals: 1 }, 'if.value'],
  [{ value: { a: ['[nothing()]'] }, equals: 1 }, 'if.value.a[0]'],
  [{ field: 'name', exists: 'maybe' }, 'if.exists'],
])('%j is refused at %s', (condition, path) => {
  expect(refusal(definition(condition))?.path).toBe(`properties.policyRule.${path}`);
});

const then = { effect: 'audit' };

test.each<[unknown, string]>([
  [null, ''],
  ['text', ''],
  [[], ''],
  [{}, 'policyRule'],
  [{ properties: {} }, 'properties.policyRule'],
  [{ policyRule: [] }, 'policyRule'],
  [{ policyRule: { then } }, 'policyRule.if'],
  [{ policyRule: { if: leaf } }, 'policyRule.then'],
  [{ policyRule: { if: leaf, then: 'audit' } }, 'policyRule.then'],
  [{ policyRule: { if: leaf, then: {} } }, 'policyRule.then.effect'],
  [{ Properties: { PolicyRule: { if: leaf, then: { effect: 'x' } } } }, 'Properties.PolicyRule.then.effect'],
  [{ parameters: [], policyRule: { if: leaf, then } }, 'parameters'],
  [{ properties: { Parameters: { a: 1 }, policyRule: { if: leaf, then } } }, 'properties.Parameters.a'],
])('the definition %j is refused at "%s"', (json, path) => {
  expect(refusal(json)?.path).toBe(path);
});

test.each([
  [{ policyRule: { if: leaf, then } }],
  [{ POLICYRULE: { IF: { ALLOF: [{ FIELD: 'name', EQUALS: 'x' }] }, THEN: { EFFECT: 'AUDIT' } } }],
  [{ mode: 'All', policyRule: { if: leaf, then, note: 'unknown members of the rule are left alone' } }],
  [{ id: '/x', name: 'x', type: 'y', properties: { policyRule: { if: leaf, then } } }],
])('the definition %j is taken', (json) => {
  expect(refusal(json)).toBeUndefined();
});

test('the template of a deployment is left alone: its functions are those of Resource Manager', () => {
  const deployment = {
    properties: {
      mode: 'incremental',
      template: { resources: [{ name: "[variables('x')]", id: "[reference(resourceId('a/b', 'c')).d]" }] },
    },
  };
  const details = { type: 'a/b', roleDefinitionIds: ['/x'], Deployment: deployment };
  expect(refusal(definition(leaf, { effect: 'deployIfNotExists', details }))).toBeUndefined();
});
