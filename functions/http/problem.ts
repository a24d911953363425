import type { HttpResponseInit } from '@azure/functions';

/** An answer that is an error. Its status is part of the type, so that a route cannot answer one that it does not describe. */
export type Problem<Status extends number = number> = HttpResponseInit & { readonly status: Status };

/**
 * An error as RFC 9457 has it, with the field that it is about, and headers that go with it.
 * https://www.rfc-editor.org/rfc/rfc9457
 */
export function problem<Status extends number>(
  status: Status,
  title: string,
  field?: string,
  detail?: string,
  more: Readonly<Record<string, string>> = {},
): Problem<Status> {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...more },
    body: JSON.stringify({
      type: 'about:blank',
      title,
      status,
      ...(field && { field }),
      ...(detail && { detail }),
    }),
  };
}
