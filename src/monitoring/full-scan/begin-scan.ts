import { randomUUID } from 'node:crypto';
import { plusSeconds } from '../../base/index.ts';
import type { ScanRecord } from '../../platform/store/index.ts';
import { scanIdAt } from '../../platform/store/index.ts';
import type { FullScanPorts } from './ports.ts';
import { latestScans } from './scans-view.ts';

/** So long the message that begins a scan may take to be read. */
const attendedSeconds = 300;

/** Begins a scan of every watched subscription, or goes on with the one that is under way. */
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
  log.info('A scan begins', { scanId: id, count: subscriptions.length });
  return { id, begun: true };
}
