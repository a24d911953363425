import {
  parentOf,
  parseResourceId,
  resourceGroupType,
  scopeOf,
  subscriptionType,
} from '../azure/resource-id.ts';

/** `/subscriptions/S` */
export function subscriptionOf(id: string): string | undefined {
  const subscriptionId = subscriptionIdOf(id);
  return subscriptionId && `/subscriptions/${subscriptionId}`;
}

/** The subscription's GUID as spelled in the id. */
export function subscriptionIdOf(id: string): string | undefined {
  return parseResourceId(id)?.subscriptionId;
}

/** `/subscriptions/S/resourceGroups/G`, of the group itself its own id; undefined for what lies in none. */
export function resourceGroupOf(id: string): string | undefined {
  return parseResourceId(id)?.resourceGroup === undefined ? undefined : id.split('/').slice(0, 5).join('/');
}

/** Whether it is a subscription or a resource group. */
export function isContainer(id: string): boolean {
  const type = parseResourceId(id)?.type;
  return type === subscriptionType || type === resourceGroupType;
}

/** Ids of all that it lies under, the nearest first: parents, the resource that is extended, group, subscription. */
export function scopesAbove(id: string): readonly string[] {
  const above = parentOf(id) ?? scopeOf(id);
  return above === undefined ? [] : [above, ...scopesAbove(above)];
}
