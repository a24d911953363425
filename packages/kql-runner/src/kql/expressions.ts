import type { SyntaxNode } from '../syntax.ts';
import { contextual } from './contextual.ts';
import { parseDatetime } from './datetimes.ts';
import { functions } from './functions/index.ts';
import { inList } from './membership.ts';
import type { Evaluate, Expression } from './model.ts';
import { UnsupportedError } from './model.ts';
import { binaries, number } from './operators.ts';
import { oncePerRun } from './scope.ts';
import type { Scope } from './scope.ts';
import { compareTexts, hasTerms } from './string-operators.ts';
import { bodyOf, enterFunction } from './user-functions.ts';
import { member } from './values.ts';

/** Compiles a node that results in a scalar. Throws UnsupportedError where it is not of the subset. */
export function compileExpression(node: SyntaxNode, scope: Scope): Expression {
  const compile = special[node.kind];
  if (compile) return fold(compile(node, scope));
  if (node.kind.endsWith('LiteralExpression')) return literal(node);
  const { Left, Right } = node.parts;
  const operator = node.kind.replace(/Expression$/, '');
  if (!Left || !Right) throw new UnsupportedError(node.kind, node);
  const [left, right] = [compileExpression(Left, scope), compileExpression(Right, scope)];
  const evaluate = compareTexts(operator, left, right) ?? binaries[operator]?.(left, right, node.type);
  if (!evaluate) throw new UnsupportedError(node.kind, node);
  return fold({ type: node.type, evaluate, constant: left.constant && right.constant });
}

/** A constant is worked out once. */
function fold(expression: Expression): Expression {
  if (!expression.constant) return expression;
  const value = expression.evaluate([]);
  return { ...expression, evaluate: () => value };
}

/** Kusto writes null of a string as the empty string. */
function literal(node: SyntaxNode): Expression {
  if (node.kind === 'TypeOfLiteralExpression') throw new UnsupportedError('typeof here', node);
  let value = node.literal ?? null;
  if (node.kind === 'DateTimeLiteralExpression' && value !== null) {
    const [, inner = ''] = /^datetime\s*\((.*)\)$/is.exec(node.parts['Token']!.text) ?? [];
    value = parseDatetime(inner.replaceAll(/^["']|["']$/g, ''));
    if (value === null) throw new UnsupportedError(`the datetime ${inner}`, node);
  }
  return { type: node.type, evaluate: () => value, constant: true };
}

type Compile = (node: SyntaxNode, scope: Scope) => Expression;

const special: Readonly<Record<string, Compile>> = {
  NameReference: name,
  ParenthesizedExpression: (node, scope) => compileExpression(node.parts['Expression']!, scope),
  SimpleNamedExpression: (node, scope) => compileExpression(node.parts['Expression']!, scope),
  PathExpression: path,
  ElementExpression: (node, scope) => {
    const [of, key] = [
      compileExpression(node.parts['Expression']!, scope),
      compileExpression(node.parts['Selector']!.parts['Expression']!, scope),
    ];
    const evaluate: Evaluate = (row) => member(of.evaluate(row), key.evaluate(row));
    return { type: 'dynamic', evaluate, constant: of.constant && key.constant };
  },
  UnaryMinusExpression: (node, scope) => {
    const of = compileExpression(node.parts['Expression']!, scope);
    const value = number(of);
    const evaluate: Evaluate = (row) => {
      const given = value(row);
      return given === null ? null : -given;
    };
    return { type: node.type, evaluate, constant: of.constant };
  },
  UnaryPlusExpression: (node, scope) => compileExpression(node.parts['Expression']!, scope),
  DynamicExpression: (node) => {
    const value = dynamicValue(node.parts['Expression']!);
    return { type: 'dynamic', evaluate: () => value, constant: true };
  },
  InExpression: (node, scope) => inList(node, scope, { ignoreCase: false, negated: false }),
  InCsExpression: (node, scope) => inList(node, scope, { ignoreCase: true, negated: false }),
  NotInExpression: (node, scope) => inList(node, scope, { ignoreCase: false, negated: true }),
  NotInCsExpression: (node, scope) => inList(node, scope, { ignoreCase: true, negated: true }),
  BetweenExpression: (node, scope) => between(node, scope, false),
  NotBetweenExpression: (node, scope) => between(node, scope, true),
  HasAnyExpression: (node, scope) => terms(node, scope, false),
  HasAllExpression: (node, scope) => terms(node, scope, true),
  FunctionCallExpression: call,
  ToScalarExpression: (node, scope) => {
    const relation = scope.query.compileTable(node.parts['Expression']!, scope.names);
    for (const use of relation.open) use.all = true;
    const [first] = relation.columns;
    if (!first) throw new UnsupportedError('toscalar of a table without columns', node);
    const value = oncePerRun(scope.query, scope.names, () => {
      let found: unknown = null;
      let any = false;
      relation.plan((row) => {
        if (!any) found = row[first.slot];
        any = true;
      });
      return found;
    });
    return { type: first.type, evaluate: value, constant: false };
  },
};

function name(node: SyntaxNode, { columns, names }: Scope): Expression {
  const column = columns.findLast((each) => each.name === node.name);
  if (column) {
    const { slot, type } = column;
    return { type, evaluate: (row) => row[slot], constant: false };
  }
  const binding = names.find(node.name);
  if (binding?.kind === 'scalar') return binding.expression;
  throw new UnsupportedError(`the name '${node.name}' here`, node);
}

function path(node: SyntaxNode, scope: Scope): Expression {
  const of = compileExpression(node.parts['Expression']!, scope);
  const { name: key, kind } = node.parts['Selector']!;
  if (kind !== 'NameReference') throw new UnsupportedError(`the path with ${kind}`, node);
  return { type: 'dynamic', evaluate: (row) => member(of.evaluate(row), key), constant: of.constant };
}

function between(node: SyntaxNode, scope: Scope, negated: boolean): Expression {
  const { First, Second } = node.parts['Right']!.parts;
  const value = compileExpression(node.parts['Left']!, scope);
  const [low, high] = [compileExpression(First!, scope), compileExpression(Second!, scope)];
  // datetime between (start .. length)
  const relative = value.type === 'datetime' && high.type === 'timespan';
  const [at, from, to] = [number(value), number(low), number(high)];
  const evaluate: Evaluate = (row) => {
    const [v, a, b] = [at(row), from(row), to(row)];
    if (v === null || a === null || b === null) return null;
    return (v >= a && v <= (relative ? a + b : b)) !== negated;
  };
  return { type: 'bool', evaluate, constant: value.constant && low.constant && high.constant };
}

function terms(node: SyntaxNode, scope: Scope, all: boolean): Expression {
  const left = compileExpression(node.parts['Left']!, scope);
  const wanted = node.parts['Right']!.parts['Expressions']!.items.map((each) =>
    compileExpression(each, scope),
  );
  return {
    type: 'bool',
    evaluate: hasTerms(left, wanted, all),
    constant: left.constant && wanted.every(({ constant }) => constant),
  };
}

function call(node: SyntaxNode, scope: Scope): Expression {
  const given = node.parts['ArgumentList']!.parts['Expressions']!.items;
  if (node.symbol?.isAggregate && scope.aggregate) return scope.aggregate(node);
  const binding = scope.names.find(node.name);
  if (binding?.kind === 'function') {
    const { names, enter } = enterFunction(node, binding, scope);
    const result = compileExpression(bodyOf(binding), { query: scope.query, names, columns: [] });
    return { ...result, evaluate: enter(result.evaluate) };
  }
  const context = contextual[node.name];
  if (context) return context(node, scope);
  const build = functions[node.name];
  if (!build) throw new UnsupportedError(`the function ${node.name}`, node);
  const args = given.map((each) => compileExpression(each, scope));
  const evaluate = build(args, node.type);
  return { type: node.type, evaluate, constant: args.every(({ constant }) => constant) };
}

/** Value of what stands in `dynamic(...)`. */
function dynamicValue(node: SyntaxNode): unknown {
  switch (node.kind) {
    case 'JsonArrayExpression':
      return node.parts['Values']!.items.map(dynamicValue);
    case 'JsonObjectExpression':
      return Object.fromEntries(
        node.parts['Pairs']!.items.map(({ parts }) => [
          textToken(parts['Name']!),
          dynamicValue(parts['Value']!),
        ]),
      );
    case 'DateTimeLiteralExpression':
    case 'TimespanLiteralExpression':
      throw new UnsupportedError(`${node.kind} within dynamic`, node);
    case 'UnaryMinusExpression':
      return -Number(node.parts['Expression']!.literal);
    default:
      if (node.kind.endsWith('LiteralExpression')) return node.literal ?? null;
      throw new UnsupportedError(`${node.kind} within dynamic`, node);
  }
}

function textToken({ text }: SyntaxNode): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text.slice(1, -1);
}
