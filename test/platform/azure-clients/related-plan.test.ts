import { describe, expect, it } from 'vitest';
import { planRelated } from '../../../src/platform/azure-clients/related-plan.ts';
import { account, group, subscription, types } from './fake-arm.ts';

const isExtension = (type: string) => types.get(type.toLowerCase())?.kind === 'extension';
const server = `${group}/providers/Microsoft.Sql/servers/s`;

/** `segment=name`, `*` where it is not known, `!` where it is listed nevertheless. */
function way(
  type: string,
  under: string,
  name?: string,
  scope: 'resource' | 'resourceGroup' | 'subscription' = 'resource',
) {
  const plan = planRelated({ type, under, scope, ...(name && { name }) }, isExtension);
  const steps = plan?.levels.map(
    ({ segment, name = '*', listed }) => `${segment}=${name}${listed ? '!' : ''}`,
  );
  return plan && [plan.path, ...(steps ?? [])].join(' ');
}

describe('planRelated', () => {
  it('goes from a parent to its children, by name or all', () => {
    const tde = 'Microsoft.Sql/servers/databases/transparentDataEncryption';
    expect(way('Microsoft.Sql/servers/databases', server)).toBe(`${server} databases=*`);
    expect(way('microsoft.sql/SERVERS/databases', server, 'd')).toBe(`${server} databases=d`);
    expect(way('Microsoft.Sql/servers/databases', server, 's/d')).toBe(`${server} databases=d`);
    expect(way(tde, server, 'current')).toBe(`${server} databases=* transparentDataEncryption=current`);
    expect(way(tde, server, '?/current')).toBe(`${server} databases=* transparentDataEncryption=current`);
    expect(way(tde, server, 'd/?')).toBe(`${server} databases=d transparentDataEncryption=*`);
    expect(way(tde, server, 's/d/current')).toBe(`${server} databases=d transparentDataEncryption=current`);
  });

  it('does not take a type for the child of one that begins alike', () => {
    expect(way('Microsoft.Storage/storageAccountsX/y', account)).toBe(
      `${account}/providers/Microsoft.Storage storageAccountsX=* y=*`,
    );
  });

  it('finds extensions right under what they extend', () => {
    expect(way('Microsoft.Insights/diagnosticSettings', account)).toBe(
      `${account}/providers/Microsoft.Insights diagnosticSettings=*`,
    );
    expect(way('Microsoft.Insights/diagnosticSettings', account, 'd')).toBe(
      `${account}/providers/Microsoft.Insights diagnosticSettings=d`,
    );
    const assignment = 'Microsoft.Authorization/policyAssignments';
    expect(way(assignment, subscription, 'a', 'subscription')).toBe(
      `${subscription}/providers/Microsoft.Authorization policyAssignments=a`,
    );
  });

  it('lists a subscription where only the name is known, and not a resource group', () => {
    const type = 'Microsoft.Insights/activityLogAlerts';
    expect(way(type, subscription, 'a', 'subscription')).toBe(
      `${subscription}/providers/Microsoft.Insights activityLogAlerts=a!`,
    );
    expect(way(type, group, 'a', 'resourceGroup')).toBe(
      `${group}/providers/Microsoft.Insights activityLogAlerts=a`,
    );
    expect(way('Microsoft.Sql/servers/databases', subscription, 's/d', 'subscription')).toBe(
      `${subscription}/providers/Microsoft.Sql servers=s! databases=d`,
    );
  });

  it('knows resource groups and the subscription itself', () => {
    const groups = 'Microsoft.Resources/subscriptions/resourceGroups';
    expect(way(groups, subscription, undefined, 'subscription')).toBe(`${subscription} resourceGroups=*`);
    expect(way('Microsoft.Resources/subscriptions', subscription, undefined, 'subscription')).toBe(
      subscription,
    );
  });

  it.each([
    ['Microsoft.Sql', server, undefined],
    ['Microsoft.Sql/servers/', server, undefined],
    ['Microsoft.Sql/servers/databases', 'nowhere', undefined],
    ['Microsoft.Sql/servers/databases', server, '../../x'],
    ['Microsoft.Sql/servers/databases', server, 'a//b'],
  ])('has no way to %s under %s by name %s', (type, under, name) => {
    expect(way(type, under, name)).toBeUndefined();
  });
});
