import { plusSeconds } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import { driftEvent } from './drift-event.ts';
import type { PublishPorts } from './ports.ts';
import type { Target } from './types.ts';

/** So many in one request. Event Grid takes 1 MB; a drift is below 4 KB. */
export const together = 100;

/** In one run: the rest waits for the next. */
const most = 5_000;

/** A drift may be dispatched so long after it was recorded, by recovery or by a host whose clock is behind. */
const overlapSeconds = 900;

/** Published ids that are remembered, so that the overlap is not sent again each time. */
const mostRemembered = 50_000;

/**
 * Sends drifts to each target, from where it stands on. Where that stands moves only once they are taken, so a target that is down loses
 * nothing. After a restart the last minutes are sent again, with the same ids.
 * @returns for each call, how many were sent
 */
export function createPublisher(): (ports: PublishPorts) => Promise<number> {
  const known = new Map<string, Set<string>>();
  return async (ports) => {
    let count = 0;
    for (const target of ports.targets) {
      const sent = known.get(target.name) ?? new Set();
      known.set(target.name, sent);
      count += await publishTo(target, sent, ports);
      if (sent.size > mostRemembered) sent.clear();
    }
    return count;
  };
}

/** Has what was dispatched late, by recovery, published too: each target goes back to where it was recorded. */
export async function publishFrom(
  moment: string,
  { targets, watermarks }: Pick<PublishPorts, 'targets' | 'watermarks'>,
): Promise<void> {
  for (const target of targets) {
    const mark = await watermarks.read(nameOf(target));
    // Who moves it at the same moment reads from before it, by the overlap.
    if (mark && moment < mark.value) await watermarks.write(nameOf(target), moment, mark.etag);
  }
}

function nameOf({ name }: Target): string {
  return `publish|${name}`;
}

async function publishTo(target: Target, sent: Set<string>, ports: PublishPorts): Promise<number> {
  const { journal, watermarks, subscriptions, clock, log } = ports;
  const name = nameOf(target);
  const mark = await watermarks.read(name);
  // From its first day on: what was before is in the journal.
  const from = mark?.value ?? clock.now().toISOString();
  let reached = from;
  let count = 0;
  let batch: Drift[] = [];
  const flush = async (): Promise<boolean> => {
    if (batch.length === 0) return true;
    const delivery = await target.send(batch.map(driftEvent));
    if (delivery.kind !== 'sent') {
      const reason = delivery.kind === 'held' ? `asked to wait ${delivery.seconds} s` : delivery.reason;
      log.warn('Drifts could not be published', { target: target.name, count: batch.length, reason });
      return false;
    }
    for (const { id } of batch) sent.add(id);
    count += batch.length;
    reached = batch.at(-1)?.recordedAt ?? reached;
    batch = [];
    return true;
  };
  let whole = true;
  for await (const drift of journal.since(subscriptions, plusSeconds(from, -overlapSeconds))) {
    if (sent.has(drift.id) || (mark === undefined && drift.recordedAt < from)) continue;
    batch.push(drift);
    if (batch.length === together && !(whole = await flush())) break;
    if (count >= most) break;
  }
  if (whole) await flush();
  if (mark === undefined || reached > mark.value) await watermarks.write(name, reached, mark?.etag);
  return count;
}
