import { groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import type { Denial } from '../src/index.ts';
import { startTestAzure, stranger } from './start.ts';
import type { TestAzure } from './start.ts';

const scope = `/subscriptions/${subscriptionId}`;
const group = `${scope}/resourceGroups/${groups.imaging}`;
const join = 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action';
const subnet = `${scope}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/apps`;
const rules = [{ id: subnet, action: 'Allow' }];

/** An Azure in which a stranger may read and write, and nothing more than is given. */
async function withRights(...actions: readonly string[]): Promise<TestAzure> {
  const azure = await startTestAzure();
  azure.simulation.roles.set([
    ...azure.simulation.roles.get(),
    { principal: stranger, scope, actions: ['*/read', '*/write'], notActions: ['Microsoft.Web/*'] },
    ...(actions.length > 0 ? [{ principal: stranger, scope: subnet, actions }] : []),
  ]);
  return azure;
}

describe('permissions', () => {
  it('at a scope are those of the grants there and above, one entry each', async () => {
    const azure = await withRights(join);
    const path = '/providers/Microsoft.Authorization/permissions';
    const above = { actions: ['*/read', '*/write'], notActions: ['Microsoft.Web/*'] };
    const none = { dataActions: [], notDataActions: [] };
    const here = await azure.call('GET', `${imagingArchiveId}${path}`, { oid: stranger });
    expect(here.body).toEqual({ value: [{ ...above, ...none }] });
    const there = await azure.call('GET', `${subnet}${path}`, { oid: stranger });
    expect(there.body.value).toEqual([
      { ...above, ...none },
      { actions: [join], notActions: [], ...none },
    ]);
  });

  it('are not told to whom may not read them', async () => {
    const azure = await startTestAzure();
    const path = `${imagingArchiveId}/providers/Microsoft.Authorization/permissions`;
    expect((await azure.call('GET', path, { oid: stranger })).status).toBe(403);
  });
});

describe('a write that names a subnet', () => {
  const networkAcls = { defaultAction: 'Deny', virtualNetworkRules: rules };

  it('needs the right on the subnet too', async () => {
    const refused = await withRights();
    const body = { properties: { networkAcls } };
    const answer = await refused.call('PATCH', imagingArchiveId, { oid: stranger, body });
    expect([answer.status, answer.body.error]).toEqual([
      403,
      {
        code: 'LinkedAuthorizationFailed',
        message: `The client '${stranger}' with object id '${stranger}' has permission to perform action 'Microsoft.Storage/storageAccounts/write' on scope '${imagingArchiveId}'; however, it does not have permission to perform action(s) '${join}' on the linked scope(s) '${subnet}' (respectively) or the linked scope(s) are invalid.`,
      },
    ]);
    const other = { properties: { supportsHttpsTrafficOnly: true } };
    expect((await refused.call('PATCH', imagingArchiveId, { oid: stranger, body: other })).status).toBe(200);
    const allowed = await withRights(join);
    expect((await allowed.call('PATCH', imagingArchiveId, { oid: stranger, body })).status).toBe(200);
  });

  it('is any write to a Cosmos account that has one', async () => {
    const id = `${group}/providers/Microsoft.DocumentDB/databaseAccounts/chart`;
    const body = { location: 'eastus2', properties: { virtualNetworkRules: rules } };
    const query = 'api-version=2026-03-15';
    const azure = await withRights();
    azure.simulation.resources.put({
      ...body,
      id,
      name: 'chart',
      type: 'Microsoft.DocumentDB/databaseAccounts',
    });
    const patch = { properties: { publicNetworkAccess: 'Disabled' } };
    const answer = await azure.call('PATCH', id, { oid: stranger, body: patch, query });
    expect([answer.status, answer.body.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
  });
});

describe('a deny policy', () => {
  const denial: Denial = {
    assignmentId: `${scope}/providers/Microsoft.Authorization/policyAssignments/no-plain`,
    definitionId: '/providers/Microsoft.Authorization/policyDefinitions/plain',
    denies: ({ type, properties }) =>
      type === 'Microsoft.Storage/storageAccounts' &&
      (properties as { supportsHttpsTrafficOnly?: unknown }).supportsHttpsTrafficOnly === false,
  };
  const restrictions = `${group}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`;
  const query = 'api-version=2024-10-01';

  it('refuses what would be so, and lets the rest pass', async () => {
    const azure = await withRights();
    azure.simulation.denials = [denial];
    const patch = (secure: boolean) =>
      azure.call('PATCH', imagingArchiveId, {
        oid: stranger,
        body: { properties: { supportsHttpsTrafficOnly: secure } },
      });
    expect((await patch(true)).status).toBe(200);
    const refused = await patch(false);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'RequestDisallowedByPolicy']);
    expect(refused.body.error.message).toContain(denial.assignmentId);
  });

  it('is told beforehand to whom may read it', async () => {
    const azure = await withRights();
    azure.simulation.denials = [denial];
    const { body: account } = await azure.call('GET', imagingArchiveId);
    const ask = (secure: boolean, oid = stranger) => {
      const properties = { ...account.properties, supportsHttpsTrafficOnly: secure };
      const body = { resourceDetails: { resourceContent: { ...account, properties } } };
      return azure.call('POST', restrictions, { oid, body, query });
    };
    expect((await ask(true)).body.contentEvaluationResult.policyEvaluations).toEqual([]);
    expect((await ask(false)).body.contentEvaluationResult.policyEvaluations).toMatchObject([
      {
        policyInfo: { policyAssignmentId: denial.assignmentId, policyDefinitionId: denial.definitionId },
        evaluationResult: 'NonCompliant',
        effectDetails: { policyEffect: 'Deny' },
      },
    ]);
    azure.simulation.roles.set([]);
    expect((await ask(true)).status).toBe(403);
  });
});
