import { RestError } from '@azure/storage-blob';

/** Whether the service does not know what was asked of it: Azurite has no policies and no holds. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 501;
}

export function isAbsent(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404;
}

/** Whether an error has one of the codes. https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
export function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof RestError && error.code !== undefined && codes.includes(error.code);
}
