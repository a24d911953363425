/** Neither empty, nor what would make another path of an id in a URL or cannot stand in one. */
export function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name.isWellFormed();
}

/** The parts of an id of Azure Resource Manager. Everything is spelled as in the id; ids compare without regard to case. */
export interface ResourceId {
  /** Without a slash at the end. */
  readonly id: string;
  /** `Microsoft.Sql/servers/databases`; for containers `Microsoft.Resources/subscriptions[/resourceGroups]`. */
  readonly type: string;
  /** With the names of the parents: `server/database`. */
  readonly name: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** The resource that a child lies under or an extension extends. Absent for what lies in a container. */
  readonly parentId?: string;
}

export const subscriptionType = 'Microsoft.Resources/subscriptions';

export const resourceGroupType = 'Microsoft.Resources/subscriptions/resourceGroups';

/**
 * Takes an id apart; undefined for what names no resource (a collection, an action, a path with `..` in it).
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourceid
 */
export function parseResourceId(text: string): ResourceId | undefined {
  const segments = text.replace(/\/$/, '').split('/');
  if (segments[0] !== '' || !segments.slice(1).every(isSafeName)) return undefined;
  const container = containerOf(segments);
  const { length } = container.segments;
  if (segments.length === length) return container.id;
  let at = length;
  let parentId: string | undefined;
  // Each turn takes one `providers/NAMESPACE/type/name[/type/name...]`; what comes after the first extends it.
  for (;;) {
    if (!is(segments[at], 'providers')) return undefined;
    const types = [segments[at + 1] ?? ''];
    const names: string[] = [];
    at += 2;
    while (at + 1 < segments.length && !is(segments[at], 'providers')) {
      if (names.length > 0) parentId = segments.slice(0, at).join('/');
      types.push(segments[at] ?? '');
      names.push(segments[at + 1] ?? '');
      at += 2;
    }
    if (names.length === 0) return undefined;
    if (at === segments.length) {
      const { subscriptionId, resourceGroup } = container;
      return {
        id: segments.join('/'),
        type: types.join('/'),
        name: names.join('/'),
        ...(subscriptionId && { subscriptionId }),
        ...(resourceGroup && { resourceGroup }),
        ...(parentId && { parentId }),
      };
    }
    parentId = segments.slice(0, at).join('/');
  }
}

/** Type of the resource that an id names; empty where it names none. */
export function resourceTypeOf(id: string): string {
  return parseResourceId(id)?.type ?? '';
}

/** Id of the resource that a child lies under or an extension extends; undefined for what lies in a container. */
export function parentOf(id: string): string | undefined {
  return parseResourceId(id)?.parentId;
}

/** Id of the resource group that a resource lies in, else of the subscription; a resource group lies in its subscription. */
export function scopeOf(id: string): string | undefined {
  const parsed = parseResourceId(id);
  if (!parsed?.subscriptionId || parsed.type === subscriptionType) return undefined;
  const inGroup = parsed.resourceGroup && parsed.type !== resourceGroupType;
  return parsed.id
    .split('/')
    .slice(0, inGroup ? 5 : 3)
    .join('/');
}

/** Namespace of the provider of a type: `microsoft.storage`, lower case. */
export function namespaceOf(type: string): string {
  return (type.split('/')[0] ?? '').toLowerCase();
}

interface Container {
  readonly segments: readonly string[];
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** The container as a resource; absent for the tenant. */
  readonly id?: ResourceId;
}

/** The tenant, subscription or resource group with which an id begins. */
function containerOf(segments: readonly string[]): Container {
  const [, first, subscriptionId, third, resourceGroup] = segments;
  if (!is(first, 'subscriptions') || !subscriptionId) return { segments: [''] };
  if (is(third, 'resourceGroups') && resourceGroup) {
    const parts = segments.slice(0, 5);
    const owners = { subscriptionId, resourceGroup };
    const id = { id: parts.join('/'), type: resourceGroupType, name: resourceGroup, ...owners };
    return { segments: parts, ...owners, id };
  }
  const parts = segments.slice(0, 3);
  const id = { id: parts.join('/'), type: subscriptionType, name: subscriptionId, subscriptionId };
  return { segments: parts, subscriptionId, id };
}

function is(segment: string | undefined, word: string): boolean {
  return segment?.toLowerCase() === word.toLowerCase();
}

/**
 * Returns the owners that an id, or any path below one, begins with: also of collections and actions, which name no
 * resource. They are spelled as in the path.
 */
export function ownersOf(path: string): Pick<ResourceId, 'subscriptionId' | 'resourceGroup'> {
  const segments = path.split('/');
  const { subscriptionId, resourceGroup } = segments[0] === '' ? containerOf(segments) : {};
  return { ...(subscriptionId && { subscriptionId }), ...(resourceGroup && { resourceGroup }) };
}

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

/** The id of the resource that tags lie on, given theirs; any other id as it is. */
export function withoutTags(id: string): string {
  return id.replace(/\/providers\/Microsoft\.Resources\/tags\/[^/]+$/i, '');
}
