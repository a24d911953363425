import type { Resource, ResourceId } from '../../model/index.ts';
import { parseResourceId, resourceGroupType, subscriptionType } from '../../model/index.ts';
import { CUT_OFF, isCutOff } from '../../rules/policy/index.ts';
import { namedAsInArm } from './member-names.ts';
import { shapeOf } from './shapes.ts';

/** A resource with the two things without which it can be neither named nor evaluated. */
export type ExportedResource = Resource & { readonly id: string };

/** The result for an element of an export: a resource, or why it is none. */
type Item =
  | { readonly kind: 'resource'; readonly resource: ExportedResource }
  | { readonly kind: 'malformed'; readonly problem: string; readonly id?: string; readonly type?: string };

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/**
 * The resources of one element: itself and what is nested under `resources`, which may be named relative to its parent as
 * in ARM templates (`{type: 'blobServices', name: 'default'}`).
 */
export function* normalize(given: unknown, parent?: ExportedResource): Generator<Item> {
  if (!isObject(given)) {
    const problem =
      typeof given === 'string' && isCutOff(given)
        ? CUT_OFF
        : `not a resource: expected an object, got ${describe(given)}`;
    yield { kind: 'malformed', problem };
    return;
  }
  const value = namedAsInArm(given);
  const named = parent === undefined ? ofContainer(value) : ofChild(value, parent);
  const { id, type } = named;
  if (!isText(type) || !isText(id)) {
    const missing = isText(type) ? 'id' : 'type';
    const problem =
      named[missing] === undefined
        ? (shapeOf(value) ?? `the resource has no ${missing}`)
        : `the resource's ${missing} is not a text: ${describe(named[missing])}`;
    yield { kind: 'malformed', problem, ...(isText(id) && { id }), ...(isText(type) && { type }) };
    return;
  }
  const parsed = parseResourceId(id);
  const typeOfId = parsed?.type;
  if (typeOfId?.toLowerCase() !== type.toLowerCase()) {
    const problem = typeOfId === undefined ? 'the id names no resource' : `the id is that of a ${typeOfId}`;
    yield { kind: 'malformed', problem, id, type };
    return;
  }
  const resource: ExportedResource = { ...withoutBlanks(named), ...ownName(named, parsed), id, type };
  yield { kind: 'resource', resource };
  if (Array.isArray(value['resources']))
    for (const child of value['resources']) yield* normalize(child, resource);
}

/** `az resource list` and Get-AzResource name a child with its parents, `server/database`; to a policy its name is the last part. */
function ownName({ name }: Json, parsed: ResourceId | undefined): { readonly name?: string } {
  if (!isText(name) || !name.includes('/') || name.toLowerCase() !== parsed?.name.toLowerCase()) return {};
  return { name: name.slice(name.lastIndexOf('/') + 1) };
}

/**
 * ARM's GET of a subscription has no type, and that of a resource group another one than policies know it by; Get-AzResourceGroup
 * gives no type, and another member for the name.
 */
function ofContainer(value: Json): Json {
  const { id, type, ResourceGroupName: groupName } = value;
  if (!isText(id)) return value;
  if (type === undefined && isText(groupName) && parseResourceId(id)?.type === resourceGroupType)
    return { ...value, name: groupName, type: resourceGroupType };
  if (type === undefined && /^\/subscriptions\/[^/]+\/?$/i.test(id) && isText(value['subscriptionId']))
    return { ...value, type: subscriptionType };
  if (isText(type) && /^microsoft\.resources\/(subscriptions\/)?resourcegroups$/i.test(type))
    return { ...value, type: resourceGroupType };
  return value;
}

function ofChild(child: Json, parent: ExportedResource): Json {
  const { type, name } = child;
  if (!isText(type) || !isText(name)) return child;
  const inside = type.toLowerCase().startsWith(`${parent.type.toLowerCase()}/`)
    ? type.slice(parent.type.length + 1)
    : type;
  // `Microsoft.Insights/diagnosticSettings` is whole: it extends the parent; `blobServices` lies in it.
  const isExtension = inside === type && type.split('/', 1)[0]?.includes('.') === true;
  const [namespace, ...types] = isExtension ? type.split('/') : [undefined, ...inside.split('/')];
  const names = name.split('/').slice(-types.length);
  if (names.length < types.length) return child;
  const path = types.map((type, index) => `${type}/${names[index]}`).join('/');
  return {
    ...child,
    id: child['id'] ?? `${parent.id}/${namespace === undefined ? '' : `providers/${namespace}/`}${path}`,
    type: isExtension ? type : `${parent.type}/${inside}`,
    name: names.at(-1),
  };
}

const graphColumns = new Set([
  'kind',
  'managedBy',
  'location',
  'sku',
  'plan',
  'identity',
  'zones',
  'tags',
  'extendedLocation',
]);

/** Whether a resource is a row of Resource Graph, which has columns that Resource Manager does not give. */
export function isGraphRow(resource: Json): boolean {
  return 'tenantId' in resource && 'resourceGroup' in resource;
}

/** Resource Graph gives every column, empty where ARM gives none: undefined tells that the column was there. */
function withoutBlanks(resource: Json): Json {
  if (!isGraphRow(resource)) return resource;
  return Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [
      name,
      graphColumns.has(name) && (value === null || value === '') ? undefined : value,
    ]),
  );
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
