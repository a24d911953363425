import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { firstIssue } from '../../src/base/index.ts';
import { brokenLimitOf } from './json-limits.ts';
import { pageOf } from './paging/index.ts';
import type { PageRequest } from './paging/index.ts';
import { invalidBody, invalidInput, problem } from './problem.ts';
import type { Problem } from './problem.ts';
import type { FileBody, JsonBody, RouteDescription, SentFile } from './route-types.ts';

/** Characters of a body. */
const longestBody = 64 * 1024;

export interface RawInput {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Present where the route is a list. */
  readonly page?: PageRequest;
}

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem<400 | 404 | 413> };
type Schemas = Readonly<Record<string, z.ZodType>>;

/** The parts of a request as their schemas want them, or a problem that names the first field that is wrong. */
export async function readInput(
  request: HttpRequest,
  {
    name,
    roles,
    params = {},
    query = {},
    paged,
    body,
  }: Pick<RouteDescription, 'name' | 'roles' | 'params' | 'query' | 'paged' | 'body'>,
): Promise<Read<RawInput>> {
  const path = readEach(params, (name) => request.params[name]);
  // Nothing can lie at such an address.
  if (!path.ok) return failed(invalidInput(404, 'Not found', path));
  // A misspelled filter must not be answered with everything. Whoever signs in comes back to the page with parameters of Entra's.
  const stray = [...request.query.keys()].find((name) => !Object.hasOwn(query, name))?.slice(0, 100);
  if (roles !== 'public' && stray !== undefined) {
    const known = Object.keys(query).join(', ');
    const detail = known
      ? `The query parameters of this path are ${known}.`
      : 'This path has no query parameters.';
    return failed(problem(400, `Query parameter ${stray} is not known`, stray, detail));
  }
  const asked = readEach(query, (name) => request.query.get(name) ?? undefined);
  if (!asked.ok) {
    const title = `Query parameter ${asked.field} is ${request.query.has(asked.field) ? 'not valid' : 'missing'}`;
    return failed(invalidInput(400, title, asked));
  }
  const page = paged === undefined ? undefined : pageOf(request, name, Number(asked.value['limit']));
  if (paged !== undefined && page === undefined)
    return failed(invalidInput(400, 'Query parameter cursor is not valid', notOfThisCall));
  const sent = await readAnyBody(request, body);
  if (!sent.ok) return sent;
  const value = { params: path.value, query: asked.value, body: sent.value, ...(page && { page }) };
  return { ok: true, value };
}

const notOfThisCall = {
  field: 'cursor',
  why: 'must be the next of an answer to the same call, with the same other parameters',
};

function readEach(schemas: Schemas, given: (name: string) => string | undefined) {
  const value: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const parsed = schema.safeParse(given(name));
    if (!parsed.success) return { ok: false, field: name, why: firstIssue(parsed.error).why } as const;
    value[name] = parsed.data;
  }
  return { ok: true, value } as const;
}

async function readAnyBody(request: HttpRequest, body: RouteDescription['body']): Promise<Read<unknown>> {
  if (body === undefined) return { ok: true, value: undefined };
  return 'schema' in body ? readBody(request, body) : readFile(request, body);
}

async function readFile(request: HttpRequest, { mostBytes }: FileBody): Promise<Read<SentFile>> {
  const most = `${mostBytes / (1024 * 1024)} MiB`;
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) return failed(tooLarge(most));
  const content = Buffer.from(await request.arrayBuffer());
  if (content.length > mostBytes) return failed(tooLarge(most));
  return { ok: true, value: { content, type: request.headers.get('content-type') ?? '' } };
}

async function readBody(request: HttpRequest, { schema, parse }: JsonBody): Promise<Read<unknown>> {
  // A character has four bytes at most: what says that it is longer need not be read.
  if (Number(request.headers.get('content-length') ?? 0) > 4 * longestBody) return failed(tooLarge());
  const text = await request.text();
  if (text.length > longestBody) return failed(tooLarge());
  const broken = brokenLimitOf(text);
  if (broken !== undefined) return failed(invalidBody({ field: '', why: broken }));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed(problem(400, 'Request body is not valid JSON'));
  }
  if (parse === false) return { ok: true, value: json };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return failed(invalidBody(firstIssue(parsed.error)));
}

function tooLarge(most = '64 KiB'): Problem<413> {
  return problem(413, 'Request body is too large', undefined, `Request body must have at most ${most}.`);
}

function failed(problem: Problem<400 | 404 | 413>): Extract<Read<never>, { readonly ok: false }> {
  return { ok: false, problem };
}
