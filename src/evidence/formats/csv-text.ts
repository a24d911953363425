import { stringify } from 'csv-stringify/sync';
import { visibleText } from '../../base/index.ts';

type Cell = string | number | boolean | undefined;

/** RFC 4180. A line feed within a cell is no end of a row, and is quoted all the same. */
const options = { escape_formulas: true, record_delimiter: 'windows', quote_record_delimiter: true } as const;

export type CsvRow = Readonly<Record<string, Cell>>;

/**
 * Writes rows as CSV in UTF-8 with CRLF (RFC 4180). A cell that a spreadsheet would run as a formula is escaped, and characters that are
 * not seen are shown: names come from outside.
 */
export function csvText(columns: readonly string[], rows: readonly CsvRow[]): string {
  return stringify(
    rows.map((row) => columns.map((column) => cellOf(row[column]))),
    {
      ...options,
      columns: [...columns],
      header: true,
    },
  );
}

/** Writes cells as the end of a line, for lines that have much in common. */
export function csvLine(cells: readonly Cell[]): string {
  return stringify([cells.map(cellOf)], options);
}

function cellOf(value: Cell): string | number {
  if (typeof value === 'number') return value;
  return value === undefined ? '' : visibleText(String(value));
}
