import { counted } from '../../src/base/index.ts';
import { notRestored } from '../../src/evidence/ledger/index.ts';
import type { LedgerFinding, Restoration } from '../../src/evidence/ledger/index.ts';
import { oneLine } from '../one-line.ts';
import { paint, wrap } from '../output.ts';

/** The longest text about a difference that is shown, and the most differences. */
const mostWords = 500;
const mostShown = 50;

/** The finding of the live ledger, for people to read. */
export function liveText({
  chain,
  tables,
  differences,
}: LedgerFinding & { readonly differences: readonly string[] }): string {
  const { row, hash } = chain.to;
  const read = `${counted(row, 'row')} of the ledger hold, the head is ${hash}\n`;
  const compared = tables ? `${counted(tables.rows, 'row')} of the tables were compared with it\n` : '';
  if (differences.length === 0)
    return `${paint('green', 'The ledger and the tables hold.')} ${read}${compared}`;
  const shown = differences.slice(0, mostShown).map((each) => wrap(`- ${oneLine(each, mostWords)}`));
  const more = differences.length - shown.length;
  return `${paint('red', `${counted(differences.length, 'difference')}.`)} ${read}${compared}${shown.join('\n')}\n${
    more > 0 ? `and ${more} more: --format json has all\n` : ''
  }`;
}

/** The restored rows and what was not restored, for people to read. */
export function restorationText({ rows, withoutTexts, broken }: Restoration): string {
  if (broken)
    return `${paint('red', 'Nothing was restored.')} Row ${broken.row} of the ledger differs: ${oneLine(broken.why, mostWords)}\n`;
  const lines = Object.entries(rows).map(([table, count]) => `${table}: ${counted(count, 'row')}`);
  const lost =
    withoutTexts.length > 0
      ? [`${counted(withoutTexts.length, 'row')} have texts that were withdrawn or lost`]
      : [];
  const others = Object.entries(notRestored).map(([table, why]) => `${table} is not restored: ${why}`);
  return `${[...lines, ...lost, ...others].map((line) => wrap(line)).join('\n')}\n`;
}
