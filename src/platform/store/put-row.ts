import type { TableClient } from '@azure/data-tables';
import type { Row } from './row.ts';
import { isAlreadyThere, isChanged, isMissing } from './storage-errors.ts';

/**
 * Writes a row where it was read: in the place of the one with that ETag, or where none was.
 * @returns the new ETag; `conflict`: somebody else was first
 * @throws where the service answers otherwise, or without an ETag
 */
export async function put(
  table: TableClient,
  row: Row,
  etag: string | undefined,
): Promise<{ readonly etag: string } | 'conflict'> {
  try {
    const written =
      etag === undefined ? await table.createEntity(row) : await table.updateEntity(row, 'Replace', { etag });
    if (!written.etag) throw new Error(`row ${row.rowKey} was written without an ETag`);
    return { etag: written.etag };
  } catch (error) {
    if (isAlreadyThere(error) || isChanged(error) || isMissing(error)) return 'conflict';
    throw error;
  }
}
