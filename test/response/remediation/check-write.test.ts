import type { Denial } from '@phiwatch/azure-simulator';
import { describe, expect, test } from 'vitest';
import role from '../../../infra/remediation-role.json' with { type: 'json' };
import { failingCase, remediable, startWrites, subscription } from './catalogue-writes.ts';

const join = 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action';
const subnet = `${subscription}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/apps`;
const withoutJoin = role.Actions.filter((action) => action !== join);

/** The failing case of a policy, with a rule for a subnet. */
function withSubnet(policy: string) {
  const [resource, ...related] = failingCase(policy);
  const properties = resource!['properties'] as Record<string, unknown>;
  const virtualNetworkRules = [{ id: subnet, action: 'Allow' }];
  const ruled =
    resource!.type === 'Microsoft.DocumentDB/databaseAccounts'
      ? { virtualNetworkRules }
      : { networkAcls: { ...(properties['networkAcls'] as object), virtualNetworkRules } };
  return [{ ...resource!, properties: { ...properties, ...ruled } }, ...related];
}

test.each(remediable.map(({ name }) => name))('%s is remediated under the shipped role', async (policy) => {
  const resources = failingCase(policy);
  const { apply } = await startWrites(resources);
  expect(await apply(policy, resources[0]!.id)).toMatchObject({ kind: 'written' });
});

describe('a resource with a rule for a subnet', () => {
  const policies = [
    'storage-network-denies-by-default',
    'key-vault-network-denies-by-default',
    'cosmos-forbids-public-network',
  ];

  test.each(policies)('is remediated by %s under the shipped role', async (policy) => {
    const resources = withSubnet(policy);
    const { apply } = await startWrites(resources);
    expect(await apply(policy, resources[0]!.id)).toMatchObject({ kind: 'written' });
  });

  test.each(policies)('is not by %s without the right on the subnet, which is named', async (policy) => {
    const resources = withSubnet(policy);
    const { apply, sent } = await startWrites(resources, { actions: withoutJoin });
    expect(await apply(policy, resources[0]!.id)).toEqual({
      kind: 'blocked',
      why: `the remediation identity lacks ${join} on ${subnet}: assign it the role of infra/remediation-role.json there`,
    });
    expect(sent()).toEqual([]);
  });

  test('needs no right on the subnet where the write does not name it', async () => {
    const policy = 'storage-requires-secure-transfer';
    const resources = withSubnet(policy);
    const { apply } = await startWrites(resources, { actions: withoutJoin });
    expect(await apply(policy, resources[0]!.id)).toMatchObject({ kind: 'written' });
  });
});

describe('a deny policy of the tenant', () => {
  const policy = 'storage-requires-secure-transfer';
  const denial: Denial = {
    assignmentId: `${subscription}/providers/Microsoft.Authorization/policyAssignments/tags`,
    definitionId: '/providers/Microsoft.Authorization/policyDefinitions/need-a-tag',
    denies: ({ tags }) => (tags as Record<string, string> | undefined)?.['cost'] === undefined,
  };

  test('that the write would offend is named, and nothing is sent', async () => {
    const resources = failingCase(policy);
    const { apply, azure, sent } = await startWrites(resources);
    azure.simulation.denials = [denial];
    expect(await apply(policy, resources[0]!.id)).toEqual({
      kind: 'blocked',
      why: `the policy assignment ${denial.assignmentId} denies the write (policy ${denial.definitionId})`,
    });
    expect(sent()).toEqual([]);
  });

  test('is waited for where it cannot be checked now, and told where it may not be', async () => {
    const resources = failingCase(policy);
    const { apply, azure, sent } = await startWrites(resources);
    const idPattern = 'checkPolicyRestrictions';
    azure.simulation.faults.add({
      match: { method: 'POST', idPattern },
      times: 1,
      status: 429,
      retryAfter: 90,
    });
    expect(await apply(policy, resources[0]!.id)).toMatchObject({
      kind: 'wait',
      why: 'it cannot be checked whether a policy denies the write: HTTP 429 TooManyRequests',
    });
    azure.simulation.faults.add({ match: { method: 'POST', idPattern }, times: 1, status: 403 });
    expect(await apply(policy, resources[0]!.id)).toEqual({
      kind: 'blocked',
      why: `it cannot be checked whether a policy denies the write: HTTP 403 AuthorizationFailed: the remediation identity lacks Microsoft.PolicyInsights/checkPolicyRestrictions/read on ${resources[0]!.id.split('/').slice(0, 5).join('/')}: assign it the role of infra/remediation-role.json there`,
    });
    expect(sent()).toEqual([]);
    expect(await apply(policy, resources[0]!.id)).toMatchObject({ kind: 'written' });
  });

  test('is for people where the subscription has not registered the provider that is asked', async () => {
    const resources = failingCase(policy);
    const { apply, azure, sent } = await startWrites(resources);
    azure.simulation.faults.add({
      match: { method: 'POST', idPattern: 'checkPolicyRestrictions' },
      status: 409,
      code: 'MissingSubscriptionRegistration',
    });
    expect(await apply(policy, resources[0]!.id)).toEqual({
      kind: 'blocked',
      why: 'it cannot be checked whether a policy denies the write: HTTP 409 MissingSubscriptionRegistration: the resource provider is not registered in the subscription',
    });
    expect(sent()).toEqual([]);
  });
});

test('rights that cannot be read are waited for', async () => {
  const policy = 'storage-requires-secure-transfer';
  const resources = failingCase(policy);
  const { apply, azure, sent } = await startWrites(resources);
  const idPattern = 'Microsoft.Authorization/permissions';
  azure.simulation.faults.add({ match: { method: 'GET', idPattern }, times: 1, status: 503 });
  expect(await apply(policy, resources[0]!.id)).toMatchObject({
    kind: 'wait',
    why: 'the rights of the remediation identity cannot be read: HTTP 503 ServiceUnavailable',
  });
  expect(sent()).toEqual([]);
});

test('a token of another client than the setting names is refused for every write', async () => {
  const policy = 'storage-requires-secure-transfer';
  const resources = failingCase(policy);
  const other = '33333333-0000-4000-a000-00000000000c';
  const { apply, sent } = await startWrites(resources, { client: other });
  expect(await apply(policy, resources[0]!.id)).toEqual({
    kind: 'blocked',
    why: `all writes are refused: the token is of the client ${other}, not of REMEDIATION_CLIENT_ID 22222222-0000-4000-a000-00000000000b`,
  });
  expect(sent()).toEqual([]);
});
