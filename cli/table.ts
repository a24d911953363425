import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { columnsOfOutput, paint } from './output.ts';
import { widthOf } from './text-width.ts';

export interface Column {
  readonly title: string;
  /** In an output of 100 columns, without its border. */
  readonly width: number;
  /** The narrowest that it gets; absent: it is as wide in any output. */
  readonly least?: number;
}

/** A table as wide as the output; long words are broken. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total = columnsOfOutput(),
): string {
  const widths = widthsOf(columns, total);
  const drawn = new Table({
    head: columns.map(({ title }) => paint('bold', title)),
    colWidths: [...widths],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  });
  drawn.push(
    ...rows.map((row) => row.map((cell, column) => breakLongWords(cell, (widths[column] ?? 0) - 2))),
  );
  return `${drawn.toString()}\n`;
}

/** Shares what is missing, or left over, among the columns that bend: each gives what it can spare, or gets by its width. */
function widthsOf(columns: readonly Column[], total: number): readonly number[] {
  const borders = columns.length + 1;
  const difference = total - borders - sum(columns.map(({ width }) => width));
  const shares = columns.map(({ width, least }) =>
    least === undefined ? 0 : difference < 0 ? width - least : width,
  );
  const all = sum(shares);
  let shared = 0;
  let given = 0;
  return columns.map(({ width }, column) => {
    shared += shares[column] ?? 0;
    // Rounded as a running total, so that the columns add up.
    const upTo = all === 0 ? 0 : Math.round((difference * shared) / all);
    const own = upTo - given;
    given = upTo;
    return width + own;
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const escape = '\u001B';
/** The escapes that color text: they take no room, and must not be cut. */
const escapes = new RegExp(`(${escape}\\[[\\d;]*m)`);

/** cli-table3 cuts a word that is wider than its column: ids, types and citations are broken after a `/`, `.`, `-` or `)` instead. */
function breakLongWords(text: string, width: number): string {
  return text.replace(/\S+/g, (word) => {
    const plain = stripVTControlCharacters(word);
    return widthOf(plain) > width ? breakAfter(word, lengthsOf(plain, width)) : word;
  });
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Gives the lengths of the pieces of a word that fit a column. */
function lengthsOf(plain: string, width: number): readonly number[] {
  const lengths: number[] = [];
  let start = 0;
  let afterSign = 0;
  for (const { segment, index } of letters.segment(plain)) {
    const end = index + segment.length;
    if (widthOf(plain.slice(start, end)) > width) {
      const cut = afterSign > start ? afterSign : index;
      lengths.push(cut - start);
      start = cut;
    }
    if (/[/.-]/.test(segment) || (segment === ')' && plain[end] === '(')) afterSign = end;
  }
  return [...lengths, plain.length - start];
}

/** Puts line breaks after so many characters each, whatever colors stand between them. */
function breakAfter(word: string, lengths: readonly number[]): string {
  const left = [...lengths];
  let broken = '';
  for (const [index, part] of word.split(escapes).entries()) {
    // What was split by stands at odd places.
    if (index % 2 === 1) broken += part;
    else
      for (let rest = part; rest !== '';) {
        const [length = rest.length] = left;
        if (length === 0) {
          broken += '\n';
          left.shift();
          continue;
        }
        const taken = rest.slice(0, length);
        broken += taken;
        rest = rest.slice(length);
        left[0] = length - taken.length;
      }
  }
  return broken;
}
