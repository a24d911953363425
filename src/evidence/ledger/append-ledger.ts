import { at, day, hour, plus } from '../../base/index.ts';
import type { KeptRow } from '../../platform/store/index.ts';
import { canonicalJson, sha256 } from '../model/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { appendRows } from './append-rows.ts';
import { inLedgerOrder } from './ledger-row.ts';
import type { LedgerEntry, LedgerMark } from './ledger-row.ts';
import type { LedgerPorts } from './ports.ts';
import { readHead } from './read-head.ts';
import type { LedgerHead } from './read-head.ts';
import { holdsTombstone } from './rewritten.ts';
import { sealTexts } from './sealed-texts.ts';

/** A row that was written less than this ago may not be seen by every query yet. */
const settleMilliseconds = 5 * 60_000;

/** Rows that are held at once: the first run finds all that there is. */
const mostHeld = 20_000;

export interface LedgerRun {
  /** `other`: another run was first. */
  readonly kind: 'appended' | 'other';
  readonly head: LedgerPlace;
  /** The number of rows that were put on record since the run before. */
  readonly rows: number;
  readonly until: string;
}

/**
 * Appends to the ledger what was put on record since it was last done, and the settings where they are others. Rows lie in the order in which
 * they were written, some thousand at a time, so that a run that was cut off is continued behind its last row.
 */
export async function appendLedger(ports: LedgerPorts): Promise<LedgerRun> {
  let head = await readHead(ports.ledger);
  const until = sevenDecimals(plus(await ports.rows.serverTime(), -settleMilliseconds));
  let rows = 0;
  // The clock of the service was set, or a run is right behind another.
  if (until <= head.from && !head.cursor)
    return { kind: 'appended', head: head.place, rows, until: head.from };
  for (;;) {
    const { entries, isAll } = await entriesSince(head, until, ports);
    const appending = [...entries, ...(isAll ? await marksOf(head, until, ports) : [])];
    if ((await appendRows(appending, until, head, ports.ledger)) === undefined)
      return { kind: 'other', head: head.place, rows, until };
    rows += entries.length;
    head = await readHead(ports.ledger);
    if (isAll) return { kind: 'appended', head: head.place, rows, until };
  }
}

/** The first rows behind the end of the ledger. The service gives rows by their keys, so that each time all are gone through. */
async function entriesSince(
  { from, cursor }: LedgerHead,
  until: string,
  ports: LedgerPorts,
): Promise<{ readonly entries: readonly LedgerEntry[]; readonly isAll: boolean }> {
  let found: KeptRow[] = [];
  let isAll = true;
  for await (const row of ports.rows.written(from, until)) {
    if (cursor !== undefined && inLedgerOrder(row, cursor) <= 0) continue;
    found.push(row);
    if (found.length < 2 * mostHeld) continue;
    found = found.toSorted(inLedgerOrder).slice(0, mostHeld);
    isAll = false;
  }
  const first = found.toSorted(inLedgerOrder);
  const taken = isAll ? first : first.slice(0, mostHeld);
  const entries: LedgerEntry[] = [];
  for (const row of taken) entries.push(await sealed(row, ports));
  return { entries, isAll };
}

/** Texts are kept before the row that needs them is appended, and withdrawn ones are gone before: what a crash cuts off is done again. */
async function sealed(row: KeptRow, { ledgerTexts, newSalt }: LedgerPorts): Promise<LedgerEntry> {
  const probe = sealTexts(row, [], newSalt);
  if (probe.texts.length === 0) return row;
  const known = await ledgerTexts.of(row);
  const { values, texts } = sealTexts(row, known, newSalt);
  await ledgerTexts.add(row, texts);
  if (texts.some(({ text }) => holdsTombstone(text))) {
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

/** As the service writes its times, so that both sort together. */
function sevenDecimals(time: string): string {
  return time.replace('Z', '0000Z');
}

function startOfHour(time: string): string {
  return new Date(Math.floor(at(time) / hour) * hour).toISOString();
}
