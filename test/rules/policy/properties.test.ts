import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Resource } from '../../../src/model/index.ts';
import { foldCase } from '../../../src/rules/policy/text.ts';
import { compile, deepFreeze, thing } from './support.ts';

const A = 'Microsoft.Test/things';

/** One policy of each kind, over the properties a, b, list and object. */
const policies = [
  compile({ field: `${A}/a`, notEquals: 'x' }),
  compile({ field: `${A}/a`, less: 5 }),
  compile({ field: `${A}/object.p`, in: ['x', 1, true, ''] }),
  compile({ field: `${A}/object`, containsKey: 'p' }),
  compile({ field: `${A}/list[*].p`, like: 'x*' }),
  compile({ not: { field: `${A}/list[*].inner[*]`, exists: true } }),
  compile({ count: { field: `${A}/list[*]`, where: { field: `${A}/list[*].p`, equals: 'x' } }, greater: 0 }),
  compile({
    count: { value: `[field('${A}/list')]`, where: { value: '[current().p]', equals: 1 } },
    equals: 1,
  }),
  compile({ value: `[length(field('${A}/object'))]`, greater: 1 }),
  compile({ value: `[substring(field('${A}/a'), 0, 2)]`, equals: 'xx' }),
  compile({ field: "tags['a b']", exists: false }, { mode: 'Indexed' }),
  compile({ field: `[concat('tags.', field('name'))]`, equals: 'x' }),
  compile(
    { field: `${A}/a`, exists: true },
    {
      effect: 'auditIfNotExists',
      details: {
        type: `${A}/parts`,
        existenceCondition: { field: `${A}/parts/a`, equals: `[field('${A}/a')]` },
      },
    },
  ),
];

const scalar = fc.oneof(
  fc.constantFrom('x', 'xx', '', 'X1', '5'),
  fc.integer({ min: -3, max: 9 }),
  fc.boolean(),
  fc.constant(null),
);
const anything = fc.oneof(scalar, fc.anything({ withNullPrototype: false, maxDepth: 3 }).filter(isJson));
const member = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ p: scalar, inner: fc.array(scalar, { maxLength: 3 }) }, { requiredKeys: [] }),
  },
  { weight: 1, arbitrary: anything },
);
const properties = fc.record(
  {
    a: anything,
    object: fc.oneof(fc.dictionary(fc.constantFrom('p', 'q', 'P'), scalar), anything),
    list: fc.oneof(fc.array(member, { maxLength: 4 }), anything),
  },
  { requiredKeys: [] },
);
const resource = fc
  .record({
    properties: fc.oneof({ weight: 9, arbitrary: properties }, { weight: 1, arbitrary: anything }),
    tags: fc.oneof(fc.dictionary(fc.constantFrom('a b', 'x'), scalar), anything),
    name: fc.constantFrom('x', 't', 'a b'),
  })
  .map((more) => thing({}, more));

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** All verdicts of a resource, explanations included. */
function verdicts(of: Resource) {
  const parts = [of, { ...of, name: 'other' }];
  return policies.map((policy) => {
    const { state, reason, fields } = policy.evaluate(of, {}, () => ({ resources: parts }));
    return { state, reason, paths: fields.map(({ path }) => path.toLowerCase()) };
  });
}

test('no resource makes the engine throw, or is changed by it', () => {
  fc.assert(
    fc.property(resource, (each) => {
      deepFreeze(each);
      for (const { reason } of verdicts(each)) expect(reason ?? '').not.toMatch(/internal error/);
      for (const policy of policies) {
        policy.decide(each);
        policy.values(each);
      }
    }),
    { numRuns: 500 },
  );
});

test('a verdict is the same when asked again', () => {
  fc.assert(
    fc.property(resource, (each) => {
      expect(verdicts(each)).toEqual(verdicts(each));
    }),
  );
});

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (typeof value !== 'object' || value === null) return value;
  const seen = new Set<string>();
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const name = seen.has(key.toLowerCase()) ? key : rename(key);
      seen.add(key.toLowerCase());
      return [name, renamed(each, rename)];
    }),
  );
}

test('the case of names and of the type does not matter', () => {
  const clear = resource.filter(({ properties: each }) => !JSON.stringify(each).includes('"P"'));
  fc.assert(
    fc.property(clear, fc.boolean(), (each, upper) => {
      const turn = (text: string) => (upper ? text.toUpperCase() : text.toLowerCase());
      const shuffled = {
        ...each,
        type: turn(each.type),
        tags: renamed(each['tags'], turn),
        properties: renamed(each['properties'], turn),
      };
      const states = (of: Resource) => verdicts(of).map(({ state }) => state);
      expect(states(shuffled)).toEqual(states(each));
    }),
  );
});

test('folding is idempotent, and the same for both cases of a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(foldCase(foldCase(text))).toBe(foldCase(text));
      expect(foldCase(text.toUpperCase())).toBe(foldCase(text));
      expect(foldCase(text.toLowerCase())).toBe(foldCase(text));
    }),
    { numRuns: 2000 },
  );
});
