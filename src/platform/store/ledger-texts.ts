import { createHash } from 'node:crypto';
import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { KeptPlace } from './kept-row-types.ts';
import { readRows } from './read-rows.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import { deleteAll, upsertAll } from './transactions.ts';

/** A text of people, with the salt that its hash in the ledger has. */
export interface LedgerText {
  /** SHA-256 of salt, line feed and text: 64 hex digits. */
  readonly sha256: string;
  /** 32 random bytes, in hex: without it a short text, as a name, could be guessed from its hash. */
  readonly salt: string;
  readonly text: string;
}

/** The texts of which the ledger has hashes alone, so that one can be withdrawn later without breaking the chain. */
export interface LedgerTexts {
  add(place: KeptPlace, texts: readonly LedgerText[]): Promise<void>;
  of(place: KeptPlace): Promise<readonly LedgerText[]>;
  remove(place: KeptPlace, hashes: readonly string[]): Promise<void>;
}

/** Texts in a partition for each row of a table that they stand in. */
export function createLedgerTexts(table: TableClient): LedgerTexts {
  const json = jsonProperty<LedgerText>('text');
  return {
    async add(place, texts) {
      const rows = texts.map((text) => ({ ...keysOf(place, text.sha256), schema, ...json.split(text) }));
      for (const row of rows) requireSize([row], `a text of ${place.table}`);
      await upsertAll(table, rows);
    },
    async of(place) {
      const { partitionKey } = keysOf(place, '');
      const found: LedgerText[] = [];
      for await (const row of readRows(table, odata`PartitionKey eq ${partitionKey}`))
        found.push(json.join(row));
      return found;
    },
    remove: (place, hashes) =>
      deleteAll(
        table,
        hashes.map((hash) => keysOf(place, hash)),
      ),
  };
}

function keysOf({ table, partition, row }: KeptPlace, sha256: string) {
  const whole = createHash('sha256').update([table, partition, row].join('\n')).digest('hex');
  return { partitionKey: whole, rowKey: sha256 };
}
