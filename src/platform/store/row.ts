/** The parts that every row shares: its schema version, long text over several properties, limits of size. */

/** A row as the tables client takes and gives it. */
export type Row = {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [property: string]: unknown;
};

/** A row as it was read, before anything is known of it. */
export type Stored = Readonly<Record<string, unknown>>;

/** Version of the layout of every row; a reader refuses rows of a newer one. */
export const schema = 1;

/** Table Storage allows 32,768 characters a property. */
const longestPart = 30_000;

const mebibyte = 1024 * 1024;

const largestRow = mebibyte;

export const largestTransaction = 4 * mebibyte;

/** Headers of one operation within a transaction's body, generously. */
const operationOverhead = 2_000;

/** A row, or a transaction of rows, that Table Storage would not take. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** Throws where the row was written by a newer version of the app. */
export function requireSchema(row: Stored): void {
  if (row['schema'] === schema) return;
  throw new Error(
    `Row ${placeOf(row)} has schema ${String(row['schema'])}, this version knows ${schema}: update the app before it reads this table`,
  );
}

/** A value of a row that may be long: its JSON as properties `<name>0`, `<name>1`, ... of at most 30,000 characters. */
interface JsonProperty<T> {
  split(value: T): Record<string, string>;
  /** Throws where the row holds no value of that name, or a torn one. */
  join(row: Stored): T;
}

export function jsonProperty<T>(name: string): JsonProperty<T> {
  return {
    split: (value) => Object.fromEntries(cut(JSON.stringify(value)).map((part, n) => [`${name}${n}`, part])),
    join(row) {
      let text = '';
      for (let n = 0, part = row[`${name}0`]; typeof part === 'string'; part = row[`${name}${n}`]) {
        text += part;
        n += 1;
      }
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new Error(`Row ${placeOf(row)} has no readable ${name}`, { cause });
      }
    },
  };
}

function cut(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + longestPart, text.length);
    // A surrogate pair cut in two would not survive UTF-8. JSON ends with none.
    if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

/**
 * Throws a TooLargeError naming the resource where a row exceeds 1 MiB, or all of them together the 4 MiB of a transaction.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-limitations
 */
export function requireSize(rows: readonly Row[], resourceId: string): void {
  for (const row of rows) {
    const size = storedSize(row);
    if (size > largestRow) {
      throw new TooLargeError(
        `Row ${row.rowKey} of ${resourceId} would take ${size} bytes, more than the 1 MiB allowed`,
      );
    }
  }
  const total = rows.reduce((sum, row) => sum + sentSize(row), 0);
  if (total > largestTransaction) {
    throw new TooLargeError(
      `A transaction of ${rows.length} rows of ${resourceId} would take ${total} bytes, more than the 4 MiB allowed`,
    );
  }
}

/** Bytes of the row in a transaction's body. */
export function sentSize(row: Row): number {
  return Buffer.byteLength(JSON.stringify(row)) + operationOverhead;
}

/** Bytes by which Table Storage measures a row: names and texts in UTF-16. */
function storedSize(row: Row): number {
  const { partitionKey, rowKey, ...properties } = row;
  return Object.entries(properties).reduce(
    (sum, [name, value]) =>
      sum + 8 + 2 * name.length + (typeof value === 'string' ? 4 + 2 * value.length : 8),
    4 + 2 * (partitionKey.length + rowKey.length),
  );
}

function placeOf(row: Stored): string {
  return `${String(row['partitionKey'])} / ${String(row['rowKey'])}`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
