import * as fc from 'fast-check';

/** Shapes that have brought parsers, regular expressions and stores down, each repeated up to the length that is asked for. */
const repeated = ['@', 'a@', 'a.', '/', '[', '{"a":', '%', "'", '\u202E', ' ', '0', '-', '\uD800'];

const nasty: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u001B[2J\u001B]0;title\u0007',
  '\u202Edesrever\u2066x\u2069\u200B',
  '\uFEFF',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '.',
  '..',
  "' or PartitionKey ne '",
  "') or true or ('",
  '{{DATE(tomorrow)}}',
  '=HYPERLINK("https://evil.example")',
  '<img src=x onerror=alert(1)>',
  'to@x.example\r\nBcc: evil@x.example',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e400',
  '9'.repeat(400),
  '2026-02-30',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '9999-12-31T23:59:59.999999999999+23:59',
  '\uD800',
  '\uDFFF\uD800',
  'ﷺ'.repeat(50),
  'i\u0307\u0130ıſ',
];

/** Texts that somebody who means harm would send. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .tuple(fc.constantFrom(...repeated), fc.constantFrom(50, 300, 2_000, 5_000), fc.string({ maxLength: 3 }))
    .map(([part, length, end]) => part.repeat(Math.ceil(length / part.length)) + end),
);

/** Values with own members whose names mean something to JavaScript. */
const polluting = [
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":1}}}',
  '{"toString":1}',
];

/** Values of every type of JSON, with the odd ones of each. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, -1, 0.1, 1e21, 1e308, -1e308, 2 ** 53, 5e-324, Number.MIN_SAFE_INTEGER),
  },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null], { a: {} }) },
  { weight: 1, arbitrary: fc.constantFrom(...polluting).map((text) => JSON.parse(text) as unknown) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 400 }).map(nested) },
  { weight: 1, arbitrary: fc.constantFrom(50, 2_000).map((length) => Array.from({ length }, () => 'x')) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(50, 2_000)
      .map((count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, at]))),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Bodies that are no JSON, or JSON that a parser does not like. */
export const hostileBody: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    'null',
    '[]',
    '0',
    '"text"',
    '\uFEFF{}',
    '{}{}',
    "{'a':1}",
    '{"a":1e400}',
    '{"a":NaN}',
    '{"a":1,"a":2}',
    '{"__proto__":{"admin":true}}',
    '{"\\u0000":1}',
    `{"a":${'9'.repeat(5_000)}}`,
    JSON.stringify({ a: 'x'.repeat(70_000) }),
  ),
  fc
    .tuple(fc.constantFrom('[', '{"a":', '[{"a":'), fc.constantFrom(100, 2_000, 5_000, 10_000), fc.boolean())
    .map(([open, depth, closed]) => {
      const close = open === '[' ? ']' : open === '{"a":' ? '}' : '}]';
      return open.repeat(depth) + (closed ? `0${close.repeat(depth)}` : '');
    }),
  hostileText,
);

/** The value with some parts of it replaced, taken away or added: what a check of another part lets pass. */
export function mutated(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat(1_000),
    how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add'),
    by: hostileValue,
    name: fc.oneof(fc.constantFrom('__proto__', 'id', 'constructor', ''), hostileText),
  });
  return fc.tuple(value, fc.array(change, { minLength: 1, maxLength: 3 })).map(([sound, changes]) => {
    const root = { value: copy(sound) };
    for (const { at, how, by: other, name } of changes) {
      const by = copy(other);
      const places = placesIn(root);
      const place = places[at % places.length];
      if (!place) continue;
      if (how === 'remove' && place.parent !== root) delete place.parent[place.key];
      else if (how === 'add' && isObject(place.parent[place.key]))
        define(place.parent[place.key] as Record<string, unknown>, name, by);
      else place.parent[place.key] = by;
    }
    return root.value;
  });
}

/** What is drawn may be drawn again, and must then be as it was. */
function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown, depth = 0): readonly Place[] {
  if (!isObject(value) || depth > 6) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent)
    .slice(0, 50)
    .flatMap((key) => [{ parent, key }, ...placesIn(parent[key], depth + 1)]);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}
