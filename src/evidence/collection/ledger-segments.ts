import { buffer } from 'node:stream/consumers';
import type { Blobs, ByteRange } from '../../platform/blobs/index.ts';
import { ledgerBlobs, monthOfBlob, stampedPlace, stampPrefix } from '../ledger/index.ts';
import { genesis, linesOf, verifyChain } from '../chain/index.ts';
import type { LedgerRow } from '../ledger/index.ts';
import type { LedgerPlace, PackageFile, Period } from '../model/index.ts';
import type { Closing } from './collection.ts';
import type { RecordedHours } from './covered-hours.ts';

/** The part of the ledger that a package holds: whole months, up to where it was when the collection ended. */
export interface LedgerSegments {
  readonly from: LedgerPlace;
  readonly to: LedgerPlace;
  /** The months and their time stamps, each held only while it is taken. */
  readonly files: () => AsyncIterable<PackageFile>;
  /** The row at which it breaks; absent: it holds. */
  readonly broken?: { readonly row: number; readonly why: string };
  /** The marks of its runs, in order: up to when all was in the ledger. */
  readonly runs: readonly string[];
  /** The hours of logs that are on record. */
  readonly hours: readonly RecordedHours[];
}

/** Reads the months of the ledger from that of the beginning of a period on. Those before are read for the place at which they end. */
export async function ledgerSegments(
  period: Period,
  closing: Closing,
  ledger: Blobs,
): Promise<LedgerSegments> {
  const { to, blob: last } = closing.ledger;
  const runs: string[] = [];
  const hours: RecordedHours[] = [];
  const months: Month[] = [];
  let place: LedgerPlace = { row: 0, hash: genesis };
  let from: LedgerPlace | undefined;
  let broken: LedgerSegments['broken'];
  for (const name of await ledgerBlobs(ledger)) {
    if (last === undefined || name > last.name) break;
    const range = name === last.name ? { offset: 0, count: last.length } : undefined;
    const isIn = monthOfBlob(name) >= period.from.slice(0, 7);
    if (isIn) {
      from ??= place;
      months.push({ name, ...(range && { range }) });
    }
    const lines = linesOf(await ledger.open(name, range));
    const found = await verifyChain(lines, place, ({ row }) => {
      const known = row as unknown as LedgerRow;
      if (!isIn || !('mark' in known)) return;
      if (known.mark === 'until') runs.push(known.until);
      if (known.mark === 'hours') hours.push(known);
    });
    place = found.to;
    if (found.broken) {
      broken = found.broken;
      break;
    }
  }
  const span = { from: from ?? place, to: broken ? place : to };
  return {
    ...span,
    files: () => filesOf(months, span, ledger),
    ...(broken && { broken }),
    runs,
    hours,
  };
}

/** A blob of the ledger, up to where it was when the collection ended. */
interface Month {
  readonly name: string;
  readonly range?: ByteRange;
}

async function* filesOf(
  months: readonly Month[],
  span: Pick<LedgerSegments, 'from' | 'to'>,
  ledger: Blobs,
): AsyncGenerator<PackageFile> {
  for (const { name, range } of months) {
    const path = `ledger/${name.slice(name.lastIndexOf('/') + 1)}`;
    yield { path, content: await buffer(await ledger.open(name, range)) };
  }
  yield* timeStamps(span, ledger);
}

/** The answers of time stamp services about rows of that part of the ledger. */
async function* timeStamps(
  { from, to }: Pick<LedgerSegments, 'from' | 'to'>,
  ledger: Blobs,
): AsyncGenerator<PackageFile> {
  for await (const { name } of ledger.list(stampPrefix)) {
    const place = stampedPlace(name);
    if (!place || place.row <= from.row || place.row > to.row) continue;
    const found = await ledger.read(name);
    if (found) yield { path: name, content: found.content };
  }
}
