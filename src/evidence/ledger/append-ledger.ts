import { at, day, hour, plus } from '../../base/index.ts';
import type { KeptRow } from '../../platform/store/index.ts';
import { isWithdrawn } from '../../records/index.ts';
import { canonicalJson, sha256 } from '../model/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { appendRows } from './append-rows.ts';
import { inLedgerOrder } from './ledger-row.ts';
import type { LedgerEntry, LedgerMark } from './ledger-row.ts';
import type { LedgerPorts } from './ports.ts';
import { readHead } from './read-head.ts';
import type { LedgerHead } from './read-head.ts';
import { sealTexts } from './sealed-texts.ts';

/** A row that was written less than this ago may not be seen by every query yet. */
const settleMilliseconds = 5 * 60_000;

export interface LedgerRun {
  /** `other`: another run was first. */
  readonly kind: 'appended' | 'other';
  readonly head: LedgerPlace;
  /** The number of rows that were put on record since the run before. */
  readonly rows: number;
  readonly until: string;
}

/**
 * Appends to the ledger what was put on record since it was last done, and the settings where they are others. A run that was cut off is
 * continued: rows lie in the order in which they were written, and the last one says up to where.
 */
export async function appendLedger(ports: LedgerPorts): Promise<LedgerRun> {
  const head = await readHead(ports.ledger);
  const until = plus(await ports.rows.serverTime(), -settleMilliseconds);
  // The clock of the service was set, or a run is right behind another.
  if (until <= head.from && !head.cursor)
    return { kind: 'appended', head: head.place, rows: 0, until: head.from };
  const entries = await entriesSince(head, until, ports);
  const rows = [...entries, ...(await marksOf(head, until, ports))];
  const appended = await appendRows(rows, until, head, ports.ledger);
  return {
    kind: appended === undefined ? 'other' : 'appended',
    head: appended ?? head.place,
    rows: entries.length,
    until,
  };
}

/** All of them are held at once, as the service gives them by their keys. */
async function entriesSince(
  { from, cursor }: LedgerHead,
  until: string,
  ports: LedgerPorts,
): Promise<readonly LedgerEntry[]> {
  const found: KeptRow[] = [];
  for await (const row of ports.rows.written(from, until))
    if (cursor === undefined || inLedgerOrder(row, cursor) > 0) found.push(row);
  const entries: LedgerEntry[] = [];
  for (const row of found.toSorted(inLedgerOrder)) entries.push(await sealed(row, ports));
  return entries;
}

/** Texts are kept before the row that needs them is appended, and withdrawn ones are gone before: what a crash cuts off is done again. */
async function sealed(row: KeptRow, { ledgerTexts, newSalt }: LedgerPorts): Promise<LedgerEntry> {
  const probe = sealTexts(row, [], newSalt);
  if (probe.texts.length === 0) return row;
  const known = await ledgerTexts.of(row);
  const { values, texts } = sealTexts(row, known, newSalt);
  await ledgerTexts.add(row, texts);
  if (texts.some(({ text }) => isWithdrawn(text))) {
    const standing = new Set(texts.map(({ sha256: hash }) => hash));
    const gone = known.filter(({ sha256: hash }) => !standing.has(hash));
    await ledgerTexts.remove(
      row,
      gone.map(({ sha256: hash }) => hash),
    );
  }
  return { ...row, values };
}

async function marksOf(
  head: LedgerHead,
  until: string,
  { ledgerSettings, logHours }: LedgerPorts,
): Promise<readonly LedgerMark[]> {
  const settings = sha256(canonicalJson(ledgerSettings));
  const to = startOfHour(plus(until, -hoursToArrive * hour));
  const from = head.hoursTo ?? startOfHour(plus(to, -day));
  const isDue = logHours !== undefined && from < to;
  const hoursTo = isDue ? to : head.hoursTo;
  const standing = { until, settings, ...(hoursTo !== undefined && { hoursTo }) };
  const changed: readonly LedgerMark[] =
    settings === head.settings ? [] : [{ mark: 'settings', ...standing, ...ledgerSettings }];
  const hours: readonly LedgerMark[] = isDue
    ? [{ mark: 'hours', ...standing, from, to, logs: await logHours(from, to) }]
    : [];
  return [...changed, ...hours, { mark: 'until', ...standing }];
}

/** Logs arrive late: an hour is looked at when most have. */
const hoursToArrive = 6;

function startOfHour(time: string): string {
  return new Date(Math.floor(at(time) / hour) * hour).toISOString();
}
