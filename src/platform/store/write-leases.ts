import type { TableClient } from '@azure/data-tables';
import { odata } from '@azure/data-tables';
import type { Row, Stored } from './row.ts';
import { requireSchema, schema } from './row.ts';
import { isAlreadyThere, isChanged, isMissing } from './storage-errors.ts';
import { writeKeys } from './write-keys.ts';
import type { WriteLease, Writes } from './write-types.ts';

/** The row of a lease: one a resource, whose number only grows. */
export function leaseRow({ resourceId, owner, token, until }: Omit<WriteLease, 'etag'>): Row {
  return { ...writeKeys.lease(resourceId), schema, resourceId, owner, token, until };
}

/** The leases beside the writes. */
export function createWriteLeases(table: TableClient): Pick<Writes, 'lease' | 'release'> {
  const read = async (resourceId: string): Promise<WriteLease | undefined> => {
    const { partitionKey, rowKey } = writeKeys.lease(resourceId);
    const filter = odata`PartitionKey eq ${partitionKey} and RowKey eq ${rowKey}`;
    for await (const found of table.listEntities<Stored>({ queryOptions: { filter } })) {
      requireSchema(found);
      return {
        resourceId,
        owner: String(found['owner']),
        token: Number(found['token']),
        until: String(found['until']),
        etag: found.etag,
      };
    }
    return undefined;
  };
  return {
    async lease(resourceId, owner, now, until) {
      const held = await read(resourceId);
      if (held && held.until > now) return { heldUntil: held.until };
      const lease = { resourceId, owner, token: (held?.token ?? 0) + 1, until };
      try {
        const { etag } = held
          ? await table.updateEntity(leaseRow(lease), 'Replace', { etag: held.etag })
          : await table.createEntity(leaseRow(lease));
        if (!etag) throw new Error(`the lease of ${resourceId} was written without an ETag`);
        return { ...lease, etag };
      } catch (error) {
        if (!isAlreadyThere(error) && !isChanged(error) && !isMissing(error)) throw error;
        const other = await read(resourceId);
        return { heldUntil: other?.until ?? until };
      }
    },

    async release({ etag, ...lease }) {
      try {
        await table.updateEntity(leaseRow({ ...lease, until: '1970-01-01T00:00:00.000Z' }), 'Replace', {
          etag,
        });
      } catch (error) {
        if (!isChanged(error) && !isMissing(error)) throw error;
      }
    },
  };
}
