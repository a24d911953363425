import type { ResourceType } from '../../rules/controls/index.ts';
import { findPath, parseAliases } from '../../rules/policy/index.ts';
import type { AliasTable } from '../../rules/policy/index.ts';
import type { Snapshot, UsedVersion } from './types.ts';

/** By lower-case type. */
type Versions = NonNullable<Snapshot['versions']>;

type Types = ReadonlyMap<string, ResourceType>;

interface ListedType {
  readonly resourceType?: string;
  readonly apiVersions?: unknown;
}

const stable = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Chooses the api-version of each known type in this cloud: the pinned one where it is offered, else the newest stable one that is
 * older and has the settings of our policies at the same paths. Other clouds get api-versions later. A child that the list does not have is
 * offered what its parent is. A type of which the list says nothing keeps its pin: a call will tell.
 * https://learn.microsoft.com/rest/api/resources/providers/list
 */
export function chooseVersions(
  providers: readonly unknown[],
  known: Types,
  aliases: AliasTable = parseAliases(providers),
): Versions {
  const offered = offeredIn(providers);
  return Object.fromEntries(
    Array.from(known, ([name, type]) => [name, choose(type, offeredTo(name, offered), aliases)]),
  );
}

function choose(
  { type, apiVersion: pin, paths = {} }: ResourceType,
  offered: readonly string[] | undefined,
  aliases: AliasTable,
): UsedVersion {
  if (!offered || offered.includes(pin)) return { pin, use: pin };
  const older = offered.filter((version) => stable.test(version) && version < pin.slice(0, 10)).toSorted();
  const use = older.findLast((version) =>
    Object.entries(paths).every(([alias, path]) => {
      const there = findPath(aliases, alias, type.toLowerCase(), version) ?? path;
      return there.toLowerCase() === path.toLowerCase();
    }),
  );
  return use === undefined ? { pin } : { pin, use };
}

function offeredTo(
  type: string,
  offered: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const parts = type.split('/');
  for (let length = parts.length; length >= 2; length -= 1) {
    const found = offered.get(parts.slice(0, length).join('/'));
    if (found) return found;
  }
  return undefined;
}

function offeredIn(providers: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  const offered = new Map<string, readonly string[]>();
  for (const provider of providers) {
    const { namespace, resourceTypes } = provider as {
      namespace?: string;
      resourceTypes?: readonly ListedType[];
    };
    for (const { resourceType, apiVersions } of resourceTypes ?? [])
      if (Array.isArray(apiVersions) && apiVersions.length > 0)
        offered.set(`${namespace}/${resourceType}`.toLowerCase(), apiVersions.map(String));
  }
  return offered;
}

/** Whether every known type has a choice that was made for its pin. */
export function isChosenFor(versions: Versions | undefined, known: Types): boolean {
  return [...known].every(([type, { apiVersion }]) => versions?.[type]?.pin === apiVersion);
}

/** A type as it is read in this cloud: by the oldest of what the subscriptions are offered. */
export function typeInCloud(type: ResourceType, choices: readonly (Versions | undefined)[]): ResourceType {
  const { apiVersion: pin } = type;
  const made = choices.flatMap((versions) => versions?.[type.type.toLowerCase()] ?? []);
  // Choices for another pin were made by another version of the app.
  const current = made.filter((each) => each.pin === pin);
  const oldest = current.flatMap(({ use }) => use ?? []).toSorted()[0] ?? pin;
  if (current.some(({ use }) => use === undefined))
    return {
      ...type,
      notOffered: `the cloud offers no api-version of it, up to ${pin}, by which our policies can read it`,
    };
  return oldest === pin ? type : { ...type, apiVersion: oldest, pinned: pin };
}

/** The types as they are read in the cloud that lists these providers. */
export function typesInCloud(providers: readonly unknown[], known: Types): ReadonlyMap<string, ResourceType> {
  const chosen = chooseVersions(providers, known);
  return new Map(Array.from(known, ([name, type]) => [name, typeInCloud(type, [chosen])]));
}

/** Lower-case types whose api-version is another one than before. */
export function typesMoved(before: Versions | undefined, after: Versions | undefined): ReadonlySet<string> {
  const moved = Object.entries(after ?? {}).filter(([type, { pin, use }]) => {
    const was = before?.[type];
    return use !== (was?.pin === pin ? was.use : pin);
  });
  return new Set(moved.map(([type]) => type));
}
