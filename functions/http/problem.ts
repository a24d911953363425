import type { HttpResponseInit } from '@azure/functions';

/**
 * An error as RFC 9457 has it, with the field that it is about, and headers that go with it.
 * https://www.rfc-editor.org/rfc/rfc9457
 */
export function problem(
  status: number,
  title: string,
  field?: string,
  detail?: string,
  more: Readonly<Record<string, string>> = {},
): HttpResponseInit {
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
