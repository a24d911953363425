import type { Drill } from '../model/index.ts';
import { drillTablePrefix } from '../steps/index.ts';
import type { DrillPorts } from './ports.ts';

/** Removes the tables of phiwatch that a drill has restored: those with its prefix alone. @returns why they are still there; undefined: none are */
export async function removeOwnTables(
  { quarter, components }: Drill,
  { tables }: Pick<DrillPorts, 'tables'>,
): Promise<string | undefined> {
  for (const { intent, facts } of components) {
    if (intent?.what !== 'tables' || !tables) continue;
    const removed = await tables.remove(facts['tables'] ?? '', drillTablePrefix(quarter));
    if (removed.kind === 'failed') return `${intent.id} could not be removed: ${removed.why}`;
  }
  return undefined;
}
