import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import { problem } from './problem.ts';

const longest = 64 * 1024;

export type Body<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: HttpResponseInit };

/** The body of a request as its schema wants it; otherwise a problem that names the first field that is wrong. */
export async function readBody<S extends z.ZodType>(
  request: HttpRequest,
  schema: S,
): Promise<Body<z.infer<S>>> {
  const text = await request.text();
  if (text.length > longest) return { ok: false, problem: problem(413, 'the body is too long') };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: problem(400, 'the body is no JSON') };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  return { ok: false, problem: problem(400, 'the body is not as expected', field, issue?.message) };
}
