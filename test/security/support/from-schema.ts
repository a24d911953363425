import { subscriptionId } from '@phiwatch/sample-hospital';
import * as fc from 'fast-check';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Values that a JSON Schema of the API's description allows. @param components the schemas that others refer to */
export function valueOf(
  schema: JsonSchema,
  components: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<unknown> {
  const of = (each: unknown) => valueOf((each ?? {}) as JsonSchema, components);
  const { $ref, const: constant, enum: options, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return of(components[$ref.split('/').at(-1) ?? '']);
  if ('const' in schema) return fc.constant(constant);
  if (Array.isArray(options)) return fc.constantFrom(...(options as unknown[]));
  const choices = (anyOf ?? oneOf) as readonly unknown[] | undefined;
  if (choices) return fc.oneof(...choices.map(of));
  if (Array.isArray(allOf)) return of(allOf[0]);
  switch (Array.isArray(type) ? (type[0] as unknown) : type) {
    case 'object':
      return objectOf(schema, of);
    case 'array':
      return fc.array(of(schema['items']), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.max(Number(schema['minItems'] ?? 0), 3),
      });
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number': {
      const [min, max] = [Number(schema['minimum'] ?? 0), Number(schema['maximum'] ?? 1_000)];
      return fc.integer({ min: Math.ceil(min), max: Math.max(Math.ceil(min), Math.floor(max)) });
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  of: (schema: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const members = Object.entries(properties as Record<string, unknown>);
  if (members.length === 0 && typeof additionalProperties === 'object')
    return fc.dictionary(fc.string({ maxLength: 10 }), of(additionalProperties), { maxKeys: 3 });
  const arbitraries = Object.fromEntries(
    members.map(([name, schema]) => {
      const hint = Object.hasOwn(meant, name) ? meant[name] : undefined;
      return [
        name,
        hint ? fc.oneof({ weight: 4, arbitrary: hint }, { weight: 1, arbitrary: of(schema) }) : of(schema),
      ];
    }),
  );
  return fc.record(arbitraries, { requiredKeys: required as string[], noNullPrototype: true });
}

/** What members of these names mean beyond their schemas: with it, more gets past the first check. */
const meant: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  scope: fc.constantFrom('', '/resourceGroups/none').map((end) => `/subscriptions/${subscriptionId}${end}`),
  resourceGroup: fc.constant(`/subscriptions/${subscriptionId}/resourceGroups/none`),
  policy: fc.constant('storage-requires-tls-1-2'),
  policies: fc.constant(['storage-requires-tls-1-2']),
  control: fc.constantFrom('164.312(e)(1)', '164.308(a)(1)(ii)(D)', '164.312(b)'),
  ...Object.fromEntries(['from', 'startsAt', 'validFrom'].map((name) => [name, hours(1, 20)])),
  ...Object.fromEntries(['until', 'endsAt', 'expiresAt'].map((name) => [name, hours(24, 70)])),
  ...Object.fromEntries(
    ['date', 'knownAt', 'recordedAt', 'scopeComparedAt'].map((name) => [name, hours(-90, -1)]),
  ),
  ...Object.fromEntries(
    ['day', 'sentOn', 'statedOn'].map((name) => [name, hours(-90, 0).map((at) => at.slice(0, 10))]),
  ),
};

function hours(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((after) => new Date(Date.now() + after * 3_600_000).toISOString());
}

const day = 24 * 3600 * 1000;

/** Near today, where it matters most what is said of it. */
const moment = fc
  .integer({ min: -40 * day, max: 40 * day })
  .map((ms) => new Date(Date.now() + ms).toISOString());

function textOf({ format, pattern, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time') return moment;
  if (format === 'date') return moment.map((text) => text.slice(0, 10));
  if (format === 'uuid') return fc.uuid();
  if (format === 'uri') return fc.webUrl({ validSchemes: ['https'] });
  if (typeof pattern === 'string') return patterned(pattern);
  const [min, max] = [Number(minLength), Number(maxLength)];
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('storage-requires-tls-1-2', 'as agreed', 'CHG-1') },
    { weight: 1, arbitrary: fc.string({ minLength: min, maxLength: Math.min(max, 60) }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(max, max + 1).map((length) => 'x'.repeat(Math.min(length, 9_000))),
    },
  );
}

/** Not every pattern can be made a text of: it is left to be refused then. */
function patterned(pattern: string): fc.Arbitrary<string> {
  try {
    // oxlint-disable-next-line detect-non-literal-regexp -- from the app's own description
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return fc.string({ maxLength: 40 });
  }
}
