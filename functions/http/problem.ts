import type { HttpResponseInit } from '@azure/functions';
import type { FieldIssue } from '../../src/base/index.ts';

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

/** Input that is not accepted: its detail is a sentence that names the field and says what was expected of it. */
export function invalidInput<Status extends 400 | 404>(
  status: Status,
  title: string,
  { field, why }: FieldIssue,
): Problem<Status> {
  return problem(status, title, field, `${field || 'Request body'} ${why}.`);
}

export function invalidBody(issue: FieldIssue): Problem<400> {
  return invalidInput(400, 'Request body is not valid', issue);
}

/** @param why it cannot be done as things stand: a sentence without its capital letter and its full stop */
export function conflict(why: string): Problem<409> {
  return problem(409, 'Conflict', undefined, sentence(why));
}

/** Azure's own reasons may have their full stop already. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
