import { extension, guid, moment, subscriptionId } from './resource.ts';
import type { Group, Resource } from './resource.ts';

export const builtInRoles = {
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
};

/** A role assignment on a resource, a resource group or the subscription. */
function roleAssignment(
  on: Resource,
  role: keyof typeof builtInRoles,
  principal: string,
  principalType: 'User' | 'Group' | 'ServicePrincipal',
): Resource {
  const seed = `${on.id} ${role} ${principal}`;
  const by = guid('deployment pipeline');
  return extension(on, 'Microsoft.Authorization/roleAssignments', guid(seed), {
    properties: {
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`,
      principalId: guid(principal),
      principalType,
      scope: on.id,
      createdOn: moment(seed),
      updatedOn: moment(seed),
      createdBy: by,
      updatedBy: by,
    },
  });
}

function pricing(subscription: Resource, plan: string, tier: 'Standard' | 'Free'): Resource {
  return extension(subscription, 'Microsoft.Security/pricings', plan, {
    properties: {
      pricingTier: tier,
      freeTrialRemainingTime: 'PT0S',
      ...(tier === 'Standard' ? { enablementTime: moment(plan) } : {}),
    },
  });
}

/** Returns who may do what, and which plans of Defender for Cloud are on. */
export function governance(
  subscription: Resource,
  resourceGroups: Readonly<Record<Group, Resource>>,
): Resource[] {
  return [
    pricing(subscription, 'VirtualMachines', 'Standard'),
    pricing(subscription, 'SqlServers', 'Standard'),
    pricing(subscription, 'StorageAccounts', 'Free'),
    pricing(subscription, 'KeyVaults', 'Standard'),
    roleAssignment(subscription, 'owner', 'group platform-owners', 'Group'),
    roleAssignment(subscription, 'reader', 'group auditors', 'Group'),
    roleAssignment(resourceGroups.clinical, 'contributor', 'deployment pipeline', 'ServicePrincipal'),
    roleAssignment(resourceGroups.imaging, 'contributor', 'deployment pipeline', 'ServicePrincipal'),
    roleAssignment(resourceGroups.imaging, 'owner', 'imaging vendor', 'User'),
    roleAssignment(
      resourceGroups.imaging,
      'storageBlobDataContributor',
      'integration engine',
      'ServicePrincipal',
    ),
  ];
}
