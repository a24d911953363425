import { ArmError } from './errors.ts';

/** The thing that a path of Azure Resource Manager points at. Scopes and ids begin with a slash and end without one. */
export type Target =
  | { readonly kind: 'resource'; readonly id: string; readonly type: string; readonly name: string }
  /** All resources of a type: `scope` is a subscription, a resource group, or the resource they extend or lie under. */
  | { readonly kind: 'collection'; readonly scope: string; readonly type: string; readonly prefix: string }
  /** `/resources` of a subscription or a resource group. */
  | { readonly kind: 'resources'; readonly scope: string }
  | { readonly kind: 'operationResult'; readonly scope: string };

const container = {
  subscription: 'Microsoft.Resources/subscriptions',
  resourceGroup: 'Microsoft.Resources/subscriptions/resourceGroups',
} as const;

export { container };

/** Type and name of `Namespace/type/name[/type/name...]`. */
function typed(parts: readonly string[]): { type: string; name: string } {
  const [namespace, ...rest] = parts;
  const types = rest.filter((_, index) => index % 2 === 0);
  return { type: [namespace, ...types].join('/'), name: rest.at(-1)! };
}

function beneathProviders(scope: string, parts: readonly string[]): Target | undefined {
  if (parts.length < 2) return undefined;
  const prefix = `${scope}/providers/${parts.join('/')}`;
  if (parts.length % 2 === 1) return { kind: 'resource', id: prefix, ...typed(parts) };
  const { type } = typed([...parts, '-']);
  const parent = parts.length === 2 ? scope : `${scope}/providers/${parts.slice(0, -1).join('/')}`;
  return { kind: 'collection', scope: parent, type, prefix };
}

function containers(parts: readonly string[]): Target | undefined {
  const path = `/${parts.join('/')}`;
  const [, subscription, third, group, fifth] = parts.map((part) => part.toLowerCase());
  const scope = `/${parts.slice(0, third === 'resourcegroups' && fifth ? 4 : 2).join('/')}`;
  if (parts.length === 1)
    return { kind: 'collection', scope: '', type: container.subscription, prefix: '/subscriptions' };
  if (!third) return { kind: 'resource', id: path, type: container.subscription, name: parts[1]! };
  if (third === 'operationresults' && group)
    return { kind: 'operationResult', scope: `/subscriptions/${subscription}` };
  if (third === 'resources' && !group) return { kind: 'resources', scope };
  if (third !== 'resourcegroups') return undefined;
  if (!group) return { kind: 'collection', scope, type: container.resourceGroup, prefix: path };
  if (!fifth) return { kind: 'resource', id: path, type: container.resourceGroup, name: parts[3]! };
  return fifth === 'resources' && parts.length === 5 ? { kind: 'resources', scope } : undefined;
}

/** @throws ArmError 400 */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw new ArmError(400, 'InvalidRequestUri', `The path '${path}' is not encoded well: ${String(error)}`);
  }
}

/**
 * Reads a path. Its case is kept; comparing is left to the caller.
 * @throws ArmError 404 where no resource could be meant.
 */
export function parseTarget(path: string): Target {
  const parts = decoded(path).split('/').filter(Boolean);
  const at = parts.findLastIndex((part) => part.toLowerCase() === 'providers');
  const rooted = parts[0]?.toLowerCase() === 'subscriptions';
  const scope = `/${parts.slice(0, at).join('/')}`;
  const target = !rooted
    ? undefined
    : at > 0
      ? beneathProviders(scope, parts.slice(at + 1))
      : containers(parts);
  if (!target)
    throw new ArmError(
      404,
      'InvalidResourceType',
      `The resource path '${path}' names no resource and no collection.`,
    );
  return target;
}

/** Id of what must exist before the resource can: its parent, what it extends, its resource group or subscription. */
export function parentOf(id: string): string | undefined {
  const target = parseTarget(id);
  if (target.kind !== 'resource' || target.type === container.subscription) return undefined;
  if (target.type === container.resourceGroup) return id.split('/').slice(0, 3).join('/');
  const parts = id.split('/');
  const steps = target.type.split('/').length > 2 ? 2 : 4;
  return parts.slice(0, -steps).join('/');
}

/** Name of the resource group that an id lies in. */
export function groupOf(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
}

export function subscriptionOf(id: string): string {
  return id.split('/')[2] ?? '';
}
