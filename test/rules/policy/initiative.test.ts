import { expect, test } from 'vitest';
import { PolicyError, resolveInitiative } from '../../../src/rules/policy/index.ts';

const set = {
  properties: {
    parameters: {
      effect: { type: 'String', defaultValue: 'Audit' },
      regions: { type: 'Array', defaultValue: ['eastus'] },
      bare: { type: 'String' },
    },
    policyDefinitions: [
      {
        policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/one',
        policyDefinitionReferenceId: 'first',
        definitionVersion: '1.*.*',
        groupNames: ['g1', 'g2'],
        parameters: {
          effect: { value: "[parameters('effect')]" },
          list: { value: "[concat(parameters('regions'), createArray('westus'))]" },
          literal: { value: 'x' },
        },
      },
      { policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/two' },
    ],
  },
};

test('literals and parameters of the initiative go before those of its definitions', () => {
  expect(resolveInitiative(set)).toEqual([
    {
      referenceId: 'first',
      definitionId: '/providers/Microsoft.Authorization/policyDefinitions/one',
      definitionVersion: '1.*.*',
      groups: ['g1', 'g2'],
      parameters: { effect: 'Audit', list: ['eastus', 'westus'], literal: 'x' },
    },
    {
      referenceId: '',
      definitionId: '/providers/Microsoft.Authorization/policyDefinitions/two',
      groups: [],
      parameters: {},
    },
  ]);
});

test('values of the assignment go before those of the initiative', () => {
  const [first] = resolveInitiative(set.properties, { EFFECT: { value: 'Deny' }, regions: ['northeurope'] });
  expect(first?.parameters).toMatchObject({ effect: 'Deny', list: ['northeurope', 'westus'] });
});

test.each<[unknown, string]>([
  [{}, 'properties.policyDefinitions'],
  [{ policyDefinitions: [{}] }, 'properties.policyDefinitions[0].policyDefinitionId'],
  [
    {
      policyDefinitions: [{ policyDefinitionId: 'x', parameters: { p: { value: "[parameters('none')]" } } }],
    },
    'properties.policyDefinitions[0].parameters.p',
  ],
  [
    {
      parameters: set.properties.parameters,
      policyDefinitions: [{ policyDefinitionId: 'x', parameters: { p: { value: "[parameters('bare')]" } } }],
    },
    'properties.policyDefinitions[0].parameters.p',
  ],
])('%j is refused at %s', (json, path) => {
  expect(() => resolveInitiative(json)).toThrow(PolicyError);
  expect(() => resolveInitiative(json)).toThrow(path);
});
