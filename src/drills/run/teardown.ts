import { at, day, hour, plusSeconds } from '../../base/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { ListedResource } from '../../platform/azure/index.ts';
import type { ComponentRun, Drill, Teardown } from '../model/index.ts';
import { drillKeyOf } from '../steps/index.ts';
import { isStanding } from './evaluate-group.ts';
import { notifyTeardown } from './notify-drill.ts';
import type { DrillPorts } from './ports.ts';

/** The tag of the drill group that says whose what lies in it is. */
export const drillTag = 'phiwatch-drill';

/** Seconds between two looks at what is being deleted, and at what a person has to see to. */
const pauses = { deleting: 30, refused: 3600 } as const;

/** Restores of SQL take twelve hours at most, as documented: what was asked for and has not come by then never comes. */
const latestArrival = 12 * hour;

/**
 * Destroys what a drill has made, one turn after the other, until nothing is left. Only what lies in the drill group is ever deleted, only while the group carries the tag of this
 * drill, and only if all of it is younger than the drill: otherwise nothing is, and a person has to look.
 */
export async function tearDown(drill: Drill, ports: DrillPorts): Promise<Teardown> {
  const { azure, clock, settings } = ports;
  const begun = drill.teardown ?? {
    startedAt: clock.now().toISOString(),
    destroyed: [],
    live: 0,
    softDeleted: [],
  };
  const listed = await azure.group();
  const now = clock.now().toISOString();
  if (listed.kind !== 'found') {
    const why = `the drill group could not be listed: ${failureReason(listed)}`;
    if (!isTransient(listed)) await notifyTeardown(drill, why, now, ports);
    return {
      ...begun,
      nextAt: plusSeconds(now, isTransient(listed) ? waitOf(listed) || 30 : pauses.refused),
    };
  }
  const standing = new Set(settings.standing.map((id) => id.toLowerCase()));
  const left = listed.resources.filter(({ id }) => !isStanding(id, standing));
  const known = { ...withoutRefusal(begun), live: left.length };
  if (left.length > 0) {
    const why = await reasonToRefuse(drill, left, ports);
    if (why !== undefined) {
      await notifyTeardown(drill, why, now, ports);
      // It has asked for nothing: what lies there is none of its own.
      if (!drill.components.some(({ intent }) => intent)) return { ...known, refused: why, endedAt: now };
      return { ...known, refused: why, nextAt: plusSeconds(now, pauses.refused) };
    }
    await remove(left, drill, ports);
    const destroyed = [...new Set([...known.destroyed, ...left.map(({ id }) => id)])];
    if (at(begun.startedAt) + day < at(now))
      await notifyTeardown(drill, `${left.length} resources could not be deleted in a day`, now, ports);
    return { ...known, destroyed, nextAt: plusSeconds(now, pauses.deleting) };
  }
  const underWay = await stillUnderWay(drill, now, ports);
  if (underWay !== undefined) return { ...known, nextAt: underWay };
  return finish(drill, known, now, ports);
}

function withoutRefusal({ refused: _refused, ...rest }: Teardown): Teardown {
  return rest;
}

async function reasonToRefuse(
  { id, startedAt }: Drill,
  left: readonly ListedResource[],
  { azure, settings }: DrillPorts,
): Promise<string | undefined> {
  const group = await azure.read(settings.group);
  if (group.kind !== 'found')
    return `the drill group could not be read: ${group.kind === 'gone' ? 'it is gone' : failureReason(group)}`;
  const tags = (group.resource['tags'] ?? {}) as Readonly<Record<string, unknown>>;
  if (tags[drillTag] !== id) return `the drill group does not carry the tag ${drillTag} = ${id}`;
  const older = left.find(
    ({ createdAt }) => createdAt === undefined || startedAt === undefined || createdAt < startedAt,
  );
  return older && `${older.id} is older than the drill, and none of the template's`;
}

/** Children go first; what cannot be deleted yet is tried again by the next turn. */
async function remove(left: readonly ListedResource[], drill: Drill, ports: DrillPorts): Promise<void> {
  const { azure, clock, log } = ports;
  for (const { id } of left.toSorted((one, other) => depth(other) - depth(one))) {
    const outcome = await azure.remove(id, drill.id);
    if (outcome.kind === 'denied' || outcome.kind === 'locked' || outcome.kind === 'refused')
      await notifyTeardown(
        drill,
        `${id} cannot be deleted: ${outcome.why}`,
        clock.now().toISOString(),
        ports,
      );
    if (outcome.kind !== 'done')
      log.warn('A resource of a drill could not be deleted yet', {
        target: id,
        reason: outcome.why,
      });
  }
}

/** A copy that Azure was asked for and that has not come yet would come after the end: when to look again; undefined: there is none. */
async function stillUnderWay(
  { components }: Drill,
  now: string,
  { azure }: DrillPorts,
): Promise<string | undefined> {
  for (const run of components.filter(mayStillCome)) {
    if (at(run.intent?.at ?? now) + latestArrival < at(now)) continue;
    if (run.operation && run.operation.kind !== 'untold') {
      const standing = await azure.follow(run.operation);
      // What has ended without a copy is not to come; what has ended with one is listed by the next turn.
      if (standing.kind === 'failed' || (standing.kind === 'succeeded' && run.onlineAt !== undefined))
        continue;
      if (standing.kind === 'succeeded' && isLongAgo(run, now)) continue;
    }
    return plusSeconds(now, pauses.deleting);
  }
  return undefined;
}

/** Asked for, and never seen. */
function mayStillCome({ intent, mode, onlineAt }: ComponentRun): boolean {
  return intent !== undefined && mode === 'restored' && onlineAt === undefined;
}

/** A list may lag behind the end of an operation by some minutes. */
function isLongAgo({ acceptedAt }: ComponentRun, now: string): boolean {
  return acceptedAt !== undefined && at(acceptedAt) + hour < at(now);
}

async function finish(
  drill: Drill,
  known: Teardown,
  now: string,
  { azure, keys }: DrillPorts,
): Promise<Teardown> {
  const softDeleted = [...known.softDeleted];
  for (const { kind, intent, facts } of drill.components) {
    if (kind !== 'key-vault' || intent?.what !== 'key' || !keys) continue;
    const removed = await keys.remove(facts['drillVault'] ?? '', drillKeyOf(drill.id));
    if (removed.kind === 'failed') return { ...known, nextAt: plusSeconds(now, pauses.deleting) };
    softDeleted.push({ id: intent.id, purgedAt: removed.purgedAt ?? '' });
  }
  const vaults = await azure.deletedVaults();
  if (vaults.kind !== 'found' && isTransient(vaults))
    return { ...known, nextAt: plusSeconds(now, pauses.deleting) };
  if (vaults.kind === 'found') softDeleted.push(...vaults.vaults);
  return { ...known, softDeleted, endedAt: now };
}

function depth({ id }: ListedResource): number {
  return id.split('/').length;
}
