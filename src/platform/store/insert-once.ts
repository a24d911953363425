import type { TableClient } from '@azure/data-tables';
import type { Row } from './row.ts';
import { isAlreadyThere } from './storage-errors.ts';

/** Adds a row. One that is there already stays as it is: the SDK may try again what the service has done. */
export async function insertOnce(table: TableClient, row: Row): Promise<void> {
  try {
    await table.createEntity(row);
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
}
