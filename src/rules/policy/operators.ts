import { valueOf } from './compiler.ts';
import type { Value } from './compiler.ts';
import type { Frame } from './frame.ts';
import { among, contains, containsKey, equals, exists, like, match, ordered } from './operator-tests.ts';
import type { OperatorTest } from './operator-tests.ts';
import { PolicyError, Undecidable } from './policy-error.ts';
import { locationKey } from './text.ts';
import { isAbsent } from './value.ts';

interface OperatorKind {
  /** Builds the test; throws a string where the right-hand side does not fit. */
  readonly build: (right: unknown) => OperatorTest;
  readonly negated: boolean;
  /** The result for an absent value: it counts as "" (with `[*]`: as nothing), or the outcome is fixed. */
  readonly absent: 'empty' | boolean;
}

/** The kind of operand on the left: a value, one under `[*]`, or a location, whose spaces do not count. */
export type Under = 'field' | 'member' | 'location';

/** An operator with its right-hand side. */
export interface Operator {
  readonly name: string;
  readonly right: Value;
  readonly test: (value: unknown, frame: Frame) => boolean;
}

function pair(
  positive: string,
  negative: string,
  build: OperatorKind['build'],
  absent: 'empty' | false = 'empty',
): [string, OperatorKind][] {
  return [
    [positive, { build, negated: false, absent }],
    [negative, { build, negated: true, absent }],
  ];
}

function ordering(name: string, accept: (order: number) => boolean): [string, OperatorKind] {
  return [name, { build: ordered(accept), negated: false, absent: false }];
}

/** https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions */
const OPERATORS: ReadonlyMap<string, OperatorKind & { readonly spelling: string }> = new Map(
  [
    ...pair('equals', 'notEquals', equals),
    ...pair('like', 'notLike', like),
    ...pair('match', 'notMatch', match(false)),
    ...pair('matchInsensitively', 'notMatchInsensitively', match(true)),
    ...pair('contains', 'notContains', contains),
    ...pair('in', 'notIn', among),
    ...pair('containsKey', 'notContainsKey', containsKey, false),
    ordering('less', (order) => order < 0),
    ordering('lessOrEquals', (order) => order <= 0),
    ordering('greater', (order) => order > 0),
    ordering('greaterOrEquals', (order) => order >= 0),
    ['exists', { build: exists, negated: false, absent: 'empty' }] satisfies [string, OperatorKind],
  ].map(([name, kind]) => [name.toLowerCase(), { ...kind, spelling: name }]),
);

export function isOperator(name: string): boolean {
  return OPERATORS.has(name.toLowerCase());
}

/**
 * Binds an operator to its right-hand side; a constant one is prepared once.
 *
 * Two readings on which sources disagree: a missing scalar is compared as "" (Azure's linter), and under `[*]` a member
 * without the property is nothing at all: no positive operator holds for it, every negated one does.
 * @throws PolicyError where a constant right-hand side does not fit the operator
 */
export function compileOperator(name: string, right: Value, under: Under, path: string): Operator {
  const kind = OPERATORS.get(name.toLowerCase());
  if (!kind) throw new PolicyError(path, `${name} is not an operator`);
  const { negated, spelling } = kind;
  const build = (value: unknown): OperatorTest => {
    const test = under === 'location' ? located(kind.build(normalized(value))) : kind.build(value);
    if (spelling === 'exists') return test;
    const absent = kind.absent === 'empty' && under !== 'member' ? test('') !== negated : negated;
    if (negated) return (given) => (isAbsent(given) ? absent : !test(given));
    return (given) => (isAbsent(given) ? absent : test(given));
  };
  if (!right.constant) {
    return { name: spelling, right, test: (value, frame) => build(valueOf(right, frame))(value) };
  }
  try {
    return { name: spelling, right, test: build(right.value) };
  } catch (error) {
    if (error instanceof Undecidable) throw new PolicyError(path, error.message);
    throw error;
  }
}

function located(test: OperatorTest): OperatorTest {
  return (value) => test(normalized(value));
}

function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalized);
  return typeof value === 'string' ? locationKey(value) : value;
}
