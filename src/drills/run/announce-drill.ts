import { plusSeconds } from '../../base/index.ts';
import { announceChange } from '../../records/index.ts';
import type { Drill } from '../model/index.ts';
import type { DrillPorts } from './ports.ts';

/**
 * Announces that copies come and go in the drill group for as long as the drill may take: drifts there name it, and nothing is remediated there without people. It is
 * announced once, under the id of the drill.
 */
export async function announceDrill(
  { id, startedBy, plan }: Drill,
  { announcedChanges, settings, subscriptions, clock }: DrillPorts,
): Promise<void> {
  const from = clock.now().toISOString();
  const until = plusSeconds(from, plan.longestHours * 3600);
  const change = {
    ticket: id,
    scope: settings.group,
    what: 'A recovery drill makes copies and destroys them',
    from,
    until,
  };
  const ports = { records: { announcedChanges }, subscriptions, clock };
  const announced = await announceChange(change, { objectId: startedBy }, ports, () => id);
  // After a crash it is there already.
  if (announced.kind !== 'saved' && announced.kind !== 'conflict')
    throw new Error(`the drill could not be announced: ${announced.kind}`);
}
