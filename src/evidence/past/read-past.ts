import type { Blobs } from '../../platform/blobs/index.ts';
import { genesis, linesOf, verifyChain } from '../chain/index.ts';
import { ledgerBlobs, recordedAtOf } from '../ledger/index.ts';
import type { LedgerRow } from '../ledger/index.ts';
import type { LedgerPlace } from '../model/index.ts';

/** The part of the ledger that an answer about the past rests on. */
export interface PastReading {
  /** The last row that was known. */
  readonly ledger: LedgerPlace;
  /** When its first row was written: nothing before it is known. Absent: there is no row. */
  readonly begins?: string;
  /** All that was put on record before it is in the reading; absent: there is no ledger yet. */
  readonly knownUntil?: string;
  /** The row at which the ledger is not as it was written: what comes after it was not read. */
  readonly broken?: { readonly row: number; readonly why: string };
}

/** The part of the ledger that counts: what was put on record before a moment, or the rows up to one. All of it where neither is given. */
export interface KnownPart {
  readonly asKnownAt?: string | undefined;
  /** Number of the last row. */
  readonly row?: number;
}

/**
 * Goes through the ledger as it was at a moment, the oldest row first, and recomputes its chain on the way. No table is asked: they hold the present.
 */
export async function readPast(
  ledger: Blobs,
  { asKnownAt, row: lastRow = Infinity }: KnownPart,
  seen: (row: LedgerRow) => void,
): Promise<PastReading> {
  let place: LedgerPlace = { row: 0, hash: genesis };
  let known = place;
  let knownUntil: string | undefined;
  let begins: string | undefined;
  let broken: PastReading['broken'];
  // Once a run has come past the moment, nothing that was known then is still to come.
  for (const name of await ledgerBlobs(ledger)) {
    const isPast = place.row >= lastRow || (asKnownAt !== undefined && knownUntil === asKnownAt);
    if (broken || isPast) break;
    const found = await verifyChain(linesOf(await ledger.open(name)), place, ({ hash, row }) => {
      const each = row as unknown as LedgerRow;
      if (each.n > lastRow) return;
      begins ??= 'mark' in each ? each.until : each.writtenAt;
      if ('mark' in each) knownUntil = earlier(each.until, asKnownAt);
      if (!wasKnown(each, asKnownAt)) return;
      known = { row: each.n, hash };
      seen(each);
    });
    ({ to: place, broken } = found);
  }
  return {
    ledger: known,
    ...(begins !== undefined && { begins }),
    ...(knownUntil !== undefined && { knownUntil }),
    ...(broken && { broken }),
  };
}

function earlier(until: string, asKnownAt: string | undefined): string {
  return asKnownAt !== undefined && Date.parse(until) >= Date.parse(asKnownAt) ? asKnownAt : until;
}

/** By the clock of the service that wrote the row, and by what the row says of itself. */
function wasKnown(row: LedgerRow, asKnownAt: string | undefined): boolean {
  if (asKnownAt === undefined) return true;
  const moment = Date.parse(asKnownAt);
  if ('mark' in row) return Date.parse(row.until) <= moment;
  return Date.parse(row.writtenAt) < moment && Date.parse(recordedAtOf(row) ?? row.writtenAt) < moment;
}
