import { isRestError } from '@azure/core-rest-pipeline';
import type { TableClient } from '@azure/data-tables';
import type { Row } from './row.ts';

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

/** Adds a row. One that is there already stays as it is: the SDK may try again what the service has done. */
export async function insertOnce(table: TableClient, row: Row): Promise<void> {
  try {
    await table.createEntity(row);
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
}

/** The service's code of an error: `EntityAlreadyExists`. Undefined for what did not come from the service. */
function codeOf(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  const details = error.details;
  const nested =
    typeof details === 'object' && details !== null && 'odataError' in details
      ? details.odataError
      : undefined;
  const code = typeof nested === 'object' && nested !== null && 'code' in nested ? nested.code : undefined;
  return typeof code === 'string' ? code : error.code;
}

/** A row that should not exist does. */
export function isAlreadyThere(error: unknown): boolean {
  return codeOf(error) === 'EntityAlreadyExists';
}

/** A row that should exist does not. A missing table is another matter. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ResourceNotFound' || codeOf(error) === 'EntityNotFound';
}

/** The row has another ETag than the one expected. */
export function isChanged(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 412;
}
