import { describe, expect, test } from 'vitest';
import named from '../../../controls/requirements.json' with { type: 'json' };
import type { Resource } from '../../../src/model/resource.ts';
import { CatalogueError, loadCatalogue } from '../../../src/rules/controls/index.ts';
import { policyPath, smallCatalogue, writeFolder } from './fixture.ts';

const https = 'Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly';
const closed = { condition: { field: https, equals: true }, otherwise: 'it must be closed first' };
const remedy = { kind: 'patch', properties: { minimumTlsVersion: 'TLS1_2' }, requires: ['closed'] };

/** The small catalogue with a remedy and with these requirements. */
function load(requirements: object, remediation: object = remedy) {
  const files = smallCatalogue();
  const policy = files[policyPath];
  const { metadata } = policy.properties;
  return loadCatalogue({
    directory: writeFolder({
      ...files,
      'requirements.json': requirements,
      [policyPath]: {
        ...policy,
        properties: { ...policy.properties, metadata: { ...metadata, remediation } },
      },
    }),
  });
}

function evaluate(condition: object, properties: object) {
  const [policy] = load({ closed: { ...closed, condition } }).policies;
  const resource: Resource = { type: 'Microsoft.Storage/storageAccounts', location: 'eastus', properties };
  return policy?.requirements?.map((each) => each.evaluate(resource));
}

describe('a requirement of a remedy', () => {
  test('is evaluated in the language of policies', () => {
    expect(evaluate(closed.condition, { supportsHttpsTrafficOnly: true })).toEqual(['met']);
    expect(evaluate(closed.condition, { supportsHttpsTrafficOnly: false })).toEqual(['unmet']);
    expect(evaluate(closed.condition, {})).toEqual(['unmet']);
  });

  test('is unknown where its condition cannot be decided', () => {
    const asks = { value: '[resourceGroup().location]', equals: 'eastus' };
    expect(evaluate(asks, {})).toEqual([{ unknown: 'the resource group was not read' }]);
  });

  test('comes with the words for a resource that does not meet it', () => {
    const [policy] = load({ closed }).policies;
    expect(policy?.requirements).toMatchObject([{ name: 'closed', otherwise: closed.otherwise }]);
  });

  test('is absent where the remedy has none', () => {
    const [policy] = load({ closed }, { kind: 'modify' }).policies;
    expect(policy).not.toHaveProperty('requirements');
  });
});

describe('the requirements of the catalogue', () => {
  const catalogue = loadCatalogue();
  const found = (policy: string, properties: object) =>
    catalogue
      .policy(policy)
      ?.requirements?.map(({ evaluate }) =>
        evaluate({ type: catalogue.policy(policy)!.policy.resourceTypes![0]!, properties }),
      );
  const connection = (status: unknown) => ({
    privateEndpointConnections: [{ properties: { privateLinkServiceConnectionState: { status } } }],
  });

  test.each([
    ['none are listed', {}, 'unmet'],
    ['the list is null', { privateEndpointConnections: null }, 'unmet'],
    ['the list is empty', { privateEndpointConnections: [] }, 'unmet'],
    ['one was rejected', connection('Rejected'), 'unmet'],
    ['one has no status', connection(undefined), 'unmet'],
    ['one is approved', connection('Approved'), 'met'],
  ])('of private endpoints, where %s', (_given, properties, outcome) => {
    for (const policy of ['cosmos-forbids-public-network', 'sql-server-forbids-public-network'])
      expect(found(policy, properties), policy).toEqual([outcome]);
    expect(found('postgresql-forbids-public-network', properties)).toEqual(['met', outcome]);
    for (const policy of ['storage-network-denies-by-default', 'key-vault-network-denies-by-default'])
      expect(found(policy, properties), policy).toEqual([outcome, 'met']);
  });

  test('are each used by some remedy', () => {
    const used = catalogue.policies.flatMap(({ requirements = [] }) => requirements.map(({ name }) => name));
    expect(used.toSorted()).toEqual(Object.keys(named).toSorted());
  });
});

describe('a requirement is refused', () => {
  test.each<[given: string, requirements: object, file: string, field: string, problem: string]>([
    [
      'that is not there',
      { other: closed },
      policyPath,
      'properties.metadata.remediation.requires[0]',
      'requirements.json has no requirement closed',
    ],
    [
      'that asks for an alias of another type',
      { closed: { ...closed, condition: { field: 'Microsoft.Web/sites/httpsOnly', equals: true } } },
      policyPath,
      'properties.metadata.remediation.requires[0]',
      'asks for Microsoft.Web/sites/httpsOnly',
    ],
    [
      'that is no condition',
      { closed: { ...closed, condition: { field: https, equal: true } } },
      'requirements.json',
      'closed.condition',
      'expected one operator',
    ],
    ['without words', { closed: { condition: {} } }, 'requirements.json', 'closed.otherwise', 'given'],
    [
      'whose words end a sentence',
      { closed: { ...closed, otherwise: 'Close it.' } },
      'requirements.json',
      'closed.otherwise',
      'must not end with a full stop',
    ],
    ['with an odd name', { Closed: closed }, 'requirements.json', 'Closed', 'kebab case'],
  ])('%s', (_given, requirements, file, field, problem) => {
    let thrown: unknown;
    try {
      load(requirements);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(CatalogueError);
    expect(String(thrown)).toContain(file);
    expect(String(thrown)).toContain(field);
    expect(String(thrown)).toContain(problem);
  });
});
