import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { KeyRange } from './keys.ts';
import { profileKeys } from './phi-access-keys.ts';
import type { Profile, Profiles, ProfileVersion } from './phi-access-types.ts';
import { put } from './row-writes.ts';
import { requireSchema, schema } from './row.ts';
import type { Stored } from './row.ts';
import { deleteAll } from './transactions.ts';

/** A binary property holds 64 KiB, a row 1 MiB, which is reckoned here as it is sent: in base64. */
const longestProperty = 60_000;

const longestRow = 12 * longestProperty;

const pack = promisify(brotliCompress);

const unpack = promisify(brotliDecompress);

/** Hashes of patients do not shrink, names of operations and resources do at once. */
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/**
 * An hour is one row, the head, with its content packed in binary properties. What is too long for it lies in rows beside it, which count
 * only once the head names them: so an hour is replaced as a whole, however long it is.
 */
export function createProfiles(table: TableClient): Profiles {
  const remove = async (query: string, rowKeys: readonly string[]): Promise<number> => {
    const partitionKey = profileKeys.partition(query);
    await deleteAll(
      table,
      rowKeys.map((rowKey) => ({ partitionKey, rowKey })),
    );
    return rowKeys.length;
  };
  const rowsOf = (query: string, { from, to }: KeyRange, select?: string[]) => {
    const filter = odata`PartitionKey eq ${profileKeys.partition(query)} and RowKey ge ${from} and RowKey lt ${to}`;
    return table.listEntities<Stored>({ queryOptions: { filter, ...(select && { select }) } });
  };
  const headOf = async (query: string, hour: string) => {
    const { rowKey } = profileKeys.head(query, hour);
    const columns = ['schema', 'RowKey', 'askedAt', 'content'];
    for await (const row of rowsOf(query, { from: rowKey, to: `${rowKey}|` }, columns)) return row;
    return undefined;
  };

  return {
    async replace(query, profile) {
      const { hour, askedAt, rows } = profile;
      const text = JSON.stringify(rows);
      const content = createHash('sha256').update(text).digest('base64');
      const [first = Buffer.alloc(0), ...others] = cut(await pack(text, quick), longestRow);
      for (;;) {
        const there = await headOf(query, hour);
        if (there) requireSchema(there);
        else if (rows.length === 0) return 'same';
        if (there?.['content'] === content) return 'same';
        if (there && String(there['askedAt']) > askedAt) return 'older';
        for (const [n, part] of others.entries()) {
          const row = { ...profileKeys.part(query, profile, n), schema, ...propertiesOf(part) };
          await table.upsertEntity(row, 'Replace');
        }
        const head = { ...profileKeys.head(query, hour), schema, hour, askedAt, content };
        const row = { ...head, parts: others.length, ...propertiesOf(first) };
        if ((await put(table, row, there?.etag)) === 'conflict') continue;
        const replaced: string[] = [];
        for await (const { rowKey = '' } of rowsOf(query, profileKeys.parts(hour), ['RowKey']))
          if (rowKey.split('|')[1] !== askedAt) replaced.push(rowKey);
        await remove(query, replaced);
        return 'replaced';
      }
    },

    async *versions(query, from, to) {
      const { rowKey } = profileKeys.head(query, from);
      const range = { from: rowKey, to: profileKeys.head(query, to).rowKey };
      for await (const row of rowsOf(query, range, ['schema', 'hour', 'askedAt']))
        if (row['hour'] !== undefined) yield versionOf(row);
    },

    async *between<T>(query: string, from: string, to: string) {
      const range = {
        from: profileKeys.head(query, from).rowKey,
        to: profileKeys.head(query, to).rowKey,
      };
      let open: { readonly head: Stored; readonly parts: Buffer[] } | undefined;
      for await (const row of rowsOf(query, range)) {
        if (row['hour'] === undefined) {
          if (open && row.rowKey?.split('|')[1] === open.head['askedAt']) open.parts.push(bytesOf(row));
          continue;
        }
        if (open) yield await profileOf<T>(open);
        requireSchema(row);
        open = { head: row, parts: [bytesOf(row)] };
      }
      if (open) yield await profileOf<T>(open);
    },

    async purge(query, before) {
      const { rowKey: to } = profileKeys.head(query, before);
      const old: string[] = [];
      for await (const { rowKey = '' } of rowsOf(query, { from: '', to }, ['RowKey'])) old.push(rowKey);
      return remove(query, old);
    },
  };
}

function versionOf(row: Stored): ProfileVersion {
  requireSchema(row);
  return { hour: String(row['hour']), askedAt: String(row['askedAt']) };
}

async function profileOf<T>({
  head,
  parts,
}: {
  readonly head: Stored;
  readonly parts: readonly Buffer[];
}): Promise<Profile<T>> {
  const version = versionOf(head);
  if (parts.length !== Number(head['parts']) + 1)
    throw new Error(`The profile of ${version.hour} was replaced while it was read`);
  const text = await unpack(Buffer.concat(parts));
  return { ...version, rows: JSON.parse(text.toString()) as readonly T[] };
}

function cut(bytes: Buffer, most: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / most) }, (_, n) =>
    bytes.subarray(n * most, (n + 1) * most),
  );
}

function propertiesOf(bytes: Buffer): Record<string, Uint8Array> {
  return Object.fromEntries(
    cut(bytes, longestProperty).map((part, n) => [`packed${n}`, new Uint8Array(part)]),
  );
}

function bytesOf(row: Stored): Buffer {
  const parts: Uint8Array[] = [];
  for (let part = row['packed0']; part instanceof Uint8Array; part = row[`packed${parts.length}`])
    parts.push(part);
  return Buffer.concat(parts);
}
