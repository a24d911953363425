import { plusSeconds } from '../../base/index.ts';
import type { Resource } from '../../model/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import { announcedFor } from '../../monitoring/changes/index.ts';
import { failureReason, isTransient } from '../../platform/azure/index.ts';
import { ownerOf } from '../../records/index.ts';
import { tagsOf } from './consider-plan.ts';
import { directionOfAll } from './direction.ts';
import type { Guarded } from './guards.ts';
import { checkGuards } from './guards.ts';
import { isStopped } from './kill-switch.ts';
import { tagOf } from './modes.ts';
import type { RemediationPorts } from './ports.ts';
import type { Plan } from './types.ts';
import { hasPlace } from './write-places.ts';

/**
 * Asks all guards whether a plan may be carried out now.
 * @param by whether a mode decided on it, or people did
 * @param decision its id, where it is decided: it may have its place already
 */
export async function guardPlan(
  plan: Plan,
  resource: Resource & { readonly id: string },
  by: 'auto' | 'people',
  ports: RemediationPorts,
  decision?: string,
): Promise<Guarded> {
  const now = ports.clock.now().toISOString();
  const subscriptionId = ownerOf(resource.id);
  const group = resource.id.split('/').slice(0, 5).join('/');
  const [stopped, groupTags, writes, placed, changes] = await Promise.all([
    isStopped(ports),
    tagsOfGroup(group, ports),
    ports.writes.of(resource.id),
    hasPlace({ resourceId: resource.id, ...(decision !== undefined && { decision }) }, ports),
    ports.announcedChanges.latest(subscriptionId),
  ]);
  // Whether a group opts out must be known before anything in it is written.
  if ('why' in groupTags) {
    const why = `the tags of its resource group cannot be read: ${groupTags.why}`;
    return groupTags.passes ? { kind: 'wait', until: plusSeconds(now, 60), why } : { kind: 'stop', why };
  }
  const { optOutTag, freezes } = ports.settings;
  const optedOut = [tagsOf(resource), groupTags.tags].some(
    (tags) => tagOf(tags, optOutTag)?.toLowerCase() === 'off',
  );
  const locked = await lockOf(
    [group.split('/').slice(0, 3).join('/'), group, resource.id, plan.target],
    ports,
  );
  if ('unread' in locked)
    return { kind: 'wait', until: plusSeconds(now, 60), why: `its locks cannot be read: ${locked.unread}` };
  const announced = announcedFor(changes, resource.id, now)?.value.until;
  return checkGuards({
    now,
    by,
    policy: plan.policy,
    stopped,
    optedOut,
    ...locked,
    freezes,
    ...(announced !== undefined && { announcedUntil: announced }),
    // People who take a change back know that it opens what it has closed.
    direction: plan.kind === 'revert' ? 'narrows' : directionOf(plan),
    writes,
    hasPlace: placed,
  });
}

/** Gives the direction of a plan. A remediation task counts as one that narrows: the tenant's own policy says it, and Azure carries it out. */
function directionOf({ kind, changes, target }: Plan) {
  return kind === 'task' ? 'narrows' : directionOfAll(changes, resourceTypeOf(target));
}

async function tagsOfGroup(group: string, { reader }: RemediationPorts) {
  const read = await reader.get(group);
  if (read.kind === 'found') return { tags: tagsOf(read.resource) };
  if (read.kind === 'gone') return { why: 'it is gone', passes: false };
  return { why: failureReason(read), passes: isTransient(read) };
}

/** Only a lock against any change stands in the way: nothing is ever deleted. */
async function lockOf(
  scopes: readonly string[],
  { writer }: RemediationPorts,
): Promise<{ readonly lock?: string } | { readonly unread: string }> {
  if (!writer) return {};
  for (const scope of new Set(scopes)) {
    const found = await writer.locks(scope);
    if (found.kind !== 'found') return { unread: found.reason };
    const lock = found.locks.find(({ level }) => level.toLowerCase() === 'readonly');
    if (lock) return { lock: lock.id };
  }
  return {};
}
