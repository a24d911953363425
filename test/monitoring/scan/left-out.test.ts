import { describe, expect, test } from 'vitest';
import { scan } from '../../../src/monitoring/scan/index.ts';
import type { ExportSource, ScanFinding } from '../../../src/monitoring/scan/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';

const catalogue = loadCatalogue();
const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/clinic/providers';
const app = (more: object = {}) => ({
  id: `${group}/Microsoft.Web/sites/portal`,
  name: 'portal',
  type: 'Microsoft.Web/sites',
  location: 'eastus2',
  properties: { httpsOnly: true },
  ...more,
});
const nsgId = `${group}/Microsoft.Network/networkSecurityGroups/edge`;
const nsg = (properties?: unknown) => ({
  id: nsgId,
  name: 'edge',
  type: 'Microsoft.Network/networkSecurityGroups',
  location: 'eastus2',
  tags: {},
  ...(properties !== undefined && { properties }),
});
const open = (name = 'open', access = 'Allow') => ({
  id: `${nsgId}/securityRules/${name}`,
  name,
  type: 'Microsoft.Network/networkSecurityGroups/securityRules',
  properties: {
    protocol: 'Tcp',
    sourcePortRange: '*',
    sourceAddressPrefix: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '22',
    access,
    priority: access === 'Deny' ? 100 : 200,
    direction: 'Inbound',
  },
});

async function found(values: readonly unknown[], policy: string): Promise<readonly ScanFinding[]> {
  const texts = values.map((value) => JSON.stringify(value));
  const source: ExportSource = {
    partial: false,
    async *elements() {
      for (const [start, text] of texts.entries())
        yield { place: `element ${start + 1}`, value: JSON.parse(text) as unknown, start, length: 1 };
    },
    read: (start) => JSON.parse(texts[start] ?? 'null') as unknown,
  };
  const findings: ScanFinding[] = [];
  for await (const finding of scan({ source, catalogue, now: () => new Date() }, { all: true }))
    if (finding.policy === policy) findings.push(finding);
  return findings;
}

const states = async (values: readonly unknown[], policy: string) =>
  (await found(values, policy)).map(
    ({ resourceType, state }) => `${resourceType.split('/').at(-1)} ${state}`,
  );

describe('a column that an export left out', () => {
  const policy = 'web-app-has-managed-identity';
  const row = { tenantId: 't', resourceGroup: 'clinic', subscriptionId: 's', kind: 'app' };

  test.each<[what: string, values: readonly unknown[], expected: string]>([
    ['is Unknown where no resource of the file has it', [app({ kind: 'app' })], 'sites Unknown'],
    [
      'is absent where another has it',
      [
        app({ kind: 'app' }),
        { ...app({ identity: { type: 'None' } }), id: `${group}/Microsoft.Web/sites/other` },
      ],
      'sites NonCompliant',
    ],
    ['is absent where it stands there empty', [app({ kind: 'app', identity: null })], 'sites NonCompliant'],
    [
      'is Unknown in a row of Resource Graph',
      [app(row), app({ ...row, identity: null, id: `${group}/Microsoft.Web/sites/other` })],
      'sites Unknown',
    ],
    ['is absent in a row that has it empty', [app({ ...row, identity: null })], 'sites NonCompliant'],
  ])('%s', async (_what, values, expected) => {
    expect((await states(values, policy))[0]).toBe(expected);
  });

  test('is named', async () => {
    const [finding] = await found([app({ kind: 'app' })], policy);
    expect(finding?.reason).toBe('not exported: the file was made without the column identity');
  });

  test('decides nothing where no rule asks for it', async () => {
    expect(await states([app()], 'web-app-requires-https')).toEqual(['sites Compliant']);
  });
});

describe('rules of a network security group that stand in a file by themselves', () => {
  const policy = 'nsg-blocks-ssh-from-internet';

  test.each<[what: string, values: readonly unknown[], expected: string]>([
    ['count for their group', [nsg({ securityRules: [] }), open()], 'NonCompliant'],
    ['wherever they stand', [open(), nsg({ securityRules: [] })], 'NonCompliant'],
    ['where the group shows none', [nsg({}), open()], 'NonCompliant'],
    [
      'together with those that it shows',
      [nsg({ securityRules: [open('deny', 'Deny')] }), open()],
      'Compliant',
    ],
    ['once', [nsg({ securityRules: [open('open', 'Deny')] }), open()], 'Compliant'],
    [
      'not for another group',
      [nsg({ securityRules: [] }), { ...open(), id: open().id.replace('edge', 'edges') }],
      'Compliant',
    ],
  ])('%s', async (_what, values, expected) => {
    const findings = await found(values, policy);
    expect(findings.find(({ resourceId }) => resourceId === nsgId)?.state).toBe(expected);
  });

  test('are told where their group is not there', async () => {
    const [finding] = await found([open()], 'well-formed-resource');
    expect(finding).toMatchObject({
      resourceId: nsgId,
      state: 'Unknown',
      reason: expect.stringContaining('not exported'),
    });
    expect(await found([nsg({ securityRules: [] }), open()], 'well-formed-resource')).toEqual([]);
  });
});
