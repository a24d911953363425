/** Rows of Table Storage: long JSON over several properties, and the limits of size. */

/** A row as the tables client takes and gives it. */
export type Row = {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [property: string]: unknown;
};

/** A row as it was read, before anything is known of it. */
export type Stored = Readonly<Record<string, unknown>>;

/** Table Storage allows 32,768 characters a property. */
const longestPart = 30_000;
const mebibyte = 1024 * 1024;
const largestRow = mebibyte;
const largestTransaction = 4 * mebibyte;
/** Headers of one operation within a transaction's body, generously. */
const operationOverhead = 2_000;

/** A value of a row that may be long: its JSON as properties `<name>0`, `<name>1`, ... of at most 30,000 characters. */
export interface JsonProperty<T> {
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
        const place = `${String(row['partitionKey'])} / ${String(row['rowKey'])}`;
        throw new Error(`Row ${place} has no readable ${name}`, { cause });
      }
    },
  };
}

function cut(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + longestPart, text.length);
    // A surrogate pair cut in two would not survive UTF-8.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

/**
 * Throws where a row exceeds 1 MiB, or all of them together the 4 MiB of a transaction.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-limitations
 */
export function requireSize(rows: readonly Row[], what: string): void {
  for (const row of rows) {
    const size = storedSize(row);
    if (size > largestRow)
      throw new Error(`Row ${row.rowKey} of ${what} would take ${size} bytes, more than the 1 MiB allowed`);
  }
  const total = rows.reduce(
    (sum, row) => sum + Buffer.byteLength(JSON.stringify(row)) + operationOverhead,
    0,
  );
  if (total > largestTransaction)
    throw new Error(
      `A transaction of ${rows.length} rows of ${what} would take ${total} bytes, more than the 4 MiB allowed`,
    );
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

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
