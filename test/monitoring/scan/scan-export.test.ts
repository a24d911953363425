import { expect, test } from 'vitest';
import { scan, ScanTally } from '../../../src/monitoring/scan/index.ts';
import type { ExportSource, ScanFinding } from '../../../src/monitoring/scan/index.ts';
import type { Catalogue, CataloguePolicy } from '../../../src/rules/controls/types.ts';
import { compilePolicy, parseAliases } from '../../../src/rules/policy/index.ts';
import { account, group, STORAGE } from '../../support/exported-account.ts';

const aliases = parseAliases({
  'microsoft.storage/storageaccounts/supportshttpstrafficonly': {
    'microsoft.storage/storageaccounts': 'properties.supportsHttpsTrafficOnly',
  },
  'microsoft.storage/storageaccounts/networkacls.iprules[*]': {
    'microsoft.storage/storageaccounts': 'properties.networkAcls.ipRules[*]',
  },
  'microsoft.storage/storageaccounts/blobservices/isversioningenabled': {
    'microsoft.storage/storageaccounts/blobservices': 'properties.isVersioningEnabled',
  },
});

function policy(name: string, condition: object, then: object): CataloguePolicy {
  const policyRule = { if: { allOf: [{ field: 'type', equals: STORAGE }, condition] }, then };
  return {
    name,
    title: name,
    severity: 'high',
    controls: ['164.312(e)(1)'],
    why: '',
    fix: '',
    version: '1.0.0',
    remediation: 'none',
    policy: compilePolicy({ name, properties: { mode: 'All', policyRule } }, { aliases, name }),
  };
}

const https = policy(
  'https',
  { field: `${STORAGE}/supportsHttpsTrafficOnly`, notEquals: true },
  { effect: 'audit' },
);
const versions = policy(
  'versions',
  { field: 'type', equals: STORAGE },
  {
    effect: 'auditIfNotExists',
    details: {
      type: `${STORAGE}/blobServices`,
      name: 'default',
      existenceCondition: { field: `${STORAGE}/blobServices/isVersioningEnabled`, equals: true },
    },
  },
);
const groupTag = policy(
  'group-tag',
  { value: "[resourceGroup().tags['phi']]", notEquals: 'yes' },
  { effect: 'audit' },
);

/** Values as if they had been read from a file. */
function sourceOf(values: readonly unknown[], partial = false): ExportSource {
  return {
    partial,
    async *elements() {
      for (const [start, value] of values.entries())
        yield { place: `element ${start + 1}`, start, length: 1, value };
    },
    read: (start) => values[start],
  };
}

async function findings(
  source: ExportSource,
  policies: readonly CataloguePolicy[],
  all = false,
): Promise<ScanFinding[]> {
  const catalogue: Catalogue = {
    controls: [],
    policies,
    types: new Map(),
    storeReasons: new Map(),
    definition: () => undefined,
    typesWithoutData: new Set(),
    guide: () => undefined,
    law: { asOf: '2026-11-01', comparedWith: 'a book', sections: {}, proposed: [] },
    baaServices: { source: 'https://example.org', serviceOf: () => undefined },
    policiesFor: (type) => (type.toLowerCase() === STORAGE.toLowerCase() ? policies : []),
    policy: () => undefined,
    control: () => undefined,
  };
  const found: ScanFinding[] = [];
  const now = () => new Date('2026-01-01T00:00:00Z');
  for await (const finding of scan({ source, catalogue, now }, { all })) found.push(finding);
  return found;
}

const states = async (values: readonly unknown[], policies: readonly CataloguePolicy[], partial = false) =>
  (await findings(sourceOf(values, partial), policies)).map(({ state, reason }) =>
    reason === undefined ? state : `${state}: ${reason}`,
  );

test('a finding names resource, policy, safeguards and what decided it', async () => {
  const bad = account('st1', { supportsHttpsTrafficOnly: false });
  expect(await findings(sourceOf([bad]), [https])).toEqual([
    {
      resourceId: bad.id,
      resourceType: STORAGE,
      policy: 'https',
      title: 'https',
      controls: ['164.312(e)(1)'],
      severity: 'high',
      state: 'NonCompliant',
      fields: [{ path: 'properties.supportsHttpsTrafficOnly', actual: false, expected: 'true' }],
    },
  ]);
});

const service = (isVersioningEnabled: boolean) => ({ properties: { isVersioningEnabled } });
const blobs = (name: string, enabled: boolean) => ({
  id: `${account(name).id}/blobServices/default`,
  name: 'default',
  type: `${STORAGE}/blobServices`,
  ...service(enabled),
});

test('children are found before and after their parent, by id in any case, and nested', async () => {
  const nested = { type: 'blobServices', name: 'default', ...service(true) };
  const shouted = { ...blobs('st1', true), id: blobs('st1', true).id.toUpperCase() };
  expect(await states([account('st1'), blobs('st1', true)], [versions])).toEqual(['Compliant']);
  expect(await states([shouted, account('st1')], [versions])).toEqual(['Compliant']);
  expect(await states([account('st1', {}, { resources: [nested] })], [versions])).toEqual(['Compliant']);
  expect(await states([account('st1'), blobs('st1', false)], [versions])).toEqual(['NonCompliant']);
});

test('the child of another resource is not taken for its own', async () => {
  expect(await states([account('st1'), blobs('st10', true)], [versions])).toEqual(['NonCompliant']);
});

test('a related type of which the file holds nothing is Unknown, not absent', async () => {
  expect(await states([account('st1')], [versions])).toEqual([
    `Unknown: not exported: the file holds no ${STORAGE}/blobServices`,
  ]);
});

test('one page of several is never all: what is on the others is Unknown', async () => {
  const good = account('st1', { supportsHttpsTrafficOnly: true });
  expect(await states([good], [https], true)).toEqual([
    'Compliant',
    'Unknown: the file: one page of several: what is on the others was not evaluated',
  ]);
});

test('what is not on one page of several is Unknown, not absent', async () => {
  const [state] = await states([account('st1'), blobs('st2', true)], [versions], true);
  expect(state).toMatch(/^Unknown: the file is one page of several/);
});

test('what is no resource is Unknown with its reason and place, and the rest is evaluated', async () => {
  const values = [null, { id: 'x' }, account('st1', { supportsHttpsTrafficOnly: true })];
  expect(await states(values, [https])).toEqual([
    'Unknown: element 1: not a resource: expected an object, got null',
    'Unknown: element 2: the resource has no type',
    'Compliant',
  ]);
});

test('a resource that was exported without its properties is Unknown to rules that read them', async () => {
  const { properties: _, ...shallow } = account('st1');
  expect(await states([shallow, { ...shallow, id: `${shallow.id}2`, properties: null }], [https])).toEqual(
    Array(2).fill('Unknown: not exported: the resource stands there without its properties'),
  );
  // Without the array nothing is counted: the rule would hold.
  const field = `${STORAGE}/networkAcls.ipRules[*]`;
  const counting = policy('rules', { count: { field }, greater: 0 }, { effect: 'audit' });
  expect(await states([shallow], [counting])).toEqual([expect.stringMatching(/^Unknown: not exported: /)]);
  const region = policy('region', { field: 'location', notEquals: 'eastus' }, { effect: 'audit' });
  expect(await states([shallow], [region])).toEqual(['Compliant']);
});

test('related resources without their properties show neither that something is there nor that it is not', async () => {
  const { properties: _, ...shallow } = blobs('st1', true);
  expect(await states([account('st1'), shallow], [versions])).toEqual([
    `Unknown: not exported: ${STORAGE}/blobServices stand there without their properties`,
  ]);
});

test('an id that stands twice is evaluated twice, and said', async () => {
  const values = [true, false].map((on) => account('st1', { supportsHttpsTrafficOnly: on }));
  const reason = 'the file holds this id more than once; each is evaluated';
  expect(await states(values, [https])).toEqual([`Compliant: ${reason}`, `NonCompliant: ${reason}`]);
});

test('rules over the resource group are decided where the file holds it, and Unknown where not', async () => {
  const resourceGroup = { id: group, type: 'Microsoft.Resources/resourceGroups', name: 'rg-imaging' };
  const tagged = { ...resourceGroup, location: 'eastus', tags: { phi: 'yes' } };
  expect(await states([account('st1'), tagged], [groupTag])).toEqual(['Compliant']);
  expect(await states([account('st1')], [groupTag])).toEqual([expect.stringMatching(/^Unknown: /)]);
});

test('NotApplicable is left out unless all is asked for', async () => {
  const type = 'Microsoft.KeyVault/vaults';
  const vault = { ...account('kv'), id: account('kv').id.replace(STORAGE, type), type };
  expect(await findings(sourceOf([vault]), [https])).toEqual([]);
  expect(await findings(sourceOf([vault]), [https], true)).toMatchObject([
    { policy: 'https', state: 'NotApplicable', resourceId: vault.id },
  ]);
});

test('the exit code goes by the worst state', () => {
  const tallyOf = (...given: ScanFinding['state'][]): number => {
    const tally = new ScanTally();
    for (const state of given) tally.add({ state } as ScanFinding);
    return tally.exitCode;
  };
  expect(tallyOf('Compliant', 'Unknown', 'NonCompliant')).toBe(2);
  expect(tallyOf('Compliant', 'Unknown')).toBe(3);
  expect(tallyOf('Compliant', 'NotApplicable', 'Exempt')).toBe(0);
  expect(tallyOf()).toBe(0);
});
