import { recordTableNames, tableNames } from './table-names.ts';
import { tableOpener } from './table-opener.ts';
import type { TablesOptions } from './table-opener.ts';

/**
 * Removes the tables that a drill has restored: those that a store with its prefix names, and no others. Without such a prefix it would remove
 * what is on record.
 * @throws where the prefix is none of a drill
 */
export async function removeTables(
  options: TablesOptions & { readonly tablePrefix: `drill${string}` },
): Promise<void> {
  if (!/^drill\d{4}Q[1-4]$/.test(options.tablePrefix))
    throw new Error(`tablePrefix: expected that of a drill, like drill2026Q4, not "${options.tablePrefix}"`);
  const tableOf = tableOpener(options);
  await Promise.all([...tableNames, ...recordTableNames].map((name) => tableOf(name).deleteTable()));
}
