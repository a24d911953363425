import { expect, test } from 'vitest';
import { normalize } from '../../../src/monitoring/scan/normalize-resource.ts';

const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-imaging';
const account = { id: `${group}/providers/Microsoft.Storage/storageAccounts/st1`, name: 'st1' };
const storage = 'Microsoft.Storage/storageAccounts';

const named = (value: unknown) =>
  [...normalize(value)].map((item) =>
    item.kind === 'resource' ? [item.resource.type, item.resource.id, item.resource.name] : item.problem,
  );

test('gives a resource as it is', () => {
  const resource = { ...account, type: storage, properties: { a: null } };
  expect([...normalize(resource)]).toEqual([{ kind: 'resource', resource }]);
});

test.each([
  ['relative', { type: 'blobServices', name: 'default' }],
  ['whole', { type: `${storage}/blobServices`, name: 'st1/default' }],
])('names a nested child after its parent: %s', (_, child) => {
  expect(named({ ...account, type: storage, resources: [child] })[1]).toEqual([
    `${storage}/blobServices`,
    `${account.id}/blobServices/default`,
    'default',
  ]);
});

test('names nested resources at any depth, and extension resources', () => {
  const setting = { type: 'Microsoft.Insights/diagnosticSettings', name: 'audit' };
  const blobs = { type: 'blobServices', name: 'default', resources: [setting] };
  const container = { type: 'blobServices/containers', name: 'default/scans' };
  expect(named({ ...account, type: storage, resources: [blobs, container] }).slice(1)).toEqual([
    [`${storage}/blobServices`, `${account.id}/blobServices/default`, 'default'],
    [
      'Microsoft.Insights/diagnosticSettings',
      `${account.id}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings/audit`,
      'audit',
    ],
    [`${storage}/blobServices/containers`, `${account.id}/blobServices/default/containers/scans`, 'scans'],
  ]);
});

test('keeps the id that a nested resource has', () => {
  const id = `${account.id}/blobServices/default`;
  const child = { id, type: `${storage}/blobServices`, name: 'default' };
  expect(named({ ...account, type: storage, resources: [child] })[1]).toEqual([child.type, id, 'default']);
});

test.each([
  [null, 'not a resource: expected an object, got null'],
  [[], 'not a resource: expected an object, got an array'],
  [7, 'not a resource: expected an object, got a number'],
  [{}, 'the resource has no type'],
  [account, 'the resource has no type'],
  [{ type: storage }, 'the resource has no id'],
  [{ ...account, type: 7 }, "the resource's type is not a text: a number"],
  [{ id: 'st1', type: storage }, 'the id names no resource'],
  [{ ...account, type: 'Contoso.Imaging/archives' }, `the id is that of a ${storage}`],
  [{ ...account, type: `${storage} ` }, `the id is that of a ${storage}`],
])('says what is wrong with %j', (value, problem) => {
  expect(named(value)).toEqual([problem]);
});

test('knows containers as policies do', () => {
  const subscriptionId = '11111111-1111-1111-1111-111111111111';
  expect(
    named({ id: `/subscriptions/${subscriptionId}`, subscriptionId, displayName: 'clinic' })[0]?.[0],
  ).toBe('Microsoft.Resources/subscriptions');
  for (const type of [
    'Microsoft.Resources/resourceGroups',
    'microsoft.resources/subscriptions/resourcegroups',
  ])
    expect(named({ id: group, name: 'rg-imaging', type })[0]?.[0]).toBe(
      'Microsoft.Resources/subscriptions/resourceGroups',
    );
});

test('leaves out the columns that Resource Graph gives empty', () => {
  const row = { ...account, type: storage, tenantId: 't', subscriptionId: 's', resourceGroup: 'rg-imaging' };
  const [item] = normalize({ ...row, kind: '', managedBy: '', identity: null, properties: { a: null } });
  expect(item).toEqual({ kind: 'resource', resource: { ...row, properties: { a: null } } });
});

test('names members as ARM does, whatever their case; what is named so already wins', () => {
  const properties = { A: 1 };
  const written = {
    Name: 'st1',
    ResourceId: account.id,
    ResourceType: storage,
    Properties: properties,
    TAGS: null,
  };
  const [item] = normalize(written);
  expect(item).toMatchObject({
    kind: 'resource',
    resource: { ...account, type: storage, properties, tags: null },
  });
  expect(item).not.toHaveProperty('resource.Properties');
  const twice = { ...account, type: storage, properties, Properties: { A: 2 }, ResourceType: 'x', Id: 'y' };
  expect([...normalize(twice)]).toMatchObject([{ resource: { ...account, type: storage, properties } }]);
});

test('names a child by its last part, as policies do, where it is listed with its parents', () => {
  const id = `${group}/providers/Microsoft.Sql/servers/srv1/databases/master`;
  const child = { id, type: 'Microsoft.Sql/servers/databases' };
  expect(named({ ...child, name: 'srv1/Master' })[0]?.[2]).toBe('Master');
  // What is named otherwise keeps its name: nobody knows what it means.
  expect(named({ ...child, name: 'other/master' })[0]?.[2]).toBe('other/master');
});

test('knows a resource group of Get-AzResourceGroup, which names no type', () => {
  expect(named({ ResourceGroupName: 'rg-imaging', ResourceId: group, Location: 'eastus' })).toEqual([
    ['Microsoft.Resources/subscriptions/resourceGroups', group, 'rg-imaging'],
  ]);
});

test.each<[string, object]>([
  ['an error that Azure answered (AuthorizationFailed)', { error: { code: 'AuthorizationFailed' } }],
  [
    'an ARM template',
    { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#' },
  ],
  ['in the format of a table', { data: { columns: [], rows: [] } }],
  ['the answer to a batch request', { responses: [{ httpStatusCode: 200 }] }],
])('says that it is %s', (shape, value) => {
  expect(named(value)).toEqual([expect.stringContaining(shape)]);
});
