import * as fc from 'fast-check';
import { valueOf } from './from-schema.ts';
import type { JsonSchema } from './from-schema.ts';
import { hostileBody, hostileText, mutated } from './hostile.ts';

/** An operation of `GET /api/openapi.json`. */
interface Operation {
  readonly operationId: string;
  readonly 'x-roles'?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** A part of an address: a text, or the n-th id that the app has answered so far. */
type Part = string | { readonly seen: number };

export interface FuzzedCall {
  readonly operation: string;
  readonly method: string;
  /** With names in braces. */
  readonly path: string;
  readonly params: Readonly<Record<string, Part>>;
  readonly query: readonly (readonly [string, Part])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A role, `all`, `none`, `nobody` (no token), `garbage`. */
  readonly caller: string;
}

const seen: fc.Arbitrary<Part> = fc.nat(10_000).map((at) => ({ seen: at }));

/** Header values go over the wire in Latin 1 and without controls. */
const headerValue = fc.oneof(
  fc.constantFrom('', '*', '*/*', 'gzip', 'text/html', 'a'.repeat(4_000), '@'.repeat(4_000), 'é'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
);
const headerNames = [
  'x-ms-client-principal',
  'x-forwarded-for',
  'x-http-method-override',
  'content-encoding',
  'accept',
  'content-type',
  'traceparent',
  'if-match',
  'x-correlation-id',
  'cookie',
];

/** Calls of every operation: sound ones, and such whose parts are hostile. */
export function fuzzedCalls({ paths, components }: ApiDescription): fc.Arbitrary<FuzzedCall> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      callOf(method.toUpperCase(), path, operation, components.schemas),
    ),
  );
  return fc.oneof(...operations);
}

function callOf(
  method: string,
  path: string,
  { operationId, parameters = [], requestBody, ...rest }: Operation,
  schemas: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<FuzzedCall> {
  const roles = rest['x-roles'] ?? [];
  const partOf = (schema: JsonSchema): fc.Arbitrary<Part> =>
    fc.oneof(
      { weight: 3, arbitrary: seen },
      { weight: 2, arbitrary: valueOf(schema, schemas).map(String) },
      { weight: 2, arbitrary: hostileText },
    );
  const params = parameters.filter((each) => each.in === 'path');
  const queries = parameters.filter((each) => each.in === 'query');
  const query = fc
    .tuple(
      ...queries.map(({ name, required, schema }) =>
        fc
          .tuple(partOf(schema), fc.integer({ min: 0, max: 9 }))
          .map(([part, chance]) => (chance < (required ? 1 : 4) ? [] : [[name, part] as const])),
      ),
      fc
        .tuple(hostileText, hostileText, fc.integer({ min: 0, max: 9 }))
        .map(([name, value, chance]) => (chance === 0 ? [[name.slice(0, 200), value] as const] : [])),
    )
    .map((each) => each.flat());
  const schema = requestBody?.content['application/json']?.schema;
  const sound = schema ? valueOf(schema, schemas) : fc.jsonValue();
  const text = (value: fc.Arbitrary<unknown>) => value.map((each) => JSON.stringify(each ?? null));
  const body = fc.oneof(
    { weight: 3, arbitrary: text(sound) },
    { weight: 5, arbitrary: text(mutated(sound)) },
    { weight: 2, arbitrary: hostileBody },
  );
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return fc.record({
    operation: fc.constant(operationId),
    method: fc.constant(method),
    path: fc.constant(path),
    params: fc.record(Object.fromEntries(params.map(({ name, schema }) => [name, partOf(schema)]))),
    query,
    headers: fc.oneof(
      { weight: 4, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...headerNames), headerValue, { maxKeys: 3 }) },
    ),
    caller: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...(roles.length > 0 ? roles : ['nobody']), 'all') },
      { weight: 1, arbitrary: fc.constantFrom('none', 'nobody', 'garbage', 'Reader', 'Auditor', 'Operator') },
    ),
    ...(hasBody && { body }),
  });
}

/** The address of a call. */
export function addressOf({ path, params, query }: FuzzedCall, seen: SeenIds): string {
  const textOf = (part: Part | undefined): string =>
    typeof part === 'object' ? seen.at(path, part.seen) : (part ?? '');
  const filled = path.replaceAll(/\{([^}]{1,50})\}/g, (_, name: string) => encoded(textOf(params[name])));
  const asked = query.map(([name, part]) => `${encoded(name)}=${encoded(textOf(part))}`);
  return asked.length === 0 ? filled : `${filled}?${asked.join('&')}`;
}

/** Lone halves of characters have no encoding. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 7_500);
}

/** Whether the address, once dots and nothing are taken out of it, is that of another operation. */
export function leadsElsewhere({ path, params }: FuzzedCall, seen: SeenIds): boolean {
  return Object.values(params).some((part) =>
    ['', '.', '..'].includes(typeof part === 'object' ? seen.at(path, part.seen) : part),
  );
}

/** Ids that the app has answered, by the first part of the path: with them, calls get further than to a 404. */
export class SeenIds {
  readonly #ids = new Map<string, string[]>();
  readonly #common: readonly string[];

  constructor(common: readonly string[]) {
    this.#common = common;
  }

  at(path: string, index: number): string {
    const own = this.#ids.get(kindOf(path)) ?? [];
    const all = index % 4 === 0 || own.length === 0 ? this.#common : own;
    return all[index % all.length] ?? '';
  }

  add(path: string, answered: string): void {
    const own = this.#ids.get(kindOf(path)) ?? [];
    this.#ids.set(kindOf(path), own);
    for (const [, id] of answered.matchAll(/"(?:id|driftId|resourceId|control)":"([^"]{3,300})"/g))
      if (id !== undefined && own.length < 200 && !own.includes(id)) own.push(id);
  }
}

/** `incidents` of `/api/incidents/{id}/decision`. */
function kindOf(path: string): string {
  return path.split('/')[2] ?? '';
}
