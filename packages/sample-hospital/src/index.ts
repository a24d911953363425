import { compute } from './compute.ts';
import { governance } from './governance.ts';
import { healthData } from './health-data.ts';
import { keyVaults } from './key-vaults.ts';
import { monitor } from './monitor.ts';
import { network } from './network.ts';
import { groups, location, subscriptionId, tenantId } from './resource.ts';
import type { Group, Resource } from './resource.ts';
import { sql } from './sql.ts';
import { storage } from './storage.ts';
import { web } from './web.ts';

export * from './drill-ids.ts';
export { drillEstate } from './drill.ts';
export { groups, guid, location, subscriptionId, tenantId } from './resource.ts';
export type { Resource } from './resource.ts';
export { scale } from './scale.ts';

/** The imaging archive whose secure transfer the demo turns off. */
export const imagingArchiveId = `/subscriptions/${subscriptionId}/resourceGroups/${groups.imaging}/providers/Microsoft.Storage/storageAccounts/stlakesideimages`;

function subscriptionResource(): Resource {
  return {
    id: `/subscriptions/${subscriptionId}`,
    name: subscriptionId,
    type: 'Microsoft.Resources/subscriptions',
    subscriptionId,
    tenantId,
    displayName: 'Lakeside Health Production',
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'EnterpriseAgreement_2014-09-01',
      spendingLimit: 'Off',
    },
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    tags: { organization: 'lakeside-health' },
  };
}

function resourceGroup(group: Group): Resource {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${groups[group]}`,
    name: groups[group],
    type: 'Microsoft.Resources/subscriptions/resourceGroups',
    location,
    tags:
      group === 'shared'
        ? { environment: 'production' }
        : { environment: 'production', dataClassification: 'phi' },
    properties: { provisioningState: 'Succeeded' },
  };
}

/**
 * The sample hospital, Lakeside Health: a subscription, three resource groups and what lies in them, children and
 * extensions included, laid out as ARM answers a GET. About one resource in six has a fault. Always the same.
 */
export function estate(): Resource[] {
  const subscription = subscriptionResource();
  const resourceGroups = {
    imaging: resourceGroup('imaging'),
    clinical: resourceGroup('clinical'),
    shared: resourceGroup('shared'),
  };
  return [
    subscription,
    ...Object.values(resourceGroups),
    ...storage(),
    ...keyVaults(),
    ...sql(),
    ...web(),
    ...healthData(),
    ...network(),
    ...compute(),
    ...monitor(subscription),
    ...governance(subscription, resourceGroups),
  ];
}
