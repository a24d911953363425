import type { ResourceType } from '../../rules/controls/index.ts';
import { aliasesNamed } from '../../rules/controls/index.ts';
import { parseAliases } from '../../rules/policy/index.ts';
import { chooseVersions } from './api-versions.ts';
import type { Snapshot } from './types.ts';

type Types = ReadonlyMap<string, ResourceType>;

type Json = Readonly<Record<string, unknown>>;

/**
 * The part of the provider list that the definitions use: the path of each alias in the one api-version with which its
 * type is read, how types are read that the catalogue does not know, and in which api-version those that it knows.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-alias
 */
export function reduceProviders(
  providers: readonly unknown[],
  definitions: readonly unknown[],
  known: Types,
): Pick<Snapshot, 'aliases' | 'types' | 'versions'> {
  const wanted = new Set(definitions.flatMap(aliasesNamed).map((alias) => alias.toLowerCase()));
  const mentioned = typesMentioned(definitions);
  const types = typesIn(providers).filter(({ type }) => {
    const lower = type.toLowerCase();
    return mentioned.has(lower) && !known.has(lower);
  });
  const table = parseAliases(providers);
  const chosen = chooseVersions(providers, known, table);
  const versions = new Map([
    ...Array.from(known, ([type, { apiVersion }]) => [type, chosen[type]?.use ?? apiVersion] as const),
    ...types.map(({ type, apiVersion }) => [type.toLowerCase(), apiVersion] as const),
  ]);
  const aliases: Record<string, Record<string, string>> = {};
  for (const alias of wanted) {
    for (const [type, path] of table.entries.get(alias) ?? []) {
      const version = versions.get(type)?.toLowerCase();
      (aliases[alias] ??= {})[type] = (version && path.versions.get(version)) ?? path.path;
    }
  }
  return { aliases, types, versions: chosen };
}

/** Every text in a definition that may be a resource type. */
function typesMentioned(definitions: readonly unknown[]): ReadonlySet<string> {
  const texts = JSON.stringify(definitions).matchAll(/"(Microsoft\.[A-Za-z0-9.]+(?:\/[A-Za-z0-9]+)+)"/gi);
  const types = new Set<string>();
  for (const [, type = ''] of texts) {
    // A child is reached by its parents: their listings have api-versions too.
    const parts = type.toLowerCase().split('/');
    for (let length = 2; length <= parts.length; length += 1) types.add(parts.slice(0, length).join('/'));
  }
  return types;
}

function typesIn(providers: readonly unknown[]): readonly ResourceType[] {
  return providers.flatMap((provider) => {
    const { namespace, resourceTypes } = provider as { namespace?: string; resourceTypes?: readonly Json[] };
    return (resourceTypes ?? []).flatMap((each) =>
      typeOf(`${namespace}/${String(each['resourceType'])}`, each),
    );
  });
}

function typeOf(type: string, described: Json): readonly ResourceType[] {
  const listed = Array.isArray(described['apiVersions']) ? described['apiVersions'].map(String) : [];
  const stable = listed.filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version)).toSorted();
  const stated = described['defaultApiVersion'];
  const apiVersion = typeof stated === 'string' ? stated : (stable.at(-1) ?? listed.toSorted().at(-1));
  if (apiVersion === undefined) return [];
  const capabilities = typeof described['capabilities'] === 'string' ? described['capabilities'] : '';
  const has = (word: string) => capabilities.includes(word);
  const isChild = type.split('/').length > 2;
  return [
    {
      type,
      apiVersion,
      kind: has('SupportsExtension') ? 'extension' : isChild ? 'child' : 'tracked',
      indexed: has('SupportsTags') && has('SupportsLocation'),
    },
  ];
}
