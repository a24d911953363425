import type { TableClient, TransactionAction } from '@azure/data-tables';

type Row = Readonly<Record<string, unknown>> & { readonly partitionKey: string; readonly rowKey: string };

interface Listing {
  readonly queryOptions?: { readonly filter?: string };
  readonly onResponse?: (response: { readonly headers: ReadonlyMap<string, string> }) => void;
}

export interface Visited {
  readonly rows: number;
  readonly bytes: number;
  readonly queries: number;
}

interface KeyTest {
  readonly key: 'PartitionKey' | 'RowKey';
  readonly operator: 'eq' | 'ge' | 'lt';
  readonly value: string;
}

/**
 * A table in memory that counts the rows and bytes that the service goes through for an answer, not those that it returns. A filter on
 * the RowKey narrows a query only within one partition; without a PartitionKey the service goes through every row of the table.
 * https://learn.microsoft.com/azure/storage/tables/table-storage-design-for-query
 */
export class CountedTable {
  #visited: Visited = { rows: 0, bytes: 0, queries: 0 };
  readonly #partitions = new Map<string, Map<string, { readonly row: Row; readonly bytes: number }>>();
  #writes = 0;

  /** The part of a client that the state store uses. */
  client(): TableClient {
    return this as unknown as TableClient;
  }

  /** @param bytes those of the row in storage; absent: counted */
  put(row: Row, bytes = bytesOf(row)): void {
    const rows = this.#partitions.get(row.partitionKey) ?? new Map<string, { row: Row; bytes: number }>();
    this.#writes += 1;
    const written = { etag: `W/"${this.#writes}"`, timestamp: new Date().toISOString() };
    this.#partitions.set(row.partitionKey, rows.set(row.rowKey, { row: { ...row, ...written }, bytes }));
  }

  upsertEntity(row: Row) {
    return Promise.resolve(this.put(row));
  }

  deleteEntity(partitionKey: string, rowKey: string) {
    return Promise.resolve(this.#partitions.get(partitionKey)?.delete(rowKey));
  }

  submitTransaction(actions: readonly TransactionAction[]) {
    for (const [kind, entity] of actions) {
      if (kind === 'delete') this.#partitions.get(entity.partitionKey)?.delete(entity.rowKey);
      else this.put(entity);
    }
    return Promise.resolve({ subResponses: [{ etag: `W/"${this.#writes}"` }] });
  }

  listEntities({ queryOptions, onResponse }: Listing = {}) {
    return {
      byPage: async function* (this: CountedTable) {
        onResponse?.({ headers: new Map([['date', new Date().toUTCString()]]) });
        yield await Promise.resolve(this.#find(testsOf(queryOptions?.filter ?? '')));
      }.bind(this),
    };
  }

  /** Returns what was gone through since it was last asked. */
  visited(): Visited {
    const visited = this.#visited;
    this.#visited = { rows: 0, bytes: 0, queries: 0 };
    return visited;
  }

  #find(tests: readonly KeyTest[]): readonly Row[] {
    const own = tests.find(({ key, operator }) => key === 'PartitionKey' && operator === 'eq');
    const partitions = own ? [this.#partitions.get(own.value)] : this.#partitions.values();
    const found: Row[] = [];
    let [passed, size] = [0, 0];
    for (const rows of partitions)
      for (const { row, bytes } of rows?.values() ?? []) {
        const fits = tests.every((test) => passes(row, test));
        if (!fits && own) continue;
        passed += 1;
        size += bytes;
        if (fits) found.push(row);
      }
    const { rows, bytes, queries } = this.#visited;
    this.#visited = { rows: rows + passed, bytes: bytes + size, queries: queries + 1 };
    return found;
  }
}

function testsOf(filter: string): readonly KeyTest[] {
  return filter
    .split(' and ')
    .filter((each) => each !== '')
    .map((each) => {
      const [, key, operator, value] = /^(PartitionKey|RowKey) (eq|ge|lt) '([^']*)'$/.exec(each) ?? [];
      if (value === undefined) throw new Error(`the filter ${each} is not one of the state store`);
      return { key, operator, value } as KeyTest;
    });
}

function passes(row: Row, { key, operator, value }: KeyTest): boolean {
  const own = key === 'PartitionKey' ? row.partitionKey : row.rowKey;
  if (operator === 'eq') return own === value;
  return operator === 'ge' ? own >= value : own < value;
}

/** Bytes by which Table Storage measures a row: names and texts in UTF-16. */
export function bytesOf(row: Row): number {
  return Object.entries(row).reduce(
    (sum, [name, value]) =>
      sum + 8 + 2 * name.length + (typeof value === 'string' ? 4 + 2 * value.length : 8),
    0,
  );
}
