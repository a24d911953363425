import { genesis, linesOf, verifyChain } from '../chain/index.ts';
import type { LedgerPlace, Manifest } from '../model/index.ts';
import type { OpenZip } from './open-zip.ts';
import { orTrouble } from './package-refused.ts';
import type { PackageCheck } from './verification-report.ts';

/** The parts of the ledger in a package. */
const segment = /^ledger\/[^/]+\.jsonl$/;

interface LedgerCheck {
  readonly check: PackageCheck;
  /** Rows that were recomputed. */
  readonly rows: number;
}

/** Recomputes the ledger of a package from where the manifest says that it begins, and compares its end. */
export async function checkLedger(zip: OpenZip, { files, ledger }: Manifest): Promise<LedgerCheck> {
  const segments = files.map(({ path }) => path).filter((path) => segment.test(path));
  const { from, to } = ledger;
  if (from.row === 0 && from.hash !== genesis) return failed('the hash before the first row is not 64 zeros');
  let at = '';
  const lines = async function* () {
    for (at of segments) yield* linesOf(zip.read(at));
  };
  const found = await orTrouble(() => verifyChain(lines(), from));
  if ('why' in found) return failed(`${at}: ${found.why}`);
  const { broken, to: end } = found.value;
  const rows = end.row - from.row;
  if (broken) return failed(`${at}: row ${broken.row} differs: ${broken.why}`, rows);
  if (!isSame(end, to))
    return failed(
      `it ends with row ${end.row} (${end.hash}), and the manifest says row ${to.row} (${to.hash})`,
      rows,
    );
  return { check: { name: 'ledger', ok: true, why: `${rows} rows` }, rows };
}

function isSame(one: LedgerPlace, other: LedgerPlace): boolean {
  return one.row === other.row && one.hash === other.hash;
}

function failed(why: string, rows = 0): LedgerCheck {
  return { check: { name: 'ledger', ok: false, why }, rows };
}
