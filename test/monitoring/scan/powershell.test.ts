import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withCutOffs } from '../../../src/monitoring/scan/cut-off.ts';
import { ExportFile, scan } from '../../../src/monitoring/scan/index.ts';
import { CUT_OFF, isCutOff } from '../../../src/rules/policy/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { whyUnreadable } from '../../../src/rules/policy/index.ts';
import { group } from '../../support/exported-account.ts';
import { collect } from '../../support/fakes.ts';

const catalogue = loadCatalogue();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'powershell-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a policy says of each resource of a file. */
async function states(content: unknown, name: string): Promise<string[]> {
  const path = join(folder, 'export.json');
  writeFileSync(path, JSON.stringify(content, null, 2));
  const source = await ExportFile.open(path);
  try {
    const policies = catalogue.policies.filter((policy) => policy.name === name);
    expect(policies).toHaveLength(1);
    const now = () => new Date('2026-01-01T00:00:00Z');
    const findings = await collect(scan({ source, catalogue, now }, { policies }));
    // What is printed of a finding must be printable.
    return (JSON.parse(JSON.stringify(findings)) as typeof findings).map(({ state, reason }) =>
      reason === undefined ? state : `${state}: ${reason}`,
    );
  } finally {
    await source.close();
  }
}

/** As `Get-AzResource -ExpandProperties | ConvertTo-Json -Depth 100` writes it. */
function exported(type: string, name: string, Properties: unknown, more: object = {}) {
  const id = `${group}/providers/${type}/${name}`;
  return {
    ResourceId: id,
    Id: id,
    Identity: null,
    Kind: null,
    Location: 'eastus',
    ManagedBy: null,
    ResourceName: name,
    Name: name,
    ExtensionResourceName: null,
    ParentResource: null,
    Plan: null,
    Properties,
    ResourceGroupName: 'rg-imaging',
    Type: type,
    ResourceType: type,
    Sku: null,
    Tags: { phi: 'true' },
    TagsTable: 'text',
    SubscriptionId: '11111111-1111-1111-1111-111111111111',
    ...more,
  };
}
const storage = 'Microsoft.Storage/storageAccounts';
const vault = 'Microsoft.KeyVault/vaults';
const https = 'storage-requires-secure-transfer';
const cut = `Unknown: ${CUT_OFF}`;

test('a resource as Azure PowerShell writes it is read like one of Resource Manager', async () => {
  const good = exported(storage, 'good', { supportsHttpsTrafficOnly: true });
  const bad = exported(storage, 'bad', { supportsHttpsTrafficOnly: false });
  expect(await states([good, bad], https)).toEqual(['Compliant', 'NonCompliant']);
  // One alone is no array; without -ExpandProperties there are none.
  expect(await states(bad, https)).toEqual(['NonCompliant']);
  expect(await states([{ ...good, Properties: null }], https)).toEqual([
    'Unknown: not exported: the resource stands there without its properties',
  ]);
});

test('what Search-AzGraph gives is read, and that there is more of it is seen', async () => {
  const row = exported(storage, 'bad', { supportsHttpsTrafficOnly: false });
  expect(await states({ SkipToken: null, Data: [row] }, https)).toEqual(['NonCompliant']);
  expect(await states({ Data: [row], SkipToken: 'more' }, https)).toEqual([
    'NonCompliant',
    expect.stringContaining('one page of several'),
  ]);
});

test('a child that is listed with its parents is found', async () => {
  const account = exported(storage, 'st', {}, { Kind: 'StorageV2' });
  const blobs = {
    ...exported(storage, 'st', { isVersioningEnabled: true }),
    Name: 'st/default',
    ResourceId: `${account.Id}/blobServices/default`,
    Id: `${account.Id}/blobServices/default`,
    Type: `${storage}/blobServices`,
    ResourceType: `${storage}/blobServices`,
  };
  expect(await states([account, blobs], 'storage-keeps-blob-versions')).toEqual(['Compliant']);
});

test.each([
  ['all properties', '@{supportsHttpsTrafficOnly=True}', https, storage],
  [
    'an object',
    { networkAcls: '@{bypass=AzureServices; ipRules=System.Object[]; defaultAction=Deny}' },
    'storage-network-denies-by-default',
    storage,
  ],
  [
    'an array',
    { networkAcls: { defaultAction: 'Deny', ipRules: 'System.Object[]' } },
    'key-vault-network-denies-by-default',
    vault,
  ],
  [
    'a member of an array',
    { networkAcls: { defaultAction: 'Deny', ipRules: ['@{value=0.0.0.0/0}'] } },
    'key-vault-network-denies-by-default',
    vault,
  ],
  [
    'several members',
    { networkAcls: { defaultAction: 'Deny', ipRules: '@{value=10.0.0.0/8} @{value=0.0.0.0/0}' } },
    'key-vault-network-denies-by-default',
    vault,
  ],
  ['a table', { networkAcls: 'System.Collections.Hashtable' }, 'key-vault-network-denies-by-default', vault],
])('what ConvertTo-Json has cut off is Unknown: %s', async (_, properties, policy, type) => {
  expect(await states([exported(type, 'x', properties)], policy)).toEqual([cut]);
});

test('so is what was cut off in a related resource', async () => {
  const kv = exported(vault, 'kv', {});
  const type = 'Microsoft.Insights/diagnosticSettings';
  const id = `${kv.Id}/providers/${type}/d`;
  const setting = (logs: unknown) => ({ id, name: 'd', type, properties: { logs, workspaceId: 'w' } });
  const logs = 'key-vault-logs-every-access';
  expect(await states([kv, setting(['@{category=AuditEvent; enabled=True}'])], logs)).toEqual([cut]);
  expect(await states([kv, setting([{ category: 'AuditEvent', enabled: true }])], logs)).toEqual([
    'Compliant',
  ]);
});

test('the kind of an identity that is a number says nothing', async () => {
  const site = exported('Microsoft.Web/sites', 'w', { httpsOnly: true }, { Kind: 'app' });
  const identity = 'web-app-has-managed-identity';
  expect(await states([{ ...site, Identity: { Type: 'SystemAssigned' } }], identity)).toEqual(['Compliant']);
  expect(await states([{ ...site, Identity: { Type: 3 } }], identity)).toEqual([
    'Unknown: written as a number by ConvertTo-Json; export with -EnumsAsStrings',
  ]);
  expect(await states([site], identity)).toEqual(['NonCompliant']);
});

test('a resource that was cut off itself is told', async () => {
  expect(await states(['@{Name=st; ResourceType=x}'], https)).toEqual([`Unknown: element 1: ${CUT_OFF}`]);
});

test.each([
  ['@{}', true],
  ['@{name=ssh; id=/subscriptions/0; properties=}', true],
  ['System.Object[]', true],
  ['System.String[]', true],
  ['System.Collections.Hashtable', true],
  ['System.Collections.Generic.Dictionary`2[System.String,System.String]', true],
  ['System.Management.Automation.PSCustomObject', true],
  ['Microsoft.Azure.Management.Storage.Models.Encryption', true],
  ["@{variables('x')}", false],
  ["@{concat('a=', 'b')}", false],
  ['a @{x=1}', false],
  ['@{x=1', false],
  ['Microsoft.Azure.Monitor', false],
  ['System.Data', false],
  ['', false],
])('%j was cut off: %s', (text, expected) => {
  expect(isCutOff(text)).toBe(expected);
});

test('a text may be long, and a value deep', () => {
  expect(isCutOff(`@{${'x'.repeat(1_000_000)}=}`)).toBe(false);
  expect(isCutOff(`@{${'x '.repeat(500_000)}}`)).toBe(false);
  const deep = JSON.parse(`${'{"a":'.repeat(20_000)}["System.Object[]"]${'}'.repeat(20_000)}`) as unknown;
  let inner = withCutOffs(deep);
  while (!Array.isArray(inner)) inner = (inner as { a: unknown }).a;
  expect(whyUnreadable(inner[0])).toBe(CUT_OFF);
  const odd = withCutOffs(JSON.parse('{"__proto__":"System.Object[]"}'));
  expect(Object.getPrototypeOf(odd)).toBe(Object.prototype);
});
