import { at, hour } from '../../base/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { Drill } from '../model/index.ts';
import { listGroup, whyKept } from './drill-group.ts';
import { notifyTeardown } from './notify-drill.ts';
import { removeOwnTables } from './remove-own-tables.ts';
import type { DrillPorts } from './ports.ts';

/**
 * Removes what a drill has left although it has ended: a copy that came late. Only what is younger than the last drill, whose tag the group
 * carries, is deleted; if anything else lies there, nothing is, and a person has to look. @returns how many resources are being deleted
 */
export async function cleanUpGroup(ports: DrillPorts): Promise<number> {
  const { azure, drills, clock, log } = ports;
  const started = (await drills.all())
    .map(({ value }) => value)
    .filter(({ startedAt }) => startedAt !== undefined)
    .toSorted((one, other) => ((one.startedAt ?? '') < (other.startedAt ?? '') ? 1 : -1));
  const [last] = started;
  // One that is under way sees to it itself. Before the first one, nothing that lies there is of a drill.
  if (!last || last.phase !== 'ended') return 0;
  await removeLateTables(last, ports);
  const found = await listGroup(ports);
  if (found.kind !== 'found') {
    log.warn('The drill group could not be listed', { reason: failureReason(found) });
    return 0;
  }
  const { passing: resources } = found;
  if (resources.length === 0) return 0;
  const why = await whyKept(last, resources, ports);
  if (why !== undefined) {
    await notifyTeardown(last, why, clock.now().toISOString(), ports);
    return 0;
  }
  for (const { id } of resources) {
    log.warn('A copy that came after the end of its drill is deleted', { target: id });
    await azure.remove(id, last.id);
  }
  return resources.length;
}

/** A host that was thought dead may have written on for a while. */
async function removeLateTables(last: Drill, ports: DrillPorts): Promise<void> {
  const now = ports.clock.now().toISOString();
  if (last.endedAt === undefined || at(last.endedAt) + hour < at(now)) return;
  const why = await removeOwnTables(last, ports);
  if (why !== undefined) await notifyTeardown(last, why, now, ports);
}
