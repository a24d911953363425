import { isDeepStrictEqual } from 'node:util';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';
import { parentOf } from './targets.ts';

/** Children that their parent also shows in an array of its own properties, by the parent's lower-case type. */
const arrays: Readonly<Record<string, readonly string[]>> = {
  'microsoft.network/networksecuritygroups': ['securityRules'],
  'microsoft.network/virtualnetworks': ['subnets'],
  'microsoft.storage/storageaccounts': ['privateEndpointConnections'],
  'microsoft.healthcareapis/workspaces': ['privateEndpointConnections'],
};

interface Element {
  readonly id?: string;
  readonly name?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

function properties(resource: Resource): Readonly<Record<string, unknown>> {
  return (resource['properties'] ?? {}) as Readonly<Record<string, unknown>>;
}

function complete(element: Element, parent: Resource, array: string): Resource & { readonly id: string } {
  const name = element.name ?? element.id?.split('/').at(-1) ?? '';
  const given = { provisioningState: 'Succeeded', ...element.properties };
  return {
    ...element,
    name,
    id: `${parent.id}/${array}/${name}`,
    type: `${parent.type}/${array}`,
    properties: given,
  };
}

/** Completes the elements that a writer named only, and makes the child resources agree with the parent's arrays. */
export function spread(resources: Resources, parent: Resource): Resource {
  const completed: Record<string, unknown> = {};
  for (const array of arrays[parent.type.toLowerCase()] ?? []) {
    const given = properties(parent)[array];
    if (!Array.isArray(given)) continue;
    const elements = (given as Element[]).map((element) => complete(element, parent, array));
    completed[array] = elements;
    const wanted = new Set(elements.map((element) => element.id.toLowerCase()));
    const prefix = `${parent.id}/${array}/`.toLowerCase();
    const unwanted = [...resources.idsUnder(prefix)].filter((id) => !wanted.has(id));
    for (const id of unwanted) resources.remove(id);
    for (const element of elements) {
      const before = resources.get(element.id)?.resource;
      if (!isDeepStrictEqual(before?.['properties'], element['properties'])) resources.put(element);
    }
  }
  return Object.keys(completed).length === 0
    ? parent
    : { ...parent, properties: { ...properties(parent), ...completed } };
}

/** Makes the parent's array agree with a child that was written (`child`) or removed (undefined). */
export function fold(resources: Resources, childId: string, child: Resource | undefined): void {
  const parent = resources.get(parentOf(childId) ?? '')?.resource;
  const array = childId.split('/').at(-2)?.toLowerCase();
  const name = parent && arrays[parent.type.toLowerCase()]?.find((each) => each.toLowerCase() === array);
  if (!parent || !name) return;
  const others = ((properties(parent)[name] ?? []) as Element[]).filter(
    (element) => element.id?.toLowerCase() !== childId.toLowerCase(),
  );
  resources.put({
    ...parent,
    properties: { ...properties(parent), [name]: child ? [...others, child] : others },
  });
}
