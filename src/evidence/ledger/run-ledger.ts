import type { Clock } from '../../base/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { describeError, Tries } from '../../platform/telemetry/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { RecordBook } from '../../records/index.ts';
import { noteOnce } from '../../records/index.ts';
import { sha256 } from '../model/index.ts';
import { appendLedger } from './append-ledger.ts';
import { differencesOf } from './differences.ts';
import { knownHeads, noteHead } from './known-heads.ts';
import type { LedgerPorts } from './ports.ts';
import { readHead } from './read-head.ts';
import { sealMonths } from './seal-months.ts';
import { stampHead } from './stamp-head.ts';
import type { TimeStamper } from './stamp-head.ts';
import { verifyLedger } from './verify-tables.ts';

export interface LedgerRunPorts extends LedgerPorts {
  readonly records: Pick<RecordBook, 'notices'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The container of the ledger under the identity that locks: whoever appends cannot. */
  readonly locking: Blobs;
  /** The container of evidence. */
  readonly evidence: Blobs;
  /** Absent: no service is named. */
  readonly stamper?: TimeStamper;
  /** The channel that gets the end of the ledger each day; absent: none does. */
  readonly headChannel?: string;
}

/**
 * Appends to the ledger, has its end leave the subscription, and locks the months that are over. Where it cannot be appended to, people are
 * notified: what is not in it can be changed unnoticed.
 */
export async function runLedger(ports: LedgerRunPorts): Promise<void> {
  const { stamper, headChannel } = ports;
  const head = await notifying('the ledger could not be appended to', ports, () => append(ports));
  const now = ports.clock.now().toISOString();
  const tries = new Tries(ports.log);
  if (headChannel !== undefined)
    await tries.run('head', () => noteHead(head.place, headChannel, now, ports.records));
  if (stamper) await tries.run('time stamp', async () => void (await stampHead(ports, stamper)));
  await tries.run('months', () => sealMonths(head, now, ports));
  tries.end();
}

async function append(ports: LedgerRunPorts) {
  const { kind, head: before } = await appendLedger(ports);
  const head = await readHead(ports.ledger);
  if (kind === 'other' && head.place.row === before.row)
    throw new Error('its last blob is sealed, locked, held or written over');
  return head;
}

/** Verifies the ledger and the tables, and notifies people of what differs, once of each finding. */
export async function watchLedger(ports: LedgerRunPorts): Promise<readonly string[]> {
  return notifying('the ledger could not be verified', ports, async () => {
    const finding = await verifyLedger(ports, await knownHeads(ports));
    const why = [...differencesOf(finding), ...(await overwrittenIn(ports.evidence))];
    if (why.length > 0) await notify(why, ports);
    return why;
  });
}

async function overwrittenIn(evidence: Blobs): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, versions } of evidence.list(''))
    if (versions > 1) found.push(`${name}: somebody has written over it; its first version stays.`);
  return found;
}

async function notifying<T>(what: string, ports: LedgerRunPorts, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await notify([`${what}: ${describeError(error)}`], ports);
    throw error;
  }
}

async function notify(why: readonly string[], { records, clock }: LedgerRunPorts): Promise<void> {
  const now = clock.now().toISOString();
  // Once a month, while it lasts, of the same finding.
  const id = `ledger-differs|${sha256(why.join('\n')).slice(0, 16)}`;
  await noteOnce(id, { kind: 'ledger-differs', at: now, why: why.slice(0, 50) }, records, now);
}
