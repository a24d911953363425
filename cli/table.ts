import { stripVTControlCharacters } from 'node:util';
import { linesOfCell } from './cell-lines.ts';
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
  const head = columns.map(({ title }) => paint('bold', title));
  const border = (left: string, between: string, right: string) =>
    `${left}${widths.map((width) => '─'.repeat(width)).join(between)}${right}\n`;
  const drawn = [head, ...rows].map((row) => rowOf(row, widths)).join(border('├', '┼', '┤'));
  return `${border('┌', '┬', '┐')}${drawn}${border('└', '┴', '┘')}`;
}

/** Draws the cells of a row beside each other, each line of theirs between borders and blanks. */
function rowOf(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => linesOfCell(cell, (widths[column] ?? 0) - 2));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) => {
    const parts = cells.map((lines, column) => padded(lines[at] ?? '', (widths[column] ?? 0) - 2));
    return `│ ${parts.join(' │ ')} │\n`;
  }).join('');
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(stripVTControlCharacters(text))));
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
