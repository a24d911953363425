import { expect, test } from 'vitest';
import { z } from 'zod';
import { firstIssue, issuesOf } from '../../src/base/index.ts';

function said(schema: z.ZodType, input: unknown): string {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error('the input is accepted');
  const { field, why } = firstIssue(error);
  return `${field}: ${why}`;
}

const person = z.strictObject({
  name: z.string().min(1).max(3),
  age: z.int().min(0).max(150).optional(),
  kind: z.enum(['nurse', 'doctor', 'service']).optional(),
  state: z.enum(['on', 'off']).optional(),
  tags: z.array(z.string()).min(2).max(4).optional(),
  share: z.number().gt(0).lt(1).optional(),
  code: z.string().length(2).optional(),
  step: z.number().multipleOf(5).optional(),
  active: z.boolean().optional(),
  nested: z.strictObject({ day: z.iso.date() }).optional(),
  counts: z.record(z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters'), z.int()).optional(),
});

test.each([
  ['an array for an object', [], ': must be an object, not an array'],
  ['null', null, ': must be an object, not null'],
  ['nothing', undefined, ': must be given'],
  ['a field that is missing', {}, 'name: must be given'],
  ['a number for a string', { name: 7 }, 'name: must be a string, not a number'],
  ['a string for a number', { name: 'A', age: '7' }, 'age: must be a number, not a string'],
  ['a fraction', { name: 'A', age: 0.5 }, 'age: must be a whole number'],
  ['a string for a boolean', { name: 'A', active: 'yes' }, 'active: must be true or false, not a string'],
  ['an empty text', { name: '' }, 'name: must not be empty'],
  ['a long text', { name: 'long' }, 'name: must have at most 3 characters'],
  ['a text of another length', { name: 'A', code: 'x' }, 'code: must have exactly 2 characters'],
  ['a small number', { name: 'A', age: -1 }, 'age: must be at least 0'],
  ['a large number', { name: 'A', age: 151 }, 'age: must be at most 150'],
  ['a number on the lower bound', { name: 'A', share: 0 }, 'share: must be more than 0'],
  ['a number on the upper bound', { name: 'A', share: 1 }, 'share: must be less than 1'],
  ['a step beside', { name: 'A', step: 3 }, 'step: must be a multiple of 5'],
  ['few items', { name: 'A', tags: ['a'] }, 'tags: must have at least 2 items'],
  ['another value of three', { name: 'A', kind: 'x' }, 'kind: must be one of nurse, doctor, service'],
  ['another value of two', { name: 'A', state: 'x' }, 'state: must be on or off'],
  [
    'a field too many',
    { name: 'A', nested: { day: '2026-03-01', x: 1, y: 2 } },
    'nested.x: is not a known field',
  ],
  ['no day', { name: 'A', nested: { day: 'x' } }, 'nested.day: must be a day like 2026-03-01'],
  ['a name in a record', { name: 'A', counts: { x: 1 } }, 'counts.x: must be two capital letters'],
])('%s is said by its field, with what was expected', (_what, input, words) => {
  expect(said(person, input)).toBe(words);
});

test.each([
  [z.iso.datetime(), 'a time like 2026-03-01T08:00:00Z'],
  [z.email(), 'an e-mail address'],
  [z.url(), 'a URL'],
  [z.guid(), 'a GUID'],
  [z.literal('v1'), 'v1'],
  [z.union([z.cidrv4(), z.ipv6()]), 'an IPv4 range like 10.0.0.0/8 or an IPv6 address'],
])('%#: what a text must be is said in words', (schema, words) => {
  expect(said(schema, '?')).toBe(`: must be ${words}`);
});

test('a text is told its prefix or its pattern', () => {
  expect(said(z.string().startsWith('dcr-'), '?')).toBe(': must begin with dcr-');
  expect(said(z.string().regex(/^a$/), '?')).toBe(': must match the pattern /^a$/');
});

test('a choice of forms names the values that tell them apart', () => {
  const event = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('a') }),
    z.object({ kind: z.literal('b') }),
    z.object({ kind: z.literal('c') }),
  ]);
  expect(said(event, { kind: 'x' })).toBe('kind: must be one of a, b, c');
  const forms = z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]);
  expect(said(forms, {})).toBe(': must have one of the accepted forms');
});

test('everything that is wrong is said, each field that is not known by itself', () => {
  const { error } = person.safeParse({ name: '', nested: { day: '2026-03-01', x: 1, y: 2 } });
  expect(error && issuesOf(error)).toEqual([
    { field: 'name', why: 'must not be empty' },
    { field: 'nested.x', why: 'is not a known field' },
    { field: 'nested.y', why: 'is not a known field' },
  ]);
});

test('words of the schema itself come first', () => {
  expect(said(z.string('must be your name'), 7)).toBe(': must be your name');
});
