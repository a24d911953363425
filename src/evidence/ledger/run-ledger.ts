import type { Clock } from '../../base/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { RecordBook } from '../../records/index.ts';
import { noteOnce } from '../../records/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import { appendLedger } from './append-ledger.ts';
import type { LedgerPorts } from './ports.ts';
import { readHead } from './read-head.ts';
import { sealMonths } from './seal-months.ts';
import { stampHead } from './stamp-head.ts';
import type { TimeStamper } from './stamp-head.ts';
import { verifyLedger } from './verify-tables.ts';
import type { LedgerFinding } from './verify-tables.ts';

export interface LedgerRunPorts extends LedgerPorts {
  readonly records: Pick<RecordBook, 'notices'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The container of the ledger under the identity that locks: whoever appends cannot. */
  readonly locking: Blobs;
  /** Absent: no service is named. */
  readonly stamper?: TimeStamper;
  /** The channel that gets the end of the ledger each day; absent: none does. */
  readonly headChannel?: string;
}

/** Appends to the ledger, seals the months that are over, and has its end leave the subscription. */
export async function runLedger(ports: LedgerRunPorts): Promise<void> {
  const { kind, head: before } = await appendLedger(ports);
  const now = ports.clock.now().toISOString();
  const head = await readHead(ports.ledger);
  if (kind === 'other' && head.place.row === before.row)
    throw new Error('Nothing can be appended to the ledger: its last blob is sealed, locked or written over');
  await sealMonths(head, now, ports);
  if (ports.headChannel !== undefined) {
    const { row, hash } = head.place;
    const day = now.slice(0, 10);
    const at = `${day}T00:00:00.000Z`;
    const { headChannel: channel } = ports;
    await noteOnce(`ledger-head|${day}`, { kind: 'ledger-head', at, row, hash, channel }, ports.records, now);
  }
  if (!ports.stamper) return;
  try {
    await stampHead(ports, ports.stamper);
  } catch (error) {
    // The next hour has its own; that one is missing is seen in the ledger.
    ports.log.warn('The end of the ledger was not stamped', { error: describeError(error) });
  }
}

/** Verifies the ledger and the tables, and notifies people of what differs: once a day while it does. */
export async function watchLedger(ports: LedgerRunPorts): Promise<LedgerFinding> {
  const finding = await verifyLedger(ports);
  const why = differencesOf(finding);
  if (why.length > 0) {
    const now = ports.clock.now().toISOString();
    const day = now.slice(0, 10);
    await noteOnce(
      `ledger-differs|${day}`,
      { kind: 'ledger-differs', at: `${day}T00:00:00.000Z`, why },
      ports.records,
      now,
    );
  }
  return finding;
}

/** Says what differs, a sentence for each. */
export function differencesOf({ chain, overwritten, rewritten, tables }: LedgerFinding): readonly string[] {
  const { broken } = chain;
  return [
    ...(broken ? [`Row ${broken.row} of the ledger: ${broken.why}.`] : []),
    ...overwritten.map((name) => `${name}: somebody has written over it; its first version was read.`),
    ...rewritten.map(
      ({ table, row, n }) => `${table}, row ${row}: rewritten, as row ${n} of the ledger shows.`,
    ),
    ...(tables?.differences ?? []).map(({ table, row, kind }) => `${table}, row ${row}: ${kind}.`),
  ];
}
