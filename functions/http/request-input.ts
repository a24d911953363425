import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import type { RouteDescription } from './route-types.ts';

/** Characters of a body. */
const longestBody = 64 * 1024;

export interface RawInput {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem<400 | 404 | 413> };
type Schemas = Readonly<Record<string, z.ZodType>>;

/** The parts of a request as their schemas want them, or a problem that names the first field that is wrong. */
export async function readInput(
  request: HttpRequest,
  { roles, params = {}, query = {}, body }: Pick<RouteDescription, 'roles' | 'params' | 'query' | 'body'>,
): Promise<Read<RawInput>> {
  const path = readEach(params, (name) => request.params[name]);
  // Nothing can lie at such an address.
  if (!path.ok) return failed(problem(404, 'Not found', path.field, path.why));
  // A misspelled filter must not be answered with everything. Whoever signs in comes back to the page with parameters of Entra's.
  const stray = [...request.query.keys()].find((name) => !(name in query));
  if (roles !== 'public' && stray !== undefined) {
    const known = Object.keys(query).join(', ') || 'none';
    return failed(problem(400, `Query parameter ${stray} is not known`, stray, `Known: ${known}.`));
  }
  const asked = readEach(query, (name) => request.query.get(name) ?? undefined);
  if (!asked.ok) {
    const title = `Query parameter ${asked.field} is ${request.query.has(asked.field) ? 'not valid' : 'missing'}`;
    return failed(problem(400, title, asked.field, asked.why));
  }
  const sent = body ? await readBody(request, body) : ({ ok: true, value: undefined } as const);
  if (!sent.ok) return sent;
  return { ok: true, value: { params: path.value, query: asked.value, body: sent.value } };
}

function readEach(schemas: Schemas, given: (name: string) => string | undefined) {
  const value: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const parsed = schema.safeParse(given(name));
    if (!parsed.success) return { ok: false, field: name, why: parsed.error.issues[0]?.message } as const;
    value[name] = parsed.data;
  }
  return { ok: true, value } as const;
}

async function readBody(
  request: HttpRequest,
  { schema, parse }: NonNullable<RouteDescription['body']>,
): Promise<Read<unknown>> {
  const text = await request.text();
  if (text.length > longestBody)
    return failed(problem(413, 'Request body is too large', undefined, 'It must have at most 64 KiB.'));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed(problem(400, 'Request body is not valid JSON'));
  }
  if (parse === false) return { ok: true, value: json };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const field = [...(issue?.path ?? []), ...keys].join('.');
  return failed(problem(400, 'Request body is not valid', field, issue?.message));
}

function failed(problem: Problem<400 | 404 | 413>): Extract<Read<never>, { readonly ok: false }> {
  return { ok: false, problem };
}
