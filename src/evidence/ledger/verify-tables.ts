import { keptTableNames } from '../../platform/store/index.ts';
import type { KeptPlace, KeptRow, KeptRows, LedgerText } from '../../platform/store/index.ts';
import type { ChainFinding } from '../chain/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import type { LedgerPorts } from './ports.ts';
import { keysOf, placeOf, readLedger } from './read-ledger.ts';
import type { LedgerReading } from './read-ledger.ts';
import { holdsTombstone, keptOf, rewritingOf } from './rewritten.ts';
import type { Kept } from './rewritten.ts';
import { sealOf, sealTexts } from './sealed-texts.ts';
import { stampedPlace, stampPrefix } from './stamp-head.ts';

/** A difference between a table and the ledger. */
export interface TableDifference extends KeptPlace {
  readonly kind:
    /** The row is another than the one that the ledger has last. */
    | 'edited'
    /** The ledger has it, and the table does not. */
    | 'removed'
    /** The table has it, and the ledger does not, although it was written before the last run. */
    | 'not in the ledger';
}

export interface LedgerFinding extends Pick<LedgerReading, 'rewritten' | 'backdated' | 'otherHeads'> {
  readonly chain: ChainFinding;
  /** Blobs of the ledger that somebody has written over. Their first version is read. */
  readonly overwritten: readonly string[];
  /** Absent: the chain is broken, and nothing was compared with it. */
  readonly tables?: { readonly rows: number; readonly differences: readonly TableDifference[] };
}

/** More differences than this are not listed: then the table is another one. */
const mostDifferences = 1_000;

type Ports = Pick<LedgerPorts, 'ledger' | 'ledgerTexts'> & { readonly rows: Pick<KeptRows, 'all'> };

/**
 * Recomputes the ledger from its blobs alone, compares it with the ends that time stamps and others have of it, and then each table with the
 * last that the ledger has of each row.
 */
export async function verifyLedger(ports: Ports, heads: readonly LedgerPlace[] = []): Promise<LedgerFinding> {
  const overwritten: string[] = [];
  const stamped: LedgerPlace[] = [];
  for await (const { name, versions } of ports.ledger.list('')) {
    if (versions > 1) overwritten.push(name);
    const place = name.startsWith(stampPrefix) ? stampedPlace(name) : undefined;
    if (place) stamped.push(place);
  }
  const reading = await readLedger(ports, [...heads, ...stamped]);
  const { chain, rewritten, backdated, otherHeads } = reading;
  const found = { chain, overwritten, rewritten, backdated, otherHeads };
  return chain.broken ? found : { ...found, tables: await compareTables(reading, ports) };
}

async function compareTables(
  { last, until }: LedgerReading,
  ports: Ports,
): Promise<NonNullable<LedgerFinding['tables']>> {
  const differences: TableDifference[] = [];
  let rows = 0;
  for (const table of keptTableNames)
    for await (const row of ports.rows.all(table)) {
      rows += 1;
      const kind = await compare(row, last.get(placeOf(row)), until, ports);
      last.delete(placeOf(row));
      if (kind && differences.length < mostDifferences) differences.push({ ...keysOf(row), kind });
    }
  for (const place of last.keys())
    if (differences.length < mostDifferences) differences.push({ ...parsePlace(place), kind: 'removed' });
  return { rows, differences };
}

async function compare(
  row: KeptRow,
  known: Kept | undefined,
  until: string,
  ports: Ports,
): Promise<TableDifference['kind'] | undefined> {
  // It comes into the ledger with the next run.
  const isNew = row.writtenAt >= until;
  if (!known) return isNew ? undefined : 'not in the ledger';
  if (isNew && !known.isFinal) return undefined;
  if (keptOf(row).digest === known.digest) return undefined;
  // Texts stand there as hashes. One whose salt or hash was changed does not count. Two runs at once may have sealed a text twice: that of the ledger comes last, and counts.
  const isInLedger = ({ sha256: hash }: LedgerText): number => Number(known.allSeals.includes(hash));
  const texts = (await ports.ledgerTexts.of(row))
    .filter(({ sha256: hash, salt, text }) => sealOf(salt, text) === hash)
    .toSorted((one, other) => isInLedger(one) - isInLedger(other));
  const sealed = sealTexts(row, texts, () => '');
  const kept = keptOf({ ...row, values: sealed.values });
  if (kept.digest === known.digest) return undefined;
  const rewriting = rewritingOf(known, kept);
  if (isNew && !rewriting) return undefined;
  // The next run has it, and the audit that goes with it.
  const isJustWithdrawn =
    isNew &&
    rewriting?.texts &&
    sealed.texts.every(({ sha256, text }) => known.seals.includes(sha256) || holdsTombstone(text));
  return isJustWithdrawn ? undefined : 'edited';
}

function parsePlace(text: string): KeptPlace {
  const [table = '', partition = '', row = ''] = JSON.parse(text) as string[];
  return { table, partition, row };
}
