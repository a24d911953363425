import { randomUUID } from 'node:crypto';
import { at, concurrently, plusSeconds } from '../../base/index.ts';
import { scanIdAt } from '../../platform/store/index.ts';
import type { ScanPart, ScanRecord, Versioned } from '../../platform/store/index.ts';
import { finishScan } from './finish-scan.ts';
import { readGroups } from './group-pages.ts';
import type { FullScanPorts } from './ports.ts';
import { scanPart } from './scan-part.ts';
import type { Work } from './scan-part.ts';
import { latestScans } from './scans-view.ts';

/** The longest time that the message which begins a scan may take to be read. */
const attendedSeconds = 300;

/** Begins a scan of every watched subscription, or continues the one that is under way. */
export async function beginScan(
  trigger: ScanRecord['trigger'],
  ports: FullScanPorts,
): Promise<{ readonly id: string; readonly begun: boolean }> {
  const { scans, clock, subscriptions, queue, log } = ports;
  const underWay = (await latestScans(ports)).find(({ value }) => value.finishedAt === undefined);
  if (underWay) return { id: underWay.value.id, begun: false };
  const startedAt = clock.now().toISOString();
  const id = scanIdAt(startedAt, randomUUID().slice(0, 8));
  await scans.begin({
    id,
    startedAt,
    trigger,
    subscriptions,
    gaps: [],
    attendedUntil: plusSeconds(startedAt, attendedSeconds),
  });
  await queue.send({ kind: 'scan', scanId: id });
  log.info('A scan began', { scanId: id, count: subscriptions.length });
  return { id, begun: true };
}

/** The number of subscriptions that are worked on at the same time: budgets are counted by subscription. */
const channels = 4;

/** The longest time for which nobody looks after a scan that is left for a while. */
const longestRestSeconds = 300;

/**
 * Continues a scan until its time is up, and leaves the rest to a message on the queue. Several may do so at once, on
 * one host or on many: each part is claimed by one. What a crash leaves is taken up when its claim has ended, from the
 * beginning of that part.
 */
export async function runScan(
  scanId: string,
  ports: FullScanPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const { scans, clock, log } = ports;
  const found = await scans.read(scanId);
  if (!found || found.value.finishedAt !== undefined) return;
  const until = clock.now().getTime() + budgetMilliseconds;
  const record = { ...found.value, attendedUntil: new Date(until).toISOString() };
  // Another run that continues it has said as much.
  const attended = await scans.save(record, found.etag);
  const work = { record, worker: randomUUID(), late: () => clock.now().getTime() >= until };
  await concurrently(record.subscriptions, channels, (subscriptionId) =>
    runWorker(subscriptionId, work, ports),
  );
  const rest = await restOf(scanId, ports);
  if (rest === undefined) return finishScan(scanId, ports);
  const delay = Math.min(longestRestSeconds, Math.max(1, Math.ceil((rest - clock.now().getTime()) / 1000)));
  log.info('A scan was paused', { scanId, seconds: delay });
  await ports.queue.send({ kind: 'scan', scanId }, delay);
  if (attended !== 'conflict')
    await scans.save(
      { ...record, attendedUntil: plusSeconds(clock.now().toISOString(), delay) },
      attended.etag,
    );
}

/**
 * Works on the parts of a subscription that are ready, one after the other, as long as there is time. They are listed together: a part that
 * somebody else has taken since has another ETag, and is left to them. Then they are listed again, for what has come up meanwhile.
 */
async function runWorker(
  subscriptionId: string,
  work: Omit<Work, 'pages'>,
  ports: FullScanPorts,
): Promise<void> {
  const lost = new Set<string>();
  while (!work.late()) {
    const ready = await readyParts(subscriptionId, work.record.id, ports);
    const parts = ready.filter(({ etag }) => !lost.has(etag));
    if (parts.length === 0) return;
    const groups = parts.flatMap(({ value }) => value.resourceGroup ?? []);
    const pages = readGroups(subscriptionId, groups, ports.graph);
    for (const part of parts) {
      if ((await scanPart(part, { ...work, pages }, ports)) === 'lost') lost.add(part.etag);
      if (work.late()) return;
    }
  }
}

async function readyParts(
  subscriptionId: string,
  scanId: string,
  { scans, clock }: FullScanPorts,
): Promise<readonly Versioned<ScanPart>[]> {
  const now = clock.now().getTime();
  const parts: Versioned<ScanPart>[] = [];
  for await (const part of scans.openParts(scanId, subscriptionId))
    if (readyAt(part.value, now) <= now) parts.push(part);
  return parts;
}

/** Returns the time from which on a part can be taken up, in milliseconds since 1970. */
function readyAt({ claim, notBefore }: ScanPart, now: number): number {
  return Math.max(claim ? at(claim.until) : now, notBefore === undefined ? now : at(notBefore));
}

/** Returns when there is something to do again; undefined: every part is done. */
async function restOf(scanId: string, { scans, clock }: FullScanPorts): Promise<number | undefined> {
  const now = clock.now().getTime();
  let soonest: number | undefined;
  for await (const { value } of scans.parts(scanId))
    if (value.status !== 'done') soonest = Math.min(soonest ?? Infinity, readyAt(value, now));
  return soonest;
}
