import { createHash } from 'node:crypto';

/** A resource as Azure Resource Manager returns it. */
export interface Resource {
  readonly id?: string;
  readonly name?: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** The tenant and the subscription of the sample hospital; made up, as everything in it. */
export const tenantId = '6c2f0d8e-41b7-4a53-9d2c-8e5b7f10a394';
export const subscriptionId = '9f3b6a1c-7d24-4e85-b0c9-2a6d8e4f1b57';

export const groups = {
  imaging: 'rg-lakeside-imaging',
  clinical: 'rg-lakeside-clinical',
  shared: 'rg-lakeside-shared',
} as const;

export type Group = keyof typeof groups;

/** Every group: that of the drills is no part of the hospital's estate. */
const names = { ...groups, drill: 'rg-lakeside-drill' } as const;

export type Place = keyof typeof names;

export const location = 'eastus2';

/** Anything of JSON that a resource may hold. */
export type Json = Readonly<Record<string, unknown>>;

/** A GUID that depends on the seed alone. */
export function guid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A moment between 2022 and 2025 that depends on the seed alone, written as resource providers write it. */
export function moment(seed: string): string {
  const seconds = parseInt(guid(seed).slice(0, 8), 16) % (3 * 365 * 86_400);
  return new Date(Date.UTC(2022, 5, 1) + seconds * 1000).toISOString().replace('.000Z', '.4150215Z');
}

/** Says who made and last changed a resource: an application by its id, never a person. */
export function systemData(seed: string): Json {
  const deployer = { By: guid('deployment pipeline'), ByType: 'Application' };
  return {
    createdBy: deployer.By,
    createdByType: deployer.ByType,
    createdAt: moment(seed),
    lastModifiedBy: deployer.By,
    lastModifiedByType: deployer.ByType,
    lastModifiedAt: moment(seed),
  };
}

export function etag(seed: string): string {
  return `W/"${guid(`etag ${seed}`)}"`;
}

/** Without the members that are undefined: ARM leaves out what was never set. */
export function defined(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

export function groupIdOf(group: Place): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${names[group]}`;
}

/** Id of a resource that lies directly in a group. */
export function idOf(group: Place, type: string, name: string): string {
  return `${groupIdOf(group)}/providers/${type}/${name}`;
}

export function tracked(group: Place, type: string, name: string, rest: Json): Resource {
  const tags = { workload: group, environment: group === 'drill' ? 'drill' : 'production' };
  return { id: idOf(group, type, name), name, type, location, tags, ...rest };
}

/** A child resource; `childType` is the last part of its type. */
export function child(parent: Resource, childType: string, name: string, rest: Json): Resource {
  return { id: `${parent.id}/${childType}/${name}`, name, type: `${parent.type}/${childType}`, ...rest };
}

/** An extension resource; it lies on any other one. */
export function extension(on: Resource, type: string, name: string, rest: Json): Resource {
  return { id: `${on.id}/providers/${type}/${name}`, name, type, ...rest };
}

export function systemIdentity(seed: string): Json {
  return { principalId: guid(`identity ${seed}`), tenantId, type: 'SystemAssigned' };
}

export const ids = {
  workspace: idOf('shared', 'Microsoft.OperationalInsights/workspaces', 'log-lakeside'),
  actionGroup: idOf('shared', 'Microsoft.Insights/actionGroups', 'ag-lakeside-security'),
  identity: idOf('shared', 'Microsoft.ManagedIdentity/userAssignedIdentities', 'id-lakeside-encryption'),
  hub: idOf('shared', 'Microsoft.Network/virtualNetworks', 'vnet-lakeside-hub'),
  clinicalNetwork: idOf('shared', 'Microsoft.Network/virtualNetworks', 'vnet-lakeside-clinical'),
  imagingNetwork: idOf('shared', 'Microsoft.Network/virtualNetworks', 'vnet-lakeside-imaging'),
  drillNetwork: idOf('drill', 'Microsoft.Network/virtualNetworks', 'vnet-lakeside-drill'),
};

/** The name at the end of an id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
