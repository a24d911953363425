import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAliases } from '../../src/rules/policy/index.ts';
import type { AliasTable } from '../../src/rules/policy/index.ts';
import type { AliasTableName } from './case.ts';
import { newestVersions } from './newest-versions.ts';
import type { NewestVersions } from './newest-versions.ts';

const FILES: Record<AliasTableName, string> = {
  test: 'conformance/azure-policy/aliases.test.json',
  versioned: 'conformance/azure-policy/aliases.versioned.json',
  builtin: 'builtin-policies/aliases.json',
};

/** The paths of aliases, and the api-versions with which a case that names none is evaluated. */
export interface CaseTable extends AliasTable {
  readonly newest: NewestVersions;
}

const TYPES = join(import.meta.dirname, '../../controls/types.json');

/**
 * The alias tables that cases name, read from `shared` when first asked for. Names that a table does not hold follow the plain
 * convention, which holds for conformance cases alone. Throws where a table is named that is not there.
 */
export function aliasTables(shared: string): (name: string | undefined) => CaseTable {
  const tables = new Map<string | undefined, CaseTable>();
  const pinned = pinnedVersions();
  return (name) => {
    const known = tables.get(name);
    if (known !== undefined) return known;
    const json = name === undefined ? {} : readTable(shared, name);
    const newest = newestVersions(json, pinned);
    const table = { ...parseAliases(json, { fallback: 'convention' }), newest };
    tables.set(name, table);
    return table;
  };
}

function readTable(shared: string, name: string): unknown {
  if (!Object.hasOwn(FILES, name))
    throw new Error(`aliases: "${name}" is none of ${Object.keys(FILES).join(', ')}`);
  const path = join(shared, FILES[name as AliasTableName]);
  if (!existsSync(path)) throw new Error(`${path} is missing: --shared DIR names the folder that holds it`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Returns the api-version with which the catalogue reads each type. */
function pinnedVersions(): NewestVersions {
  const types = JSON.parse(readFileSync(TYPES, 'utf8')) as Record<string, { readonly apiVersion: string }>;
  return new Map(Object.entries(types).map(([type, { apiVersion }]) => [type, apiVersion]));
}
