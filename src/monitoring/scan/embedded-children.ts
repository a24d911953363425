import { scopesAbove } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ExportedResource } from './normalize-resource.ts';

/** Children that their parent shows in an array of its properties too, by the parent's lower-case type. An export may have them as resources of their own alone. */
const arrays: Readonly<Record<string, readonly string[]>> = {
  'microsoft.network/networksecuritygroups': ['securityRules'],
  'microsoft.network/routetables': ['routes'],
  'microsoft.network/virtualnetworks': ['subnets'],
};

/** The lower-case types of such children. */
export const embeddedTypes: readonly string[] = Object.entries(arrays).flatMap(([type, names]) =>
  names.map((name) => `${type}/${name.toLowerCase()}`),
);

/** The id of the resource that a child is shown in; undefined: it is no such child. */
export function holderOf({ id, type }: ExportedResource): string | undefined {
  return embeddedTypes.includes(type.toLowerCase()) ? scopesAbove(id)[0] : undefined;
}

/** A resource with those of its children in place that the file has as resources of their own. @param childrenOf by type, as the parent's with the name of the array */
export function withEmbedded(
  resource: ExportedResource,
  childrenOf: (type: string) => readonly Resource[],
): ExportedResource {
  const { properties } = resource;
  if (properties !== undefined && !isObject(properties)) return resource;
  const shown = (arrays[resource.type.toLowerCase()] ?? []).flatMap((name) => {
    const own = properties?.[name] ?? [];
    const children = childrenOf(`${resource.type}/${name}`);
    if (!Array.isArray(own) || children.length === 0) return [];
    const names = new Set(own.map(nameOf));
    return [[name, [...own, ...children.filter((child) => !names.has(nameOf(child)))]] as const];
  });
  return shown.length === 0
    ? resource
    : { ...resource, properties: { ...properties, ...Object.fromEntries(shown) } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(child: unknown): string {
  return isObject(child) && typeof child['name'] === 'string' ? child['name'].toLowerCase() : '';
}
