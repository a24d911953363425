import { readBuiltIns } from '@phiwatch/azure-simulator';
import { reader } from '@phiwatch/azure-simulator/testing';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, test, vi } from 'vitest';
import type { RecordVersion } from '../../../src/model/record.ts';
import { mirrorExemptions } from '../../../src/monitoring/tenant-policies/azure-exemptions.ts';
import type { Exemption } from '../../../src/records/index.ts';
import { needsShared, sharedPath } from '../../support/shared.ts';
import { assignment, definition, initiative, scope, startTenant } from '../../support/tenant.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const https = definition('https', {
  displayName: 'Accounts want https',
  parameters: { effect: { type: 'String', defaultValue: 'Audit' } },
  policyRule: {
    if: {
      allOf: [
        { field: 'type', equals: storage },
        { field: `${storage}/supportsHttpsTrafficOnly`, notEquals: true },
      ],
    },
    then: { effect: "[parameters('effect')]" },
  },
});
const tagged = definition('tagged', {
  parameters: { tag: { type: 'String' } },
  policyRule: {
    if: {
      allOf: [
        { field: 'type', equals: storage },
        { field: "[concat('tags[', parameters('tag'), ']')]", exists: false },
      ],
    },
    then: { effect: 'audit' },
  },
});
const both = initiative('both', {
  parameters: { tag: { type: 'String', defaultValue: 'nobody-has-this' } },
  policyDefinitions: [
    {
      policyDefinitionId: https.id,
      policyDefinitionReferenceId: 'Https',
      groupNames: ['HITRUST_CSF_v11.3_09.m'],
    },
    {
      policyDefinitionId: tagged.id,
      policyDefinitionReferenceId: 'Tagged',
      parameters: { tag: { value: "[parameters('tag')]" } },
    },
  ],
});
const providers = [
  {
    namespace: 'Microsoft.Storage',
    resourceTypes: [
      {
        resourceType: 'storageAccounts',
        apiVersions: ['2026-04-01'],
        aliases: [
          {
            name: `${storage}/supportsHttpsTrafficOnly`,
            defaultPath: 'properties.renamed',
            paths: [{ path: 'properties.supportsHttpsTrafficOnly', apiVersions: ['2026-04-01'] }],
          },
        ],
      },
    ],
  },
];
const group = imagingArchiveId.split('/').slice(0, 5).join('/');

test('an initiative is evaluated beside ours, by its parameters, the pinned api-version and the crosswalk', async () => {
  const tenant = await startTenant([https, tagged, both, assignment('all', both.id)], {
    policy: { providers },
  });
  const snapshot = await tenant.policies.refresh(subscriptionId);
  expect(snapshot.trouble).toEqual([]);
  expect(await tenant.evaluated(imagingArchiveId)).toMatchObject({
    https: { state: 'Compliant' },
    tagged: { state: 'NonCompliant' },
  });
  const entries = tenant.policies.for(imagingArchiveId, storage).filter(({ name }) => name.includes('/'));
  expect(entries.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}\/https$/),
    expect.stringMatching(/\/tagged$/),
  ]);
  expect(entries[0]).toMatchObject({ title: 'Accounts want https', controls: ['164.312(e)(1)'] });
  expect(entries[0]?.version).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/);
  expect(tenant.policies.for(imagingArchiveId, storage).length).toBeGreaterThan(entries.length);
});

test('an override changes the effect of the policies that it selects, and with it the version', async () => {
  const overrides = [
    {
      kind: 'policyEffect',
      value: 'disabled',
      selectors: [{ kind: 'policyDefinitionReferenceId', in: ['tagged'] }],
    },
  ];
  const plain = await startTenant([https, tagged, both, assignment('all', both.id)], {
    policy: { providers },
  });
  const overridden = await startTenant([https, tagged, both, assignment('all', both.id, { overrides })], {
    policy: { providers },
  });
  await Promise.all([plain.policies.refresh(subscriptionId), overridden.policies.refresh(subscriptionId)]);
  expect(await overridden.evaluated(imagingArchiveId)).toMatchObject({
    https: { state: 'Compliant' },
    tagged: { state: 'NotApplicable', reason: 'the policy is disabled' },
  });
  const versions = [plain, overridden].map(({ policies }) =>
    policies.assigned(subscriptionId).map(({ entry }) => entry.version),
  );
  expect(versions[0]?.[0]).toBe(versions[1]?.[0]);
  expect(versions[0]?.[1]).not.toBe(versions[1]?.[1]);
});

test('an excluded scope is not evaluated, the rest is; the policy itself is still known', async () => {
  const tenant = await startTenant(
    [https, tagged, both, assignment('all', both.id, { notScopes: [group.toUpperCase()] })],
    { policy: { providers } },
  );
  await tenant.policies.refresh(subscriptionId);
  expect(await tenant.evaluated(imagingArchiveId)).toEqual({});
  const [first] = tenant.policies.assigned(subscriptionId);
  expect(tenant.policies.policy(first!.entry.name)).toBe(first!.entry);
  expect(tenant.policies.for(`${scope}/resourceGroups/other/providers/${storage}/x`, storage)).toContain(
    first!.entry,
  );
});

test('resource selectors pick by location and type; one that cannot be told is Unknown', async () => {
  const by = (kind: string, value: string) => ({
    resourceSelectors: [{ selectors: [{ kind, in: [value] }] }],
  });
  const tenant = await startTenant(
    [
      https,
      assignment('elsewhere', https.id, by('resourceLocation', 'antarctica')),
      assignment('storage', https.id, by('resourceType', storage)),
      assignment('person', https.id, by('userPrincipalId', 'someone')),
    ],
    { policy: { providers } },
  );
  await tenant.policies.refresh(subscriptionId);
  const entries = tenant.policies.assigned(subscriptionId);
  const resource = tenant.azure.simulation.resources.get(imagingArchiveId)!.resource;
  const states = entries.map(({ entry, assignmentId }) => [
    assignmentId.split('/').at(-1),
    entry.policy.evaluate(resource).state,
  ]);
  expect(Object.fromEntries(states)).toEqual({
    elsewhere: 'NotApplicable',
    storage: 'Compliant',
    person: 'Unknown',
  });
});

test('what a management group assigns is inherited; a definition that may not be read is Unknown with the reason', async () => {
  const root = '/providers/Microsoft.Management/managementGroups/hospitals';
  const theirs = { ...https, id: `${root}/providers/Microsoft.Authorization/policyDefinitions/https` };
  const tenant = await startTenant([theirs, assignment('inherited', theirs.id, {}, root)], {
    policy: { providers, managementGroups: [{ name: 'hospitals', subscriptions: [subscriptionId] }] },
  });
  await tenant.policies.refresh(subscriptionId);
  expect(await tenant.evaluated(imagingArchiveId)).toMatchObject({
    https: { state: 'Unknown', reason: expect.stringContaining('AuthorizationFailed') as string },
  });
  tenant.azure.simulation.roles.set([{ principal: reader, scope: '/', actions: ['*/read'] }]);
  await tenant.policies.refresh(subscriptionId);
  expect(await tenant.evaluated(imagingArchiveId)).toMatchObject({ https: { state: 'Compliant' } });
});

test('a definition that cannot be compiled is Unknown, never silently absent', async () => {
  const broken = definition('broken', {
    policyRule: { if: { field: 'type', equalz: storage }, then: { effect: 'audit' } },
  });
  const tenant = await startTenant([broken, assignment('all', broken.id)], { policy: { providers } });
  await tenant.policies.refresh(subscriptionId);
  expect(await tenant.evaluated(imagingArchiveId)).toMatchObject({
    broken: { state: 'Unknown', reason: expect.stringContaining('cannot be compiled') as string },
  });
});

test('where the assignments cannot be read, what was known stands and the trouble is said', async () => {
  const tenant = await startTenant([https, assignment('all', https.id)], { policy: { providers } });
  await tenant.policies.refresh(subscriptionId);
  tenant.azure.simulation.roles.set([]);
  const { trouble } = await tenant.policies.refresh(subscriptionId);
  expect(trouble).toEqual([
    expect.stringMatching(/^assignments: read denied/),
    expect.stringMatching(/^exemptions: read denied/),
  ]);
  expect(tenant.policies.assigned(subscriptionId)).toHaveLength(1);
});

test('another instance takes over what was read; where nobody did, it asks', async () => {
  const tenant = await startTenant([https, assignment('all', https.id)], { policy: { providers } });
  const first = tenant.open();
  await first.upToDate();
  expect([tenant.asked, first.assigned(subscriptionId)]).toEqual([[subscriptionId], []]);
  await tenant.policies.refresh(subscriptionId);
  const second = tenant.open();
  await second.upToDate();
  expect(second.assigned(subscriptionId).map(({ mode }) => mode)).toEqual(['evaluated']);
});

test('however many wait to be up to date, the store is asked once', async () => {
  const tenant = await startTenant([https, assignment('all', https.id)], { policy: { providers } });
  await tenant.policies.refresh(subscriptionId);
  const etag = vi.spyOn(tenant.snapshots, 'etag');
  const other = tenant.open();
  await Promise.all(Array.from({ length: 50 }, () => other.upToDate()));
  expect(etag).toHaveBeenCalledTimes(1);
  expect(other.assigned(subscriptionId)).toHaveLength(1);
});

test('a store that did not answer is asked again by the next', async () => {
  const tenant = await startTenant([https, assignment('all', https.id)], { policy: { providers } });
  await tenant.policies.refresh(subscriptionId);
  vi.spyOn(tenant.snapshots, 'etag').mockRejectedValueOnce(new Error('the table does not answer'));
  const other = tenant.open();
  await expect(other.upToDate()).rejects.toThrow('the table does not answer');
  await other.upToDate();
  expect(other.assigned(subscriptionId)).toHaveLength(1);
});

test("guest configuration is delegated from Azure's states, and says so; without one it is Unknown", async () => {
  const guest = definition('guest', {
    policyRule: {
      if: { field: 'type', equals: storage },
      then: {
        effect: 'auditIfNotExists',
        details: { type: 'Microsoft.GuestConfiguration/guestConfigurationAssignments', name: 'x' },
      },
    },
  });
  const assigned = assignment('guests', guest.id);
  const tenant = await startTenant([guest, assigned], { policy: { providers } });
  await tenant.policies.refresh(subscriptionId);
  expect(tenant.policies.assigned(subscriptionId)).toMatchObject([
    { mode: 'delegated', entry: { delegated: true } },
  ]);
  expect(await tenant.evaluated(imagingArchiveId)).toMatchObject({
    guest: { state: 'Unknown', reason: 'delegated: Azure has said nothing yet' },
  });
  tenant.azure.simulation.policyStates.set({
    resourceId: imagingArchiveId,
    timestamp: '2026-03-01T08:00:00Z',
    policyAssignmentId: assigned.id,
    policyDefinitionId: guest.id,
    complianceState: 'NonCompliant',
  });
  expect(await tenant.evaluated(imagingArchiveId)).toMatchObject({
    guest: {
      state: 'NonCompliant',
      reason: 'delegated from Azure Policy, 2026-03-01T08:00:00.000Z: NonCompliant',
    },
  });
});

test('a manual policy stands as it was attested in Azure, while that lasts', async () => {
  const asked = definition('asked', {
    mode: 'All',
    policyRule: {
      if: { field: 'type', equals: 'Microsoft.Resources/subscriptions' },
      then: { effect: 'manual', details: { defaultState: 'Unknown' } },
    },
  });
  const assigned = assignment('asks', asked.id);
  const tenant = await startTenant([asked, assigned], { policy: { providers } });
  await tenant.policies.refresh(subscriptionId);
  expect(await tenant.evaluated(scope)).toMatchObject({
    asked: { state: 'Unknown', reason: 'no attestation' },
  });
  const attest = (expiresOn: string) =>
    tenant.azure.simulation.change({
      method: 'PUT',
      id: `${scope}/providers/Microsoft.PolicyInsights/attestations/a`,
      body: { properties: { policyAssignmentId: assigned.id, complianceState: 'Compliant', expiresOn } },
      actor: { oid: reader },
    });
  attest('2999-01-01T00:00:00Z');
  expect(await tenant.evaluated(scope)).toMatchObject({ asked: { state: 'Compliant' } });
  attest('2020-01-01T00:00:00Z');
  expect(await tenant.evaluated(scope)).toMatchObject({
    asked: { state: 'Unknown', reason: 'its attestation has expired' },
  });
});

test("Azure's exemptions become records of ours, and are revoked when they are gone", async () => {
  const assigned = assignment('all', both.id);
  const id = `${group}/providers/Microsoft.Authorization/policyExemptions/waived`;
  const exemption = {
    id,
    name: 'waived',
    type: 'Microsoft.Authorization/policyExemptions',
    properties: {
      policyAssignmentId: assigned.id,
      policyDefinitionReferenceIds: ['Tagged'],
      exemptionCategory: 'Waiver',
      expiresOn: '2999-01-01T00:00:00Z',
    },
  };
  const tenant = await startTenant([https, tagged, both, assigned, exemption], { policy: { providers } });
  const kept: RecordVersion<Exemption>[] = [];
  const exemptions = {
    add: (_owner: string, version: RecordVersion<Exemption>) => {
      kept.push(version);
      return Promise.resolve('added' as const);
    },
    latest: () => Promise.resolve(kept.slice(-1)),
    nextOwner: () => Promise.resolve(undefined),
    history: () => Promise.resolve(kept),
  };
  const mirror = async () =>
    mirrorExemptions(
      await tenant.policies.refresh(subscriptionId),
      tenant.policies.assigned(subscriptionId),
      {
        exemptions,
        now: () => new Date(),
      },
    );
  expect(await mirror()).toMatchObject([
    {
      version: 1,
      value: {
        source: 'azure',
        status: 'approved',
        scope: group,
        policies: [expect.stringMatching(/\/tagged$/)],
        azureId: id,
      },
    },
  ]);
  expect(await mirror()).toEqual([]);
  tenant.azure.simulation.change({ method: 'DELETE', id, actor: { oid: reader } });
  expect(await mirror()).toMatchObject([{ version: 2, value: { status: 'revoked' } }]);
});

const builtIns = readBuiltIns(sharedPath('builtin-policies'));

test(
  'both built-in initiatives load whole: evaluated, delegated, manual, and what is unknown says why',
  needsShared('builtin-policies'),
  async () => {
    const assignments = builtIns!.initiatives.map(({ id }, index) => assignment(`hitrust-${index}`, id));
    const tenant = await startTenant([...builtIns!.resources, ...assignments], {
      policy: { providers: builtIns!.providers },
    });
    const { trouble } = await tenant.policies.refresh(subscriptionId);
    expect(trouble).toEqual([]);
    const count = (index: number) => {
      const counts: Record<string, number> = {};
      for (const { assignmentId, mode } of tenant.policies.assigned(subscriptionId))
        if (assignmentId.endsWith(`-${index}`)) counts[mode] = (counts[mode] ?? 0) + 1;
      return counts;
    };
    expect([count(0), count(1)]).toEqual([
      { manual: 496, evaluated: 64, delegated: 29 },
      { manual: 3, evaluated: 164, delegated: 49, unknown: 2 },
    ]);
    const unknown = tenant.policies.assigned(subscriptionId).filter(({ mode }) => mode === 'unknown');
    for (const { reason } of unknown) expect(reason).toContain('no version fits');
  },
);
