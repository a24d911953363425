import { randomUUID } from 'node:crypto';
import type { PageOutcome } from '../azure/types.ts';
import { isJudged } from './affected.ts';
import { retryDelay } from './delay.ts';
import { plusSeconds } from './moment.ts';
import { failureReason, waitOf } from './read-failure.ts';
import { sendAll } from './send.ts';
import type { Ports, ResourceChange, Task } from './types.ts';

/** What a scan put on the queue; `trouble`: the listing is short, and why. */
export interface Scanned {
  readonly subscriptionId: string;
  readonly queued: number;
  readonly trouble?: string;
}

const mostTries = 4;

/**
 * Puts every resource of the watched subscriptions on the queue, whether listed or only known from before; with nothing
 * known yet, this is the baseline. A listing that fails is tried again from its start, and reported where it stays short;
 * then nothing is concluded from what it does not show.
 */
export async function fullScan(ports: Ports): Promise<readonly Scanned[]> {
  const scanned: Scanned[] = [];
  for (const subscriptionId of ports.subscriptions) {
    const result = await scanSubscription(subscriptionId, ports);
    if (result.trouble !== undefined)
      ports.log.error('a scan is short', { subscriptionId, reason: result.trouble });
    else ports.log.info('a scan is queued', { subscriptionId, count: result.queued });
    scanned.push(result);
  }
  return scanned;
}

async function scanSubscription(subscriptionId: string, ports: Ports): Promise<Scanned> {
  const { store, clock, random } = ports;
  const scope = `/subscriptions/${subscriptionId}`;
  const queued = new Set<string>();
  let trouble: Exclude<PageOutcome, { kind: 'page' }> | undefined;
  // The subscription itself comes first: where it cannot even be listed, its own states become Unknown.
  await queue([scope], queued, ports);
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (trouble) await clock.after(1000 * retryDelay(tries, waitOf(trouble), random()));
    trouble = undefined;
    for await (const page of ports.reader.list(subscriptionId)) {
      if (page.kind === 'page') await queue(idsOf(page), queued, ports);
      else trouble = page;
    }
    if (!trouble) break;
  }
  // What was known but is not listed, children included: each is read to be sure.
  for await (const head of store.heads(scope)) if (!head.gone) await queue([head.resourceId], queued, ports);
  return { subscriptionId, queued: queued.size, ...(trouble && { trouble: failureReason(trouble) }) };
}

function idsOf(page: Extract<PageOutcome, { kind: 'page' }>): readonly string[] {
  return page.resources.flatMap(({ id }) => (id === undefined ? [] : [id]));
}

async function queue(ids: readonly string[], queued: Set<string>, ports: Ports): Promise<void> {
  const fresh = ids.filter((id) => !queued.has(id.toLowerCase()) && isJudged(id, ports));
  await sendAll(
    fresh.map((target): Task => ({ target, change: scanOf(target, ports), attempt: 0 })),
    ports.queue,
  );
  for (const id of fresh) queued.add(id.toLowerCase());
}

/** Dated back by the margin, as a read from now on is enough. */
function scanOf(resourceId: string, { clock, marginSeconds }: Ports): ResourceChange {
  const time = plusSeconds(clock.now().toISOString(), -marginSeconds);
  return { eventId: `scan-${randomUUID()}`, resourceId, operation: 'scan', operationName: 'scan', time };
}
