import { expect, test } from 'vitest';
import { z } from 'zod';
import { httpFunctions } from '../../tools/access/http-functions.ts';

await httpFunctions();
const { routes } = await import('../../functions/http/route.ts');

/** Documents about one thing, with lists inside that belong to it and grow with nothing else. */
const documents = new Set([
  'anomalies-precision',
  'drill',
  'evidence-one',
  'evidence-populations',
  'evidence-sample',
  'health',
  'incident',
  'openapi',
  'page-config',
  'quarterly-review',
  'recognized-practices',
  'response',
  'response-case',
]);

interface JsonSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
}

const listed = routes.flatMap(({ name, method, query = {}, answers }) => {
  const answer = answers[200];
  if (method !== 'GET' || documents.has(name) || typeof answer !== 'function') return [];
  const { properties = {} } = z.toJSONSchema(answer(), { unrepresentable: 'any' }) as JsonSchema;
  const hasList = Object.values(properties).some(({ type }) => type === 'array');
  return hasList ? [{ name, query: Object.keys(query), answers: Object.keys(properties) }] : [];
});

test.for(listed)('$name is a list: it is given in pages', ({ query, answers }) => {
  expect(query).toEqual(expect.arrayContaining(['limit', 'cursor']));
  expect(answers).toContain('next');
});

/** Characters that a schema lets through at most; undefined: there is no end. */
function longestOf({
  type,
  maxLength,
  pattern,
  format,
  anyOf,
  enum: values,
}: TextSchema): number | undefined {
  if (type === 'integer' || values) return 20;
  if (anyOf) return anyOf.every((each) => longestOf(each) !== undefined) ? 1 : undefined;
  if (maxLength !== undefined || format === 'uuid' || format === 'date') return maxLength ?? 36;
  return pattern !== undefined && !/[*+]|,\}/.test(pattern) ? 1 : undefined;
}

interface TextSchema {
  readonly type?: string;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly TextSchema[];
}

test('every parameter of every path and query has a longest form', () => {
  const endless = routes.flatMap(({ name, params = {}, query = {} }) =>
    Object.entries({ ...params, ...query })
      .filter(([, schema]) => longestOf(z.toJSONSchema(schema, { io: 'input' }) as TextSchema) === undefined)
      .map(([parameter]) => `${name} ${parameter}`),
  );
  expect(endless).toEqual([]);
});

test('the lists are all there', () => {
  expect(listed.length).toBeGreaterThan(20);
});
