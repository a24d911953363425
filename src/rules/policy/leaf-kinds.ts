import type { AliasTable } from './aliases.ts';
import type { LeafKind } from './steps.ts';

/** Lower-case paths of the aliases of each type. */
const PATHS = new WeakMap<AliasTable, ReadonlyMap<string, readonly string[]>>();

/** Members of every resource that are objects. */
const OBJECTS: ReadonlySet<string> = new Set(['identity', 'plan', 'sku', 'tags']);

/**
 * The kind of what lies at a path, as far as the aliases tell: into an object or an array other paths lead. No table of Azure says it of every
 * alias.
 */
export function leafKind(table: AliasTable, alias: string, path: string): LeafKind {
  const lower = path.toLowerCase();
  if (OBJECTS.has(lower)) return 'object';
  const kinds = new Set<LeafKind>();
  for (const type of table.entries.get(alias.toLowerCase())?.keys() ?? []) {
    const paths = pathsOf(table).get(type) ?? [];
    if (paths.some((each) => each.startsWith(`${lower}.`))) kinds.add('object');
    else kinds.add(paths.some((each) => each.startsWith(`${lower}[`)) ? 'array' : undefined);
  }
  const [kind] = kinds;
  return kinds.size === 1 ? kind : undefined;
}

function pathsOf(table: AliasTable): ReadonlyMap<string, readonly string[]> {
  const known = PATHS.get(table);
  if (known) return known;
  const paths = new Map<string, string[]>();
  for (const types of table.entries.values())
    for (const [type, { path, versions }] of types) {
      const own = paths.get(type) ?? [];
      own.push(...[path, ...versions.values()].map((each) => each.toLowerCase()));
      paths.set(type, own);
    }
  PATHS.set(table, paths);
  return paths;
}
