import { describe, expect, test } from 'vitest';
import { compile, definition, outcome, refusal, thing, valueOf } from './support.ts';

const A = 'Microsoft.Test/things';
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const leaf = { field: 'name', equals: 't' };
const nested = (depth: number) => {
  let condition: unknown = leaf;
  for (let i = 1; i < depth; i += 1) condition = { not: condition };
  return condition;
};
const calls = (depth: number) => `[${'trim('.repeat(depth)}'x'${')'.repeat(depth)}]`;
const letters = (count: number) => `[concat(${times(count, "'x'").join(',')})]`;
const counted = (members: number, where: unknown = leaf, name = 'each') => ({
  count: { value: times(members, 'x'), name, where },
  greater: 0,
});

/** What Azure refuses when a definition is written, with one fewer that it accepts. */
describe('a definition may have', () => {
  test.for([
    ['4096 conditions', { allOf: times(4096, leaf) }, { allOf: times(4097, leaf) }, '4096 conditions'],
    ['conditions 512 deep', nested(512), nested(513), '512 conditions inside one another'],
    [
      '2048 functions',
      { value: times(2048, "[trim('x')]"), exists: true },
      { value: times(2049, "[trim('x')]"), exists: true },
      '2048 functions',
    ],
    [
      '128 arguments',
      { value: letters(128), exists: true },
      { value: letters(129), exists: true },
      '128 arguments',
    ],
    [
      'functions 64 deep',
      { value: calls(64), exists: true },
      { value: calls(65), exists: true },
      '64 functions inside one another',
    ],
    [
      'expressions of 81,920 characters',
      { value: `['${'x'.repeat(81_916)}']`, exists: true },
      { value: `['${'x'.repeat(81_917)}']`, exists: true },
      '81920 characters',
    ],
    [
      '5 counts of an array',
      { allOf: times(5, { count: { field: `${A}/a[*]` }, equals: 0 }) },
      { allOf: times(6, { count: { field: `${A}/a[*]` }, equals: 0 }) },
      '5 counts of Microsoft.Test/things/a[*]',
    ],
    [
      '10 counts of values',
      { allOf: times(10, counted(1)) },
      { allOf: times(11, counted(1)) },
      '10 counts of values',
    ],
    ['100 members to go through', counted(100), counted(101), '100 members to go through'],
    [
      '100 members of counts in one another',
      counted(10, counted(10), 'outer'),
      counted(10, counted(11), 'outer'),
      '100 members to go through',
    ],
  ] as const)('%s', ([, most, more, problem]) => {
    expect(refusal(definition(most))).toBeUndefined();
    expect(refusal(definition(more))?.message).toContain(`more than ${problem}`);
  });

  test('128 conditions on a related resource', () => {
    const related = (count: number) =>
      refusal(
        definition(leaf, {
          effect: 'auditIfNotExists',
          details: { type: 'Microsoft.Test/sets', existenceCondition: { allOf: times(count, leaf) } },
        }),
      )?.message;
    expect(related(128)).toBeUndefined();
    expect(related(129)).toContain('more than 128 conditions');
  });
});

/** What Azure fails when a rule is evaluated. */
describe('a function may return', () => {
  const long = 'x'.repeat(65_536);

  test.for([
    [
      'concat',
      "[concat(field('tags.a'), field('tags.a'))]",
      "[concat(field('tags.a'), field('tags.a'), 'x')]",
    ],
    ['replace', "[replace(field('tags.a'), 'x', 'yy')]", "[replace(field('tags.a'), 'x', 'yyy')]"],
    [
      'join',
      "[join(createArray(field('tags.a'), field('tags.a')), '')]",
      "[join(createArray(field('tags.a'), field('tags.a')), '-')]",
    ],
    ['format', "[format('{0}{0}', field('tags.a'))]", "[format('{0}{0}.', field('tags.a'))]"],
    ['padLeft', "[padLeft('x', 131072)]", "[padLeft('x', 131073)]"],
    ['base64', "[base64(field('tags.a'))]", "[base64(concat(field('tags.a'), field('tags.a')))]"],
  ] as const)('131,072 characters: %s', ([name, most, more]) => {
    const resource = thing({}, { tags: { a: long } });
    expect(valueOf(most, resource)).toHaveLength(name === 'base64' ? 87_384 : 131_072);
    expect(valueOf(more, resource)).toEqual({ unknown: `${name}: a text of more than 131072 characters` });
  });

  test('32,768 parts of a value', () => {
    const resource = (count: number) => thing({ a: times(count, 1) });
    const expression = `[length(field('${A}/a[*]'))]`;
    expect(valueOf(expression, resource(32_767))).toBe(32_767);
    expect(valueOf(expression, resource(32_768))).toEqual({
      unknown: 'length: a value of more than 32768 parts',
    });
  });

  test('128 levels', () => {
    const deep = (levels: number): unknown => {
      let value: unknown = 1;
      for (let i = 0; i < levels; i += 1) value = [value];
      return value;
    };
    const expression = `[length(field('${A}/a'))]`;
    expect(valueOf(expression, thing({ a: deep(128) }))).toBe(1);
    expect(valueOf(expression, thing({ a: deep(129) }))).toEqual({
      unknown: 'length: a value of more than 128 levels',
    });
  });
});

describe('what would take too long is Unknown, and says so', () => {
  const reason = /takes more than 2000000 steps/;

  test('counts inside one another', () => {
    const none = (array: string, where: unknown) => ({
      count: { field: `${A}/${array}[*]`, where },
      equals: 0,
    });
    const policy = compile(none('a', none('b', none('c', { field: 'name', equals: 'another' }))));
    const on = (members: number) => {
      const array = times(members, 1);
      return policy.evaluate(thing({ a: array, b: array, c: array }));
    };
    expect(on(100).state).toBe('NonCompliant');
    expect(on(100).fields.length).toBeGreaterThan(0);
    expect(on(200)).toMatchObject({ state: 'Unknown', reason: expect.stringMatching(reason) });
    // What one resource used up is not taken from the next.
    expect(on(2).state).toBe('NonCompliant');
  });

  test('texts that are searched for long texts', () => {
    const resource = thing({ a: times(3, 'a'.repeat(130_000)) });
    const many = { field: `${A}/a[*]`, notContains: `b${'a'.repeat(80_000)}` };
    expect(outcome(many, resource)).toBe('unknown');
    expect(outcome({ field: `${A}/a[*]`, contains: 'a' }, resource)).toBe(true);
  });

  test('arrays of thousands of objects without what stands twice', () => {
    const union = `[length(union(field('${A}/a[*]'), createArray(1)))]`;
    const numbers = Array.from({ length: 20_000 }, (_, i) => i);
    expect(valueOf(union, thing({ a: numbers }))).toBe(20_000);
    const objects = numbers.slice(0, 10_000).map((i) => [i]);
    expect(valueOf(union, thing({ a: objects }))).toMatchObject({ unknown: expect.stringMatching(reason) });
  });

  test('constants that are worked out while a definition is compiled', () => {
    const seven = `[${'replace('.repeat(7)}'aaaaaaaaaa'${`,'a','aaaaaaaaaa')`.repeat(7)}]`;
    expect(outcome({ value: seven, exists: true }, thing())).toBe('unknown');
  });
});
