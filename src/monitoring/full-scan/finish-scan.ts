import { isBefore, plusSeconds } from '../../base/index.ts';
import type { MissedEvents, ScanRecord } from '../../platform/store/index.ts';
import { Gaps } from '../evaluation/index.ts';
import type { FullScanPorts } from './ports.ts';

/** For so long an event may still come for a drift that a scan found. */
const eventHours = 24;

/** The clock of a host that records a drift may be behind that of the host that began the scan. */
const clockSeconds = 600;

/** Every part is done: says what could not be seen, and what no event told of. */
export async function finishScan(scanId: string, ports: FullScanPorts): Promise<void> {
  const { scans, clock, log } = ports;
  const found = await scans.read(scanId);
  if (!found || found.value.finishedAt !== undefined) return;
  const gaps = new Gaps();
  gaps.addAll(found.value.gaps);
  for await (const { value } of scans.parts(scanId)) gaps.addAll(value.gaps);
  const finishedAt = clock.now().toISOString();
  const { drifts, missed } = await countDrifts({ ...found.value, finishedAt }, ports);
  const record: ScanRecord = { ...found.value, gaps: gaps.all(), finishedAt, drifts, missed };
  // Somebody else who finished it found the same.
  if ((await scans.save(record, found.etag)) === 'conflict') return;
  const facts = { scanId, drifts, missedEvents: missed.drifts, gaps: record.gaps.length };
  if (record.gaps.some(({ kind }) => kind !== 'outside-event-filter'))
    log.warn('A scan ended with gaps', facts);
  else log.info('A scan ended', facts);
}

/** Counts again, for scans of which an event may have come since: once that is over, the count stands for good. */
export async function recountMissed(scan: ScanRecord, etag: string, ports: FullScanPorts): Promise<void> {
  if (scan.finishedAt === undefined || scan.missed?.final) return;
  const { missed } = await countDrifts(scan, ports);
  // Whoever wrote it meanwhile counted too.
  await ports.scans.save({ ...scan, missed }, etag);
}

/** A drift of which an event came, before or after, names it among its candidates: late ones are merged in as they come. What was looked up is no event. */
async function countDrifts(
  scan: ScanRecord,
  { journal, clock }: FullScanPorts,
): Promise<{ readonly drifts: number; readonly missed: MissedEvents }> {
  let drifts = 0;
  let missed = 0;
  const resources = new Set<string>();
  for await (const { scanId, cause, candidates, resourceId } of journal.since(
    scan.subscriptions,
    plusSeconds(scan.startedAt, -clockSeconds),
  )) {
    if (scanId !== scan.id) continue;
    drifts += 1;
    if (cause !== 'resource' || candidates.some(({ source }) => source === undefined)) continue;
    missed += 1;
    resources.add(resourceId.toLowerCase());
  }
  const asOf = clock.now().toISOString();
  const ended = plusSeconds(scan.finishedAt ?? asOf, eventHours * 3600);
  return {
    drifts,
    missed: { drifts: missed, resources: resources.size, asOf, final: !isBefore(asOf, ended) },
  };
}
