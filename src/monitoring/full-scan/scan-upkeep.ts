import { isBefore, plusSeconds } from '../../base/index.ts';
import { parseResourceId } from '../../model/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import { recountMissed } from './finish-scan.ts';
import type { FullScanPorts } from './ports.ts';
import { latestScans } from './scans-view.ts';

/** So long after somebody should have looked after a scan, it is taken for left behind. */
const graceSeconds = 600;

/** New subscriptions are told of within an hour. */
const lookAgainSeconds = 50 * 60;

const countAgainSeconds = 3600;

/** Every few minutes: goes on with a scan that a crash left, counts missed events again, looks for new subscriptions. */
export async function upkeepScans(ports: FullScanPorts): Promise<void> {
  const now = ports.clock.now().toISOString();
  for (const { value, etag } of await latestScans(ports)) {
    if (value.finishedAt === undefined) {
      if (!isBefore(plusSeconds(value.attendedUntil, graceSeconds), now)) continue;
      ports.log.warn('An interrupted scan was resumed', { scanId: value.id });
      const attended = await ports.scans.save({ ...value, attendedUntil: now }, etag);
      if (attended !== 'conflict') await ports.queue.send({ kind: 'scan', scanId: value.id });
    } else if (!value.missed || isBefore(plusSeconds(value.missed.asOf, countAgainSeconds), now)) {
      await recountMissed(value, etag, ports);
    }
  }
  const last = await ports.scans.unwatched();
  if (ports.managementGroups.length > 0 && (!last || isBefore(plusSeconds(last.asOf, lookAgainSeconds), now)))
    await lookForUnwatched(ports);
}

/** Subscriptions under the watched management groups that are not among the watched ones: reported, as nobody evaluates them. */
async function lookForUnwatched(ports: FullScanPorts): Promise<void> {
  const { graph, managementGroups, subscriptions, clock, scans, log } = ports;
  const unwatched = new Map<string, string>();
  const troubles: string[] = [];
  for (const managementGroup of managementGroups) {
    for await (const page of graph.subscriptionsUnder(managementGroup)) {
      if (page.kind !== 'page') troubles.push(`${managementGroup}: ${failureReason(page)}`);
      else {
        for (const { id = '' } of page.resources) {
          const subscriptionId = parseResourceId(id)?.subscriptionId?.toLowerCase();
          if (subscriptionId !== undefined && !subscriptions.includes(subscriptionId))
            unwatched.set(subscriptionId, managementGroup);
        }
      }
    }
  }
  const trouble = troubles.length > 0 && { trouble: troubles.join('; ') };
  await scans.setUnwatched({
    asOf: clock.now().toISOString(),
    subscriptions: Array.from(unwatched, ([subscriptionId, managementGroup]) => ({
      subscriptionId,
      managementGroup,
    })),
    ...trouble,
  });
  for (const subscriptionId of unwatched.keys())
    log.error('A subscription below the management groups is not watched', { subscriptionId });
  if (trouble) log.error('A management group could not be read', { reason: trouble.trouble });
}
