import { at, day, minute, plusSeconds } from '../../base/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { ListedResource } from '../../platform/azure/index.ts';
import type { Drill, Teardown } from '../model/index.ts';
import { actionOf, neededRights } from '../steps/index.ts';
import { listGroup, whyKept } from './drill-group.ts';
import { notifyTeardown } from './notify-drill.ts';
import { copiesToCome } from './pending-copies.ts';
import { removeOwnTables } from './remove-own-tables.ts';
import type { DrillPorts } from './ports.ts';
import { softDeletedOf } from './soft-deleted.ts';

/** Seconds between two looks at what is being deleted, and at what a person has to see to. */
const pauses = { deleting: 30, refused: 3600 } as const;

/** The time after which a deletion is asked for again. */
const askedAgainAfter = 10 * minute;

/**
 * Destroys what a drill has made, one turn after the other, until nothing is left. Only what lies in the drill group is ever deleted, only while
 * the group carries the tag of this drill, and only if all of it is younger than the drill: otherwise nothing is, and a person has to look.
 */
export async function tearDown(drill: Drill, ports: DrillPorts): Promise<Teardown> {
  const begun = drill.teardown ?? begin(ports);
  const found = await listGroup(ports);
  const now = ports.clock.now().toISOString();
  if (found.kind !== 'found') {
    const isPassing = isTransient(found);
    if (!isPassing)
      await notifyTeardown(drill, `the drill group could not be listed: ${failureReason(found)}`, now, ports);
    const seconds = isPassing ? waitOf(found) || pauses.deleting : pauses.refused;
    return { ...begun, nextAt: plusSeconds(now, seconds) };
  }
  const left = found.passing;
  const known = { ...withoutRefusal(begun), live: left.length };
  if (left.length > 0) return destroy(drill, known, left, now, ports);
  const nextAt = await copiesToCome(drill, now, ports);
  return nextAt === undefined ? finish(drill, known, now, ports) : { ...known, nextAt };
}

function begin({ clock }: Pick<DrillPorts, 'clock'>): Teardown {
  return { startedAt: clock.now().toISOString(), destroyed: [], asked: {}, live: 0, softDeleted: [] };
}

function withoutRefusal({ refused: _refused, ...rest }: Teardown): Teardown {
  return rest;
}

async function destroy(
  drill: Drill,
  known: Teardown,
  left: readonly ListedResource[],
  now: string,
  ports: DrillPorts,
): Promise<Teardown> {
  const why = await whyKept(drill, left, ports);
  if (why !== undefined) {
    await notifyTeardown(drill, why, now, ports);
    // It has asked for nothing: what lies there is none of its own.
    if (!drill.components.some(({ intent }) => intent)) return { ...known, refused: why, endedAt: now };
    return { ...known, refused: why, nextAt: plusSeconds(now, pauses.refused) };
  }
  const asked = { ...known.asked };
  // Children go first.
  for (const { id } of left.toSorted((one, other) => depth(other) - depth(one))) {
    const before = asked[id.toLowerCase()];
    if (before !== undefined && at(before) + askedAgainAfter > at(now)) continue;
    if (await remove(id, drill, ports)) asked[id.toLowerCase()] = now;
  }
  if (at(known.startedAt) + day < at(now))
    await notifyTeardown(drill, `${left.length} resources could not be deleted in a day`, now, ports);
  const destroyed = [...new Set([...known.destroyed, ...left.map(({ id }) => id)])];
  return { ...known, asked, destroyed, nextAt: plusSeconds(now, pauses.deleting) };
}

/** @returns whether Azure deletes it; what it does not yet is asked for by the next turn */
async function remove(id: string, drill: Drill, ports: DrillPorts): Promise<boolean> {
  const outcome = await ports.azure.remove(id, drill.id);
  if (outcome.kind === 'done') return true;
  ports.log.warn('A resource of a drill could not be deleted yet', { target: id, reason: outcome.why });
  if (outcome.kind === 'denied' || outcome.kind === 'locked' || outcome.kind === 'refused') {
    const now = ports.clock.now().toISOString();
    const right = outcome.kind === 'denied' ? ` ${neededRights(actionOf(id, 'delete'))}` : '';
    await notifyTeardown(drill, `${id} cannot be deleted: ${outcome.why}${right}`, now, ports);
  }
  return false;
}

async function finish(drill: Drill, known: Teardown, now: string, ports: DrillPorts): Promise<Teardown> {
  const why = await removeOwnTables(drill, ports);
  if (why !== undefined) {
    await notifyTeardown(drill, why, now, ports);
    return { ...known, nextAt: plusSeconds(now, pauses.deleting) };
  }
  const kept = await softDeletedOf(drill, known.destroyed, now, ports);
  if (kept === undefined) return { ...known, nextAt: plusSeconds(now, pauses.deleting) };
  return { ...known, softDeleted: kept, endedAt: now };
}

function depth({ id }: ListedResource): number {
  return id.split('/').length;
}
