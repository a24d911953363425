import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAliases } from '../../src/rules/policy/index.ts';
import type { AliasTable } from '../../src/rules/policy/index.ts';
import type { AliasTableName } from './case.ts';

const FILES: Record<AliasTableName, string> = {
  test: 'conformance/azure-policy/aliases.test.json',
  versioned: 'conformance/azure-policy/aliases.versioned.json',
  builtin: 'builtin-policies/aliases.json',
};

/**
 * The alias tables that cases name, read from `shared` when first asked for. Names that a table does not hold follow the plain
 * convention, which holds for conformance cases alone. Throws where a table is named that is not there.
 */
export function aliasTables(shared: string): (name: string | undefined) => AliasTable {
  const tables = new Map<string | undefined, AliasTable>();
  return (name) => {
    const known = tables.get(name);
    if (known !== undefined) return known;
    const table = parseAliases(name === undefined ? {} : readTable(shared, name), { fallback: 'convention' });
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
