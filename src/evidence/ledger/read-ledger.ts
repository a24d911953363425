import { genesis, verifyChain } from '../chain/index.ts';
import type { ChainFinding } from '../chain/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import type { KeptPlace } from '../../platform/store/index.ts';
import { textRecords } from '../../records/index.ts';
import type { LedgerEntry, LedgerRow } from './ledger-row.ts';
import type { LedgerPorts } from './ports.ts';
import { readLines } from './read-lines.ts';
import { recordedAtOf } from './recorded-at.ts';
import { isWithdrawal, keptOf, rewritingOf } from './rewritten.ts';
import type { Kept, Rewriting } from './rewritten.ts';

/** A row that says of itself that it is older than it is. */
export interface Backdated extends KeptPlace {
  readonly says: string;
  readonly writtenAt: string;
}

/** The ledger as it was read from its blobs alone. */
export interface LedgerReading {
  readonly chain: ChainFinding;
  /** The last that it has of each row, by place. */
  readonly last: Map<string, Kept>;
  /** Up to when all is in it. */
  readonly until: string;
  readonly rewritten: readonly Rewriting[];
  readonly backdated: readonly Backdated[];
  /** The given places at which it has another hash, or none. */
  readonly otherHeads: readonly LedgerPlace[];
}

/** More of a kind are not listed. */
const mostListed = 1_000;

/** A row that waited for storage to come back is put on record days after what it tells of. */
const longestWaitMilliseconds = 3 * 24 * 3_600_000;

const recordNames = new Map(Object.entries(textRecords).map(([name, { table }]) => [table as string, name]));

/**
 * Reads the whole ledger and looks for what must not be in it.
 * @param heads ends that the ledger had, as somebody else kept them
 */
export async function readLedger(
  { ledger, ledgerTexts }: Pick<LedgerPorts, 'ledger' | 'ledgerTexts'>,
  heads: readonly LedgerPlace[] = [],
): Promise<LedgerReading> {
  const last = new Map<string, Kept>();
  const suspected: Rewriting[] = [];
  const backdated: Backdated[] = [];
  /** The number of texts that were withdrawn from each record, as the audit has it. */
  const withdrawals = new Map<string, number>();
  const expected = new Map(heads.map((head) => [head.row, head]));
  let until = '';
  const chain = await verifyChain(readLines(ledger), { row: 0, hash: genesis }, ({ hash, row }) => {
    const known = row as unknown as LedgerRow;
    if (expected.get(known.n)?.hash === hash) expected.delete(known.n);
    if ('mark' in known) {
      ({ until } = known);
      return;
    }
    const kept = keptOf(known);
    const before = last.get(placeOf(known));
    const rewriting = rewritingOf(before, kept);
    if (rewriting && suspected.length < mostListed)
      suspected.push({ ...keysOf(known), n: known.n, id: idOf(known), ...rewriting });
    if (!before && backdated.length < mostListed) backdated.push(...backdatingOf(known));
    last.set(placeOf(known), kept);
    countWithdrawal(known, withdrawals);
  });
  const rewritten: Rewriting[] = [];
  const used = new Map<string, number>();
  for (const each of suspected)
    if (!isCovered(each, withdrawals, used) || !(await isWithdrawal(each, ledgerTexts))) rewritten.push(each);
  return { chain, last, until, rewritten, backdated, otherHeads: [...expected.values()] };
}

export function keysOf({ table, partition, row }: KeptPlace): KeptPlace {
  return { table, partition, row };
}

export function placeOf({ table, partition, row }: KeptPlace): string {
  return JSON.stringify([table, partition, row]);
}

/** The id of a record, as a request to withdraw one of its texts names it. */
function idOf({ table, partition, row, columns }: LedgerEntry): string {
  if (table !== 'Responses') return String(columns['id'] ?? '');
  const [, sequence = ''] = row.split('|');
  return `${partition}-${Number(sequence)}`;
}

/** The audit names what a text was withdrawn from: `attestations/ID/statement`. */
function countWithdrawal({ table, values }: LedgerEntry, counts: Map<string, number>): void {
  if (table !== 'Audit') return;
  const entry = (values['entry'] ?? {}) as Readonly<Record<string, unknown>>;
  if (entry['action'] !== 'texts-withdraw' || entry['outcome'] !== 'done') return;
  const record = String(entry['subject']).split('/').slice(0, 2).join('/');
  counts.set(record, (counts.get(record) ?? 0) + 1);
}

/** A row may be rewritten as often as the audit has withdrawals from its record. */
function isCovered(each: Rewriting, counts: ReadonlyMap<string, number>, used: Map<string, number>): boolean {
  const name = recordNames.get(each.table);
  const place = placeOf(each);
  const times = (used.get(place) ?? 0) + 1;
  used.set(place, times);
  return name !== undefined && times <= (counts.get(`${name}/${each.id}`) ?? 0);
}

function backdatingOf(entry: LedgerEntry): readonly Backdated[] {
  const says = recordedAtOf(entry);
  if (says === undefined || Date.parse(entry.writtenAt) - Date.parse(says) <= longestWaitMilliseconds)
    return [];
  return [{ ...keysOf(entry), says, writtenAt: entry.writtenAt }];
}
