/** The newest api-version that is known of each type, by its lower-case name. */
export type NewestVersions = ReadonlyMap<string, string>;

type Json = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((each): each is Json => typeof each === 'object' && each !== null) : [];

/**
 * Returns the api-versions with which a compliance scan of Azure asks: always the latest
 * (https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#policy-functions).
 * @param table a provider list, which has the versions of each type and of each path; a short form has none
 * @param pinned the api-version with which the catalogue reads each type, by its lower-case name
 */
export function newestVersions(table: unknown, pinned: NewestVersions): NewestVersions {
  const newest = new Map(pinned);
  for (const { namespace, resourceTypes } of listOf(table))
    for (const each of listOf(resourceTypes)) {
      const type = `${String(namespace)}/${String(each['resourceType'])}`.toLowerCase();
      const paths = listOf(each['aliases']).flatMap(({ paths }) => listOf(paths));
      for (const { apiVersions } of [each, ...paths])
        for (const version of Array.isArray(apiVersions) ? apiVersions : [])
          if (typeof version === 'string' && isNewer(version, newest.get(type))) newest.set(type, version);
    }
  return newest;
}

/** The newest version of a type; of a child of which none is known, that of its parent, whose provider publishes both together. */
export function newestOf(type: unknown, newest: NewestVersions): string | undefined {
  const parts = typeof type === 'string' ? type.toLowerCase().split('/') : [];
  for (let length = parts.length; length >= 2; length -= 1) {
    const known = newest.get(parts.slice(0, length).join('/'));
    if (known !== undefined) return known;
  }
  return undefined;
}

/** A preview is nobody's latest while there is a version that is none. */
function isNewer(version: string, than: string | undefined): boolean {
  if (than === undefined) return true;
  const [stable, wasStable] = [isStable(version), isStable(than)];
  return stable === wasStable ? version > than : stable;
}

const isStable = (version: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(version);
