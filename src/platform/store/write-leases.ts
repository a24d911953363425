import type { TableClient } from '@azure/data-tables';
import { afterSeparator, escapeName, hash, padded } from './keys.ts';
import type { KeyRange, RowKeys } from './keys.ts';
import { readRow } from './read-rows.ts';
import { put } from './row-writes.ts';
import { schema } from './row.ts';
import type { Row } from './row.ts';
import type { WriteLease, Writes } from './write-types.ts';

/** The row of a lease: one a resource, whose number only grows. */
export function leaseRow({ resourceId, owner, token, until }: Omit<WriteLease, 'etag'>): Row {
  return { ...writeKeys.lease(resourceId), schema, resourceId, owner, token, until };
}

/** The leases beside the writes. */
export function createWriteLeases(table: TableClient): Pick<Writes, 'lease' | 'release'> {
  const read = async (resourceId: string): Promise<WriteLease | undefined> => {
    const found = await readRow(table, writeKeys.lease(resourceId));
    return (
      found && {
        resourceId,
        owner: String(found['owner']),
        token: Number(found['token']),
        until: String(found['until']),
        etag: found.etag,
      }
    );
  };
  return {
    async lease(resourceId, owner, now, until) {
      const held = await read(resourceId);
      if (held && held.until > now) return { heldUntil: held.until };
      const lease = { resourceId, owner, token: (held?.token ?? 0) + 1, until };
      const written = await put(table, leaseRow(lease), held?.etag);
      if (written !== 'conflict') return { ...lease, ...written };
      const other = await read(resourceId);
      return { heldUntil: other?.until ?? until };
    },

    async release({ etag, ...lease }) {
      await put(table, leaseRow({ ...lease, until: '1970-01-01T00:00:00.000Z' }), etag);
    },
  };
}

type Place = { readonly resourceId: string; readonly decision: string; readonly attempt: number };

/** Places in `Writes`: those of one resource lie together. */
export const writeKeys = {
  partition: (resourceId: string): string => hash(resourceId),
  lease: (resourceId: string): RowKeys => ({ partitionKey: hash(resourceId), rowKey: 'lease' }),
  row: (
    row: 'intent' | 'operation' | 'end' | 'check',
    { resourceId, decision, attempt }: Place,
  ): RowKeys => ({
    partitionKey: hash(resourceId),
    rowKey: `write|${escapeName(decision)}|${padded(attempt)}|${row}`,
  }),
  rows: { from: 'write|', to: `write${afterSeparator}` } satisfies KeyRange,
  places: (subscriptionId: string): RowKeys => ({
    partitionKey: `places|${escapeName(subscriptionId)}`,
    rowKey: 'places',
  }),
} as const;
