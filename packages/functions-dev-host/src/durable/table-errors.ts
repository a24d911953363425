import { isRestError } from '@azure/core-rest-pipeline';

/** The code that Table Storage gives an error: `EntityAlreadyExists`. Undefined for what did not come from the service. */
function codeOf(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  const { odataError } = (error.details ?? {}) as { readonly odataError?: { readonly code?: string } };
  return odataError?.code ?? error.code;
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
