import { personalDataInId } from '../../model/index.ts';
import type { DatabaseFigures, TableFigures } from '../azure/index.ts';
import { mostTables } from './figure-queries.ts';
import type { FigureRow } from './types.ts';

const longestName = 256;

/** A digest or a number, and nothing that could be read. */
const checksumShape = /^-?[0-9a-f]{1,64}$/i;

/**
 * Returns the rows of an answer as figures. The procedure is the customer's, so that each value is checked: an answer with one that is no
 * name, number or time is refused as a whole, and nothing of it is passed on.
 */
export function figuresOf(kind: 'procedure' | 'metadata', rows: readonly FigureRow[]): DatabaseFigures {
  const tables: TableFigures[] = [];
  for (const row of rows.slice(0, mostTables)) {
    const table = tableOf(row);
    if (typeof table === 'string') return { kind: 'failed', why: `its answer ${table}` };
    tables.push(table);
  }
  if (new Set(tables.map(({ name }) => name)).size < tables.length)
    return { kind: 'failed', why: 'its answer has a table twice' };
  return { kind, tables, ...(rows.length > mostTables && { isCut: true }) };
}

/** A text is what is wrong with the row. */
function tableOf(row: FigureRow): TableFigures | string {
  const { table_name: name, row_count: count, checksum, changed_at: changed } = row;
  if (typeof name !== 'string' || name === '') return 'has a row without the name of a table';
  if (name.length > longestName) return `has a name of more than ${longestName} characters`;
  const personal = personalDataInId(name);
  if (personal !== undefined) return `has a name that seems to hold ${personal}`;
  const rows = countIn(count);
  if (rows === undefined) return 'has a row_count that is no number of rows';
  if (!isAbsent(checksum) && !(typeof checksum === 'string' && checksumShape.test(checksum)))
    return 'has a checksum that is no number and no digest';
  if (!isAbsent(changed) && !(changed instanceof Date && !Number.isNaN(changed.getTime())))
    return 'has a changed_at that is no time';
  return {
    name,
    rows,
    ...(!isAbsent(checksum) && { checksum: checksum.toLowerCase() }),
    ...(!isAbsent(changed) && { changedAt: changed.toISOString() }),
  };
}

/** Drivers give numbers of 64 bits as texts. */
function countIn(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^\d{1,16}$/.test(value);
  const count = isText ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
