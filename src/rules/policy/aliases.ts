import { PolicyError } from './policy-error.ts';
import { isObject } from './value.ts';

/** The place of an alias in the resources of one type. */
interface AliasPath {
  readonly path: string;
  /** Paths of other api-versions, by lower-case version. */
  readonly versions: ReadonlyMap<string, string>;
  /** False where Azure says that `modify` cannot set it; undefined where it does not say. */
  readonly modifiable?: boolean;
}

/** Paths of every alias, keyed by (resource type, alias): `Microsoft.Compute/imageOffer` differs between types. */
export interface AliasTable {
  /** Lower-case alias to lower-case resource type (`*`: any) to path. */
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, AliasPath>>;
  /** The meaning of a name that is in no entry: unresolved, or the plain convention `<type>/<path>` -> `properties.<path>`. */
  readonly fallback: 'none' | 'convention';
}

type Entries = Map<string, Map<string, AliasPath>>;

const NO_VERSIONS: ReadonlyMap<string, string> = new Map();

/**
 * Reads an alias table: Azure's provider list (`GET /providers?$expand=resourceTypes/aliases`: an array, or `{value}`)
 * or the short form `{alias: {type: path}}`.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-alias
 */
export function parseAliases(json: unknown, options: { fallback?: AliasTable['fallback'] } = {}): AliasTable {
  const entries: Entries = new Map();
  const providers = isObject(json) && Array.isArray(json['value']) ? json['value'] : json;
  if (Array.isArray(providers)) for (const provider of providers) addProvider(entries, provider);
  else if (isObject(providers)) addShortForm(entries, providers);
  else throw new PolicyError('aliases', 'expected an object or a list of resource providers');
  return { entries, fallback: options.fallback ?? 'none' };
}

function addShortForm(entries: Entries, table: Readonly<Record<string, unknown>>): void {
  for (const [alias, types] of Object.entries(table)) {
    if (!isObject(types)) throw new PolicyError(`aliases['${alias}']`, 'expected {type: path}');
    for (const [type, path] of Object.entries(types)) {
      if (typeof path !== 'string')
        throw new PolicyError(`aliases['${alias}']['${type}']`, 'expected a path');
      add(entries, alias, type, { path, versions: NO_VERSIONS });
    }
  }
}

function addProvider(entries: Entries, provider: unknown): void {
  if (!isObject(provider) || !Array.isArray(provider['resourceTypes'])) return;
  for (const type of provider['resourceTypes'].filter(isObject)) {
    const name = `${String(provider['namespace'])}/${String(type['resourceType'])}`;
    for (const alias of Array.isArray(type['aliases']) ? type['aliases'].filter(isObject) : []) {
      const path = pathOf(alias);
      if (path) add(entries, String(alias['name']), name, path);
    }
  }
}

function pathOf(alias: Readonly<Record<string, unknown>>): AliasPath | undefined {
  const listed = Array.isArray(alias['paths']) ? alias['paths'].filter(isObject) : [];
  const path = alias['defaultPath'] ?? listed[0]?.['path'];
  if (typeof path !== 'string') return undefined;
  const versions = new Map<string, string>();
  for (const { path: other, apiVersions } of listed) {
    if (typeof other !== 'string' || !Array.isArray(apiVersions)) continue;
    for (const version of apiVersions) versions.set(String(version).toLowerCase(), other);
  }
  const metadata = alias['defaultMetadata'];
  const attributes = isObject(metadata) ? metadata['attributes'] : undefined;
  return {
    path,
    versions,
    ...(typeof attributes === 'string' ? { modifiable: attributes.toLowerCase() === 'modifiable' } : {}),
  };
}

function add(entries: Entries, alias: string, type: string, path: AliasPath): void {
  const key = alias.toLowerCase();
  const types = entries.get(key) ?? new Map<string, AliasPath>();
  if (!entries.has(key)) entries.set(key, types);
  types.set(type.toLowerCase(), path);
}

/**
 * The path of an alias for a resource of some type: the type's own, else that of the other types where they agree.
 * Undefined: the alias is unknown, or means different things and none for this type.
 */
export function findPath(
  table: AliasTable,
  alias: string,
  type: string,
  apiVersion: string | undefined,
): string | undefined {
  const types = table.entries.get(alias.toLowerCase());
  if (!types) return table.fallback === 'convention' ? conventionalPath(alias) : undefined;
  const own = types.get(type) ?? types.get('*');
  if (own) return versioned(own, apiVersion);
  const paths = new Set([...types.values()].map((entry) => versioned(entry, apiVersion).toLowerCase()));
  const [first] = types.values();
  return first && paths.size === 1 ? versioned(first, apiVersion) : undefined;
}

function versioned(entry: AliasPath, apiVersion: string | undefined): string {
  return (apiVersion && entry.versions.get(apiVersion.toLowerCase())) || entry.path;
}

function conventionalPath(alias: string): string {
  return `properties.${alias.slice(alias.lastIndexOf('/') + 1)}`;
}

/** Whether every resource of every api-version has the alias at the same path, so that it can be bound once. */
export function hasOnePath(table: AliasTable, alias: string): boolean {
  const types = table.entries.get(alias.toLowerCase());
  if (!types) return true;
  const paths = new Set<string>();
  for (const entry of types.values()) {
    paths.add(entry.path);
    for (const path of entry.versions.values()) paths.add(path);
  }
  return paths.size === 1;
}

/** Whether `modify` may set the alias. A name without a slash is a plain path, which nothing forbids. */
export function isModifiable(table: AliasTable, alias: string): boolean {
  const types = table.entries.get(alias.toLowerCase());
  return !types || [...types.values()].every((entry) => entry.modifiable !== false);
}
