import type { Blobs } from '../../platform/blobs/index.ts';
import { linesOf } from '../chain/index.ts';
import { ledgerBlobs } from './read-head.ts';

/** Reads the lines of the whole ledger, the oldest first. Only what lies there is read: no table is asked. */
export async function* readLines(ledger: Blobs): AsyncGenerator<string> {
  for (const name of await ledgerBlobs(ledger)) yield* linesOf(await ledger.open(name));
}
