import { keptTableNames } from '../../platform/store/index.ts';
import type { KeptPlace, KeptRow } from '../../platform/store/index.ts';
import { isWithdrawn } from '../../records/index.ts';
import { genesis, verifyChain } from '../chain/index.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { LedgerPorts } from './ports.ts';
import { readLines } from './read-lines.ts';
import { isWithdrawal, keptOf, rewritingOf } from './rewritten.ts';
import type { Kept, Rewriting } from './rewritten.ts';
import { sealOf, sealTexts } from './sealed-texts.ts';
import type { ChainFinding } from '../chain/index.ts';

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

export interface LedgerFinding {
  readonly chain: ChainFinding;
  /** Blobs of the ledger that somebody has written over. What is read is the first version. */
  readonly overwritten: readonly string[];
  /** Rows that had to stay as they were, and came into the ledger again as others. */
  readonly rewritten: readonly Rewriting[];
  /** Absent: the chain is broken, and nothing was compared with it. */
  readonly tables?: { readonly rows: number; readonly differences: readonly TableDifference[] };
}

/** More differences than this are not listed: then the table is another one. */
const mostDifferences = 1_000;

type Ports = Pick<LedgerPorts, 'ledger' | 'rows' | 'ledgerTexts'>;

/** Recomputes the ledger from its blobs alone, then compares each table with the last that the ledger has of each row. */
export async function verifyLedger(ports: Ports): Promise<LedgerFinding> {
  const last = new Map<string, Kept>();
  const suspected: Rewriting[] = [];
  let until = '';
  const chain = await verifyChain(readLines(ports.ledger), { row: 0, hash: genesis }, ({ row }) => {
    const known = row as unknown as LedgerRow;
    if ('mark' in known) {
      ({ until } = known);
      return;
    }
    const kept = keptOf(known);
    const rewriting = rewritingOf(last.get(placeOf(known)), kept);
    if (rewriting) suspected.push({ ...keysOf(known), n: known.n, ...rewriting });
    last.set(placeOf(known), kept);
  });
  const rewritten: Rewriting[] = [];
  for (const each of suspected.slice(0, mostDifferences))
    if (!(await isWithdrawal(each, ports.ledgerTexts))) rewritten.push(each);
  const overwritten: string[] = [];
  for await (const { name, versions } of ports.ledger.list('')) if (versions > 1) overwritten.push(name);
  const found = { chain, overwritten, rewritten };
  return chain.broken ? found : { ...found, tables: await compareTables(last, until, ports) };
}

async function compareTables(
  last: Map<string, Kept>,
  until: string,
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
  // Texts stand there as hashes. One whose salt or hash was changed does not count.
  const texts = (await ports.ledgerTexts.of(row)).filter(
    ({ sha256: hash, salt, text }) => sealOf(salt, text) === hash,
  );
  const sealed = sealTexts(row, texts, () => '');
  const kept = keptOf({ ...row, values: sealed.values });
  if (kept.digest === known.digest) return undefined;
  const rewriting = rewritingOf(known, kept);
  const isJustWithdrawn =
    isNew &&
    rewriting?.texts &&
    sealed.texts.every(({ sha256, text }) => known.seals.includes(sha256) || isWithdrawn(text));
  return isJustWithdrawn ? undefined : 'edited';
}

function keysOf({ table, partition, row }: KeptPlace): KeptPlace {
  return { table, partition, row };
}

function placeOf(place: KeptPlace): string {
  return JSON.stringify([place.table, place.partition, place.row]);
}

function parsePlace(text: string): KeptPlace {
  const [table = '', partition = '', row = ''] = JSON.parse(text) as string[];
  return { table, partition, row };
}
