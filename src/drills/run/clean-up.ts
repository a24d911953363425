import { failureReason } from '../../platform/azure/index.ts';
import { isStanding } from './evaluate-group.ts';
import { notifyTeardown } from './notify-drill.ts';
import type { DrillPorts } from './ports.ts';
import { drillTag } from './teardown.ts';

/**
 * Removes what a drill has left although it has ended: a copy that came late. Only what is younger than the drill whose tag the group carries is deleted; if anything else lies
 * there, nothing is, and a person has to look. @returns how many resources are being deleted
 */
export async function cleanUpGroup(ports: DrillPorts): Promise<number> {
  const { azure, drills, settings, clock, log } = ports;
  const known = (await drills.all()).map(({ value }) => value);
  // Whoever is under way sees to it itself.
  if (known.some(({ phase }) => phase !== 'ended' && phase !== 'approval')) return 0;
  const listed = await azure.group();
  const now = clock.now().toISOString();
  if (listed.kind !== 'found') {
    log.warn('The drill group could not be listed', { reason: failureReason(listed) });
    return 0;
  }
  const standing = new Set(settings.standing.map((id) => id.toLowerCase()));
  const left = listed.resources.filter(({ id }) => !isStanding(id, standing));
  if (left.length === 0) return 0;
  const group = await azure.read(settings.group);
  const tags =
    group.kind === 'found' ? ((group.resource['tags'] ?? {}) as Readonly<Record<string, unknown>>) : {};
  const drill = known.find(({ id }) => id === tags[drillTag]);
  const since = drill?.startedAt;
  const older = left.find(
    ({ createdAt }) => createdAt === undefined || since === undefined || createdAt < since,
  );
  if (older) {
    const why = `${older.id} lies in the drill group, is none of the template's, and no drill is known to have made it`;
    await notifyTeardown({ id: drill?.id ?? 'unknown' }, why, now, ports);
    return 0;
  }
  for (const { id } of left) {
    log.warn('A copy that came after the end of its drill is deleted', { target: id });
    await azure.remove(id, drill?.id ?? '');
  }
  return left.length;
}
