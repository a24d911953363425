import type { Blobs } from '../../platform/blobs/index.ts';
import { retainUntil } from '../model/index.ts';
import { ledgerPrefix, monthOf, parseMonthBlob } from './months.ts';
import type { LedgerHead } from './read-head.ts';

/**
 * Seals the blobs of the months before the one that the ledger is in, and locks them: a month that is over is never written again. Every
 * blob stays in effect, as the chain is recomputed from the first.
 */
export async function sealMonths(
  head: LedgerHead,
  now: string,
  { ledger, locking }: { readonly ledger: Blobs; readonly locking: Blobs },
): Promise<void> {
  const month = (head.blob && parseMonthBlob(head.blob.name)?.month) ?? monthOf(now);
  for await (const blob of ledger.list(ledgerPrefix)) {
    const own = parseMonthBlob(blob.name)?.month;
    if (own === undefined || own >= month) continue;
    if (!blob.sealed) await locking.seal(blob.name);
    const until = retainUntil(blob, now, blob.retainUntil);
    if (until !== blob.retainUntil) await locking.retain(blob.name, until);
  }
}
