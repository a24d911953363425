import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, outcome, thing } from './support.ts';

const TRUE = { field: 'name', equals: 't' };
const FALSE = { field: 'name', equals: 'other' };
const UNKNOWN = { value: "[int(field('name'))]", equals: 1 };

test.each([
  [{ allOf: [] }, true],
  [{ anyOf: [] }, false],
  [{ allOf: [TRUE, FALSE] }, false],
  [{ allOf: [UNKNOWN, FALSE] }, false],
  [{ allOf: [TRUE, UNKNOWN] }, 'unknown'],
  [{ anyOf: [UNKNOWN, TRUE] }, true],
  [{ anyOf: [FALSE, UNKNOWN] }, 'unknown'],
  [{ not: UNKNOWN }, 'unknown'],
  [{ not: { allOf: [UNKNOWN, FALSE] } }, true],
  [{ anyOf: [{ not: { anyOf: [UNKNOWN, TRUE] } }, TRUE] }, true],
])('%j is %s', (condition, expected) => {
  expect(outcome(condition, thing())).toBe(expected);
});

const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(TRUE, FALSE, UNKNOWN),
    fc.record({ not: tie('node') }),
    fc.record({ allOf: fc.array(tie('node'), { maxLength: 4 }) }),
    fc.record({ anyOf: fc.array(tie('node'), { maxLength: 4 }) }),
  ),
})).node;

function reversed(node: unknown): unknown {
  const { allOf, anyOf, not } = node as { allOf?: unknown[]; anyOf?: unknown[]; not?: unknown };
  if (allOf) return { allOf: allOf.map(reversed).toReversed() };
  if (anyOf) return { anyOf: anyOf.map(reversed).toReversed() };
  return not === undefined ? node : { not: reversed(not) };
}

test('the order of conditions does not matter', () => {
  fc.assert(
    fc.property(tree, (condition) => {
      expect(outcome(reversed(condition), thing())).toBe(outcome(condition, thing()));
    }),
  );
});

test('what settling by type leaves comes to the same as the whole condition', () => {
  const typed = fc.constantFrom(
    { field: 'type', equals: 'Microsoft.Test/things' },
    { field: 'type', equals: 'Microsoft.Test/others' },
  );
  const condition = fc.record({ allOf: fc.tuple(tree, fc.record({ anyOf: fc.tuple(typed, tree) })) });
  fc.assert(
    fc.property(condition, (json) => {
      const policy = compile(json);
      const { state } = policy.evaluate(thing());
      const { effect, unknown } = policy.decide(thing());
      if (state === 'NonCompliant') expect(effect).toBe('audit');
      if (state === 'Compliant' || state === 'NotApplicable')
        expect([effect, unknown]).toEqual([null, undefined]);
      if (state === 'Unknown') expect(unknown).toBeTypeOf('string');
    }),
  );
});
