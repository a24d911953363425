import { ArmError } from './errors.ts';
import type { Resource } from './resource.ts';
import type { Resources, Stored } from './resources.ts';

type Tags = Readonly<Record<string, string>>;

const suffix = /\/providers\/Microsoft\.Resources\/tags\/default$/i;

/** Whether the id is that of the tags of a resource, a resource group or a subscription. */
export function isTags(id: string): boolean {
  return suffix.test(id);
}

function tagsOf(resource: Resource): Tags {
  return (resource['tags'] ?? {}) as Tags;
}

function asResource(of: Resource): Resource {
  const id = `${of.id}/providers/Microsoft.Resources/tags/default`;
  return { id, name: 'default', type: 'Microsoft.Resources/tags', properties: { tags: tagsOf(of) } };
}

/** The tags as a resource of their own. https://learn.microsoft.com/rest/api/resources/tags/get-at-scope */
export function readTags(resources: Resources, id: string): Stored | undefined {
  const stored = resources.get(id.replace(suffix, ''));
  return stored && { etag: stored.etag, resource: asResource(stored.resource) };
}

/** Replaces (PUT), changes (PATCH with `operation`) or drops (DELETE) tags. Returns the tagged resource and its tags. */
export function applyTags(
  resources: Resources,
  method: string,
  id: string,
  body: unknown,
): { readonly resource: Resource; readonly tags: Resource } {
  const before = resources.get(id.replace(suffix, ''))?.resource;
  if (!before) throw new ArmError(404, 'ResourceNotFound', `'${id.replace(suffix, '')}' was not found.`);
  const { operation = 'Replace', properties } = (body ?? {}) as {
    operation?: 'Merge' | 'Replace' | 'Delete';
    properties?: { tags?: Tags };
  };
  const given = properties?.tags ?? {};
  const old = tagsOf(before);
  let tags = method === 'DELETE' ? {} : given;
  if (method === 'PATCH' && operation === 'Merge') tags = { ...old, ...given };
  if (method === 'PATCH' && operation === 'Delete')
    tags = Object.fromEntries(Object.entries(old).filter(([name]) => !(name in given)));
  const resource = { ...before, tags };
  return { resource, tags: asResource(resource) };
}
