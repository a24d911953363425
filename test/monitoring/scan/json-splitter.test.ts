import { expect, test } from 'vitest';
import { JsonSplitter, JsonSyntaxError } from '../../../src/monitoring/scan/json-splitter.ts';
import * as fc from 'fast-check';

/** The pieces of a text that arrives in chunks of so many bytes. */
function split(text: string, chunk = 1000) {
  const bytes = Buffer.from(text);
  const splitter = new JsonSplitter();
  const slices = [];
  for (let i = 0; i < bytes.length; i += chunk) slices.push(...splitter.push(bytes.subarray(i, i + chunk)));
  splitter.end();
  return slices.map(({ kind, start, length, text }) => ({
    kind,
    text,
    there: bytes.subarray(start, start + length).toString(),
  }));
}

const texts = (text: string): string[] => split(text).map(({ text }) => text);

test.each([
  ['an array', '[1, "a]" ,{"b":[{"c":"\\"]}"}]},null]', ['1', '"a]"', '{"b":[{"c":"\\"]}"}]}', 'null']],
  ['an empty array', ' [ ] ', []],
  [
    'a Resource Graph answer',
    '{"count":1,"data":[{"a":1}],"skip_token":null}',
    ['{"a":1}', '{"count":1,"data":null,"skip_token":null}'],
  ],
  ['an ARM list', '{"value":[{"a":1}],"nextLink":"x"}', ['{"a":1}', '{"value":null,"nextLink":"x"}']],
  ['a resource with a list named data', '{"id":"x","data":[1]}', ['{"id":"x","data":[1]}']],
  ['a value that is named like a list', '{"a":"data","b":[1]}', ['{"a":"data","b":[1]}']],
  ['several values, one after the other', '{"a":1}\n{"b":2}\n[3]', ['{"a":1}', '{"b":2}', '3']],
])('cuts %s', (_, text, pieces) => {
  expect(texts(text)).toEqual(pieces);
});

test.each([
  ['nope', 0],
  ['[{},]', 4],
  ['[{} {}]', 4],
  ['[,{}]', 1],
  ['[1]x', 3],
  ['[{"a":1}', 8],
  ['{"data":[{"a":1}]', 17],
])('refuses %s at byte %i', (text, offset) => {
  expect(() => split(text)).toThrow(JsonSyntaxError);
  try {
    split(text);
  } catch (error) {
    expect(error).toMatchObject({ offset });
  }
});

test('cuts the same wherever chunks end, and tells where each element stands', () => {
  const anyElements = fc.array(fc.jsonValue(), { maxLength: 5 });
  fc.assert(
    fc.property(anyElements, fc.integer({ min: 1, max: 9 }), fc.boolean(), (elements, chunk, envelope) => {
      const text = JSON.stringify(envelope ? { count: 1, data: elements } : elements, null, 1);
      const slices = split(text, chunk).filter(({ kind }) => kind === 'element');
      expect(slices.map(({ text }) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(elements)));
      expect(slices.map(({ there }) => there)).toEqual(slices.map(({ text }) => text));
    }),
  );
});
