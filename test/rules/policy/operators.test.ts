import { expect, test } from 'vitest';
import { compile, outcome, thing } from './support.ts';

/** Operator, right-hand side, value of the property (undefined: absent), what the condition comes to. */
type Row = readonly [operator: string, right: unknown, left: unknown, expected: boolean | 'unknown'];

const rows: readonly Row[] = [
  ['equals', 'abc', 'ABC', true],
  ['equals', 'STRASSE', 'Straße', true],
  ['equals', true, 'True', true],
  ['equals', 'true', true, true],
  ['equals', 443, '443', true],
  ['equals', '5.0', 5, false],
  ['equals', '', undefined, true],
  ['equals', '', null, true],
  ['equals', 'a', undefined, false],
  ['equals', ['a', 'B'], ['A', 'b'], true],
  ['equals', ['a', 'b'], ['b', 'a'], false],
  ['equals', { a: 1, B: 'x' }, { b: 'X', A: 1 }, true],
  ['equals', 'a', ['a'], false],
  ['notEquals', 'a', undefined, true],
  ['notEquals', '', undefined, false],
  ['notEquals', 'a', 'A', false],
  ['in', ['a', 'b'], 'B', true],
  ['in', [443, 80], '443', true],
  ['in', ['a', ''], undefined, true],
  ['in', [['a'], ['b']], ['B'], true],
  ['in', ['a'], ['a'], false],
  ['in', [], 'a', false],
  ['notIn', ['a'], undefined, true],
  ['notIn', [], 'a', true],
  ['notIn', ['a', null], undefined, false],
  ['like', 'vm-*-prod', 'VM-01-prod', true],
  ['like', 'a*b*c', 'a--b--c', true],
  ['like', 'a*b*c', 'acb', false],
  ['like', 'ab*ba', 'aba', false],
  ['like', '*', undefined, true],
  ['like', '*?', undefined, false],
  ['like', 'vm-?', 'vm-1', true],
  ['like', 'vm-?', 'vm-12', false],
  ['like', 'a.c*', 'abc', false],
  ['like', '?*?', 'ab', true],
  ['like', '?*?', 'a', false],
  ['like', '*a?c*d', 'xaabcabcad', true],
  ['like', '*a?c*d', 'xaabcabcae', false],
  ['like', '*ab?', 'abxabyabz', true],
  ['like', 'a*?*', 'a', false],
  ['like', '???', '', false],
  ['like', 'a?c', 'a💉c', true],
  ['notLike', '*', undefined, false],
  ['notLike', 'x*', undefined, true],
  ['match', 'vm-##', 'vm-01', true],
  ['match', 'vm-##', 'VM-01', false],
  ['match', '??-.', 'ab-#', true],
  ['match', '?', '1', false],
  ['notMatch', 'vm-##', undefined, true],
  ['matchInsensitively', 'VM-##', 'vm-01', true],
  ['notMatchInsensitively', 'VM-##', 'vm-01', false],
  ['contains', 'Micro', 'a microbe', true],
  ['contains', '80', 8080, true],
  ['contains', 80, [443, 80], true],
  ['contains', '80', [443, 80], true],
  ['contains', 'x', ['xy'], false],
  ['contains', 'OWNER', { owner: 'me' }, true],
  ['notContains', 'x', undefined, true],
  ['notContains', 'x', ['X'], false],
  ['containsKey', 'Owner', { owner: 'me' }, true],
  ['containsKey', 'owner', 'owner', false],
  ['containsKey', 'owner', undefined, false],
  ['notContainsKey', 'owner', undefined, true],
  ['exists', true, false, true],
  ['exists', 'true', '', true],
  ['exists', 'True', null, false],
  ['exists', false, null, true],
  ['exists', 'false', [], false],
  ['less', 10, 9, true],
  ['less', 10, '9', true],
  ['less', '2021-01-01', '2019-06-01', true],
  ['lessOrEquals', 10, 10, true],
  ['greater', 'b', 'C', true],
  ['greaterOrEquals', '2020', '2020', true],
  ['greater', 0, undefined, false],
  ['less', 10, undefined, false],
  ['less', 10, 'ten', 'unknown'],
  ['less', 10, true, 'unknown'],
  ['greater', 'a', ['b'], 'unknown'],
  ['less', '2025-01-01T00:00:00Z', '2025-01-01T00:00:00.0000000Z', false],
  ['lessOrEquals', '2025-01-01T00:00:00Z', '2025-01-01T01:00:00+01:00', true],
  ['greater', '2025-01-01T00:00:00.1234567Z', '2025-01-01T00:00:00.1234568Z', true],
];

test.each(rows)('%s %j of %j is %s', (operator, right, left, expected) => {
  const resource = thing(left === undefined ? {} : { p: left });
  expect(outcome({ field: 'Microsoft.Test/things/p', [operator]: right }, resource)).toBe(expected);
  // The same with names in capitals, and with the right-hand side known only at run time.
  const late = {
    FIELD: 'microsoft.test/THINGS/P',
    [operator.toUpperCase()]: `[tryGet(field('tags'), 'right')]`,
  };
  expect(outcome(late, { ...resource, tags: { right } })).toBe(expected);
});

test.each(rows)('%s %j of %j is the opposite under not', (operator, right, left, expected) => {
  const condition = { not: { field: 'Microsoft.Test/things/p', [operator]: right } };
  const resource = thing(left === undefined ? {} : { p: left });
  expect(outcome(condition, resource)).toBe(expected === 'unknown' ? 'unknown' : !expected);
});

test.each([
  ['in', 'a'],
  ['notIn', { a: 1 }],
  ['exists', 'yes'],
  ['exists', 1],
  ['like', ['a*']],
  ['match', null],
  ['less', true],
  ['containsKey', ['a']],
])('a right-hand side that does not fit is refused, or Unknown at run time: %s %j', (operator, right) => {
  const field = 'Microsoft.Test/things/p';
  expect(() => compile({ field, [operator]: right })).toThrow(
    `properties.policyRule.if.${operator}: expected`,
  );
  const late = { field, [operator]: `[tryGet(field('tags'), 'right')]` };
  expect(outcome(late, thing({ p: 'x' }, { tags: { right } }))).toBe('unknown');
});

test.each([
  ['East US', 'eastus', true],
  ['eastus2', 'East US 2', true],
  ['eastus', 'westus', false],
])('locations are compared without spaces: %s and %s', (right, location, expected) => {
  expect(outcome({ field: 'location', equals: right }, thing({}, { location }))).toBe(expected);
  expect(outcome({ field: 'Location', in: ['global', right] }, thing({}, { location }))).toBe(expected);
});
