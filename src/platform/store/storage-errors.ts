import { isRestError } from '@azure/core-rest-pipeline';

/** The service's code of an error: `EntityAlreadyExists`. Undefined for what did not come from the service. */
export function codeOf(error: unknown): string | undefined {
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
