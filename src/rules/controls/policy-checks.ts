import type { AliasTable, Policy } from '../policy/index.ts';
import { aliasesNamed } from './aliases-named.ts';
import { CatalogueError } from './data-folder.ts';
import { countedFor } from './policy-file.ts';
import type { PolicyFile } from './policy-file.ts';
import type { Control, ResourceType } from './types.ts';

/** Every citation is in the catalogue, and is one that configuration can help to show. */
export function checkCitations(
  { file, definition }: PolicyFile,
  controls: ReadonlyMap<string, Pick<Control, 'proofs'>>,
): void {
  const { metadata } = definition.properties;
  if (countedFor(metadata).length === 0)
    throw new CatalogueError(
      file,
      'properties.metadata.controls',
      'must name one, or there must be an ownRule',
    );
  for (const id of metadata.related ?? [])
    if (!controls.has(id))
      throw new CatalogueError(file, 'properties.metadata.related', `${id} is not in the catalogue`);
  for (const [index, id] of countedFor(metadata).entries()) {
    const field = `properties.metadata.controls[${index}]`;
    const control = controls.get(id);
    if (!control) throw new CatalogueError(file, field, `${id} is not in the catalogue`);
    if (!control.proofs.includes('policies')) {
      throw new CatalogueError(
        file,
        field,
        `${id} is not shown by policies but by ${control.proofs.join(', ')}`,
      );
    }
  }
}

/** Every type that the policy looks at can be read, and every alias that it names has a path in one of them. */
export function checkReadable(
  { file, definition }: PolicyFile,
  policy: Policy,
  types: ReadonlyMap<string, ResourceType>,
  aliases: AliasTable,
): void {
  const rule = 'properties.policyRule';
  const read = [...(policy.resourceTypes ?? []), ...policy.relatedTypes].map((type) => type.toLowerCase());
  for (const type of read) {
    if (!types.has(type)) throw new CatalogueError(file, rule, `types.json does not say how ${type} is read`);
  }
  for (const alias of aliasesNamed(definition.properties.policyRule)) {
    const paths = aliases.entries.get(alias.toLowerCase());
    if (!paths) throw new CatalogueError(file, rule, `aliases.json has no alias ${alias}`);
    if (policy.resourceTypes && !paths.has('*') && !read.some((type) => paths.has(type))) {
      throw new CatalogueError(file, rule, `aliases.json has no path of ${alias} for ${read.join(', ')}`);
    }
  }
}

/** Parameter values that would bind to nothing are a mistake in the settings. */
export function checkParameters(
  files: readonly PolicyFile[],
  parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): void {
  for (const [name, values] of Object.entries(parameters)) {
    const policy = files.find(({ definition }) => definition.name === name);
    if (!policy) throw new CatalogueError('parameters', name, 'there is no such policy');
    const declared = new Set(
      Object.keys(policy.definition.properties.parameters).map((key) => key.toLowerCase()),
    );
    for (const key of Object.keys(values)) {
      if (declared.has(key.toLowerCase())) continue;
      throw new CatalogueError('parameters', `${name}.${key}`, 'the policy has no such parameter');
    }
  }
}
