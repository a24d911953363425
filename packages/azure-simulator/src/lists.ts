import { ArmError } from './errors.ts';
import { asExpanded } from './geo-replication.ts';
import { propertiesOf } from './merge.ts';
import type { Resource } from './resource.ts';
import type { Freshness, Resources } from './resources.ts';
import { container, subscriptionOf } from './targets.ts';
import type { Target } from './targets.ts';
import { virtualList } from './virtual-lists.ts';
import { isReadOnly } from './read-only-types.ts';

/** Returns what a list shows of a resource: whole, or as `/resources` does, without properties. */
type Shape = (resource: Resource) => unknown;

interface Query {
  readonly matches: (resource: Resource) => boolean;
  readonly shape: Shape;
  /** Only ids that begin with this, in lower case, are looked at. */
  readonly prefix: string;
}

export interface Page {
  readonly value: readonly unknown[];
  /** The place where the next page begins; undefined on the last one. */
  readonly skipToken?: string;
}

const shown = [
  'id',
  'name',
  'type',
  'kind',
  'managedBy',
  'location',
  'sku',
  'plan',
  'identity',
  'tags',
  'zones',
];

function brief(resource: Resource): object {
  return Object.fromEntries(shown.filter((each) => each in resource).map((each) => [each, resource[each]]));
}

/**
 * Returns how `/resources` shows a resource. `$expand` adds `createdTime`, `changedTime` and `provisioningState`:
 * https://learn.microsoft.com/rest/api/resources/resources/list-by-resource-group
 */
function briefWith(expand: string | null, { times }: Resources): Shape {
  const wanted = new Set(expand?.split(',').map((each) => each.trim().toLowerCase()));
  return (resource) => {
    const { provisioningState } = propertiesOf(resource);
    const further = { ...times.of(resource), ...(provisioningState !== undefined && { provisioningState }) };
    const asked = Object.entries(further).filter(([each]) => wanted.has(each.toLowerCase()));
    return { ...brief(resource), ...Object.fromEntries(asked) };
  };
}

/** A resource as ARM answers it: subscriptions carry no type and no name, resource groups a shorter type. */
export function onTheWire(resource: Resource): unknown {
  if (resource.type === container.resourceGroup)
    return { ...resource, type: 'Microsoft.Resources/resourceGroups' };
  if (resource.type !== container.subscription) return asExpanded(resource);
  const { type: _type, name: _name, ...rest } = resource;
  return rest;
}

/**
 * Whether Resource Manager knows of a resource by itself: only what has a location is tracked, system databases too; groups are listed
 * elsewhere, and extensions nowhere but on their resource.
 */
export function isTracked(resource: Resource): boolean {
  const type = resource.type.toLowerCase();
  return (
    'location' in resource &&
    !isReadOnly(resource.type) &&
    resource.type !== container.resourceGroup &&
    !type.endsWith('/encryptionprotector') &&
    !type.endsWith('/vaults/keys')
  );
}

function filterOf(filter: string | null): (resource: Resource) => boolean {
  if (!filter) return () => true;
  const type = /^resourceType eq '([^']+)'$/i.exec(filter.trim())?.[1]?.toLowerCase();
  if (!type)
    throw new ArmError(
      400,
      'InvalidFilterInQueryString',
      `Invalid $filter '${filter}' specified in the query string.`,
    );
  return (resource) => resource.type.toLowerCase() === type;
}

function queryOf(
  target: Target,
  resources: Resources,
  { filter, expand }: { readonly filter: string | null; readonly expand: string | null },
): Query {
  if (target.kind === 'resources') {
    const wanted = filterOf(filter);
    return {
      prefix: `${target.scope}/`.toLowerCase(),
      shape: briefWith(expand, resources),
      matches: (resource) => isTracked(resource) && wanted(resource),
    };
  }
  if (target.kind !== 'collection')
    throw new ArmError(405, 'MethodNotAllowed', 'Only collections can be listed.');
  const type = target.type.toLowerCase();
  const scope = target.scope.toLowerCase();
  const matches = virtualList(target);
  if (matches) return { prefix: `/subscriptions/${subscriptionOf(scope)}/`, shape: onTheWire, matches };
  // https://learn.microsoft.com/rest/api/resources/management-locks/list-by-scope
  const atScope = filter?.trim().toLowerCase() === 'atscope()';
  const inSubscription = !atScope && /^\/subscriptions\/[^/]+$/.test(scope);
  const direct = `${target.prefix}/`.toLowerCase();
  const anyDepth = type === 'microsoft.authorization/roleassignments';
  return {
    prefix: inSubscription || anyDepth ? `${scope}/` : direct,
    shape: onTheWire,
    matches: (resource) => {
      if (resource.type.toLowerCase() !== type) return false;
      const id = resource.id!.toLowerCase();
      if (anyDepth || (id.startsWith(direct) && !id.slice(direct.length).includes('/'))) return true;
      const rest = id.slice(scope.length).split('/');
      return (
        inSubscription && type.split('/').length === 2 && rest[1] === 'resourcegroups' && rest.length === 7
      );
    },
  };
}

/** One page of a list, in order of the ids, of what the caller may read. `after`: the skip token of the page before. */
export function listPage(
  resources: Resources,
  target: Target,
  options: {
    readonly filter: string | null;
    readonly expand: string | null;
    readonly after: string | null;
    readonly size: number;
    readonly mayRead: (resource: Resource) => boolean;
    /** A replica answers lists as it answers single reads. */
    readonly freshness: Freshness;
  },
): Page {
  const query = queryOf(target, resources, options);
  const from = options.after ? Buffer.from(options.after, 'base64url').toString() : query.prefix;
  const value: unknown[] = [];
  let last = '';
  for (const id of resources.idsUnder(query.prefix, from)) {
    const resource = resources.get(id, options.freshness)?.resource;
    if (!resource || !query.matches(resource) || !options.mayRead(resource)) continue;
    if (value.length === options.size) return { value, skipToken: Buffer.from(last).toString('base64url') };
    value.push(query.shape(resource));
    last = id;
  }
  return { value };
}
