import { ArmError } from '../errors.ts';
import type { Resource } from '../resource.ts';

function properties(definition: Resource): Readonly<Record<string, unknown>> {
  return (definition['properties'] ?? {}) as Readonly<Record<string, unknown>>;
}

/** The version that a definition has, as a resource of its own. There are no others: older ones are not kept here. */
export function versionsOf(definition: Resource): readonly Resource[] {
  const version = properties(definition)['version'];
  if (typeof version !== 'string') return [];
  return [
    {
      ...definition,
      id: `${definition.id}/versions/${version}`,
      name: version,
      type: `${definition.type}/versions`,
    },
  ];
}

/** @throws ArmError 404 where there is no such version. */
export function versionOf(definition: Resource, version: string): Resource {
  const found = versionsOf(definition).find(({ name }) => name === version);
  if (found) return found;
  throw new ArmError(
    404,
    'PolicyDefinitionVersionNotFound',
    `The version '${version}' of '${definition.id}' could not be found.`,
  );
}
