import { STATUS_CODES } from 'node:http';
import type { RouteDescription } from '../route-types.ts';
import type { JsonSchema } from './schemas.ts';

/** The meaning of each status, wherever it is answered. */
const meanings: Readonly<Record<number, string>> = {
  400: 'Something in the request is not valid. `field` names it, `detail` says what was expected.',
  401: 'No access token came with the request, or none that is accepted. `detail` says why.',
  403: 'The caller may not do this.',
  404: 'There is no such thing, or none for this caller.',
  409: 'It cannot be done as things stand. `detail` says why.',
  413: 'The body is too large. JSON may have at most 64 KiB.',
  429: 'The caller calls too often. The host answers so too, in a form of its own, where it has too many requests at once.',
  500: 'The call failed. The log has the cause, under the id in `x-correlation-id`.',
  502: 'Azure did not do what it was asked to. `detail` says why.',
  503: 'The token cannot be checked now, or the audit cannot be written. Nothing was done.',
};

const headers: Readonly<Record<number, JsonSchema>> = {
  401: {
    'www-authenticate': { schema: { type: 'string' }, description: 'Where tokens come from. RFC 6750.' },
  },
  429: { 'retry-after': { schema: { type: 'string' }, description: 'In so many seconds.' } },
  503: { 'retry-after': { schema: { type: 'string' }, description: 'In so many seconds.' } },
};

/** Statuses of the problems that a route answers: its handler's, and those that come before it. */
export function problemsOf({ roles, params, body, problems = [] }: RouteDescription): readonly number[] {
  return [
    ...new Set([
      ...problems,
      ...(params ? [404] : []),
      ...(body ? [413] : []),
      // 400: an unknown query parameter is refused.
      ...(roles === 'public' ? [] : [400, 401, 403, 503]),
      429,
      500,
    ]),
  ];
}

/** A problem of this status, by reference. */
export function problemOf(status: number): JsonSchema {
  return { $ref: `#/components/responses/${nameOf(status)}` };
}

/** All problems, by their names. @param details the schema that all have */
export function problemResponses(details: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(meanings).map(([status, description]) => [
      nameOf(Number(status)),
      {
        description,
        ...(headers[Number(status)] && { headers: headers[Number(status)] }),
        content: { 'application/problem+json': { schema: details } },
      },
    ]),
  );
}

/** @throws Error where nobody has said what it means */
function nameOf(status: number): string {
  const name = STATUS_CODES[status];
  if (meanings[status] === undefined || name === undefined)
    throw new Error(`A route answers problems of the status ${status}, which is not described`);
  return name.replaceAll(' ', '');
}
