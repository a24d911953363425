import type { ResourceState } from '../../model/index.ts';
import { covers } from '../../records/index.ts';
import { criticalities } from '../plans/index.ts';
import type { ComponentRun, DrillCoverage } from '../model/index.ts';
import type { DrillPorts } from './ports.ts';

/** A store that holds PHI, as production has it. */
export type PhiStore = Pick<ResourceState, 'resourceId'>;

/** The stores of production that hold PHI: what lies in the drill group is none of them. */
export async function phiStores({
  store,
  subscriptions,
  catalogue,
  settings,
}: Pick<DrillPorts, 'store' | 'subscriptions' | 'catalogue' | 'settings'>): Promise<readonly PhiStore[]> {
  const found: PhiStore[] = [];
  for (const subscription of subscriptions)
    for await (const { resourceId, resourceType, phi, gone } of store.list(
      `/subscriptions/${subscription}`,
    )) {
      const isStore = catalogue.types.get(resourceType.toLowerCase())?.dataStore === true;
      if (isStore && phi === true && gone !== true && !covers(settings.group, resourceId))
        found.push({ resourceId });
    }
  return found;
}

/** Counts what was really restored of what holds PHI: readiness is not a restore. */
export function coverageOf(components: readonly ComponentRun[], stores: readonly PhiStore[]): DrillCoverage {
  const runs = new Map(components.map((run) => [storeOf(run), run]));
  const ids = stores.map(({ resourceId }) => resourceId.toLowerCase());
  const isRestored = (id: string) => {
    const run = runs.get(id);
    return run?.mode === 'restored' && run.status === 'done';
  };
  const byCriticality = criticalities.map((criticality) => {
    const own = ids.filter((id) => runs.get(id)?.component.criticality === criticality);
    return [criticality, { restored: own.filter(isRestored).length, all: own.length }] as const;
  });
  return {
    restored: ids.filter(isRestored).length,
    all: ids.length,
    byCriticality: Object.fromEntries(byCriticality.filter(([, { all }]) => all > 0)),
    unplanned: stores.map(({ resourceId }) => resourceId).filter((id) => !runs.has(id.toLowerCase())),
  };
}

/** The store that a component is about: of a machine in Azure Backup, the machine. */
function storeOf({ component, facts }: ComponentRun): string {
  return (facts['machine'] ?? component.resourceId).toLowerCase();
}
