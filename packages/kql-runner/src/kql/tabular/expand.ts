import type { SyntaxNode } from '../../syntax.ts';
import { functions } from '../functions/index.ts';
import type { Evaluate, Expression, Relation } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import type { Scope } from '../scope.ts';
import { addSlot } from './relation.ts';

const conversions: Readonly<Record<string, string>> = {
  string: 'tostring',
  long: 'tolong',
  int: 'toint',
  real: 'toreal',
  double: 'toreal',
  bool: 'tobool',
  datetime: 'todatetime',
  guid: 'toguid',
};

/** `mv-expand`: a row for each element of an array, or each property of a bag; one row where there is nothing. */
export function expand(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const [item, ...more] = node.parts['Expressions']!.items;
  if (!item || more.length > 0) throw new UnsupportedError('mv-expand of several columns', node);
  if (node.parts['Parameters']!.items.length > 0)
    throw new UnsupportedError('mv-expand with parameters', node);
  const expression = item.parts['Expression']!;
  const { name } = expression;
  const of = scope.query.compileExpression(expression, scope).evaluate;
  const to = item.parts['ToTypeOf']?.parts['TypeOf']?.parts['Types']?.items[0]?.parts['Type']?.text;
  const limit = node.parts['RowLimitClause']?.parts['RowLimit'];
  const most = limit ? Number(limit.literal) : 1_048_576;
  const element = addSlot(relation.frame, name, to ?? 'dynamic');
  const convert = to && to !== 'dynamic' ? conversion(to, element.slot, node) : undefined;
  const { plan } = relation;
  const at = relation.columns.findIndex((each) => each.name === name);
  return {
    ...relation,
    columns: at < 0 ? [...relation.columns, element] : relation.columns.with(at, element),
    plan: (sink) =>
      plan((row) => {
        for (const value of elements(of(row)).slice(0, most)) {
          row[element.slot] = value;
          if (convert) row[element.slot] = convert(row);
          sink(row);
        }
      }),
  };
}

function conversion(to: string, slot: number, node: SyntaxNode): Evaluate {
  const build = functions[conversions[to] ?? ''];
  if (!build) throw new UnsupportedError(`mv-expand to typeof(${to})`, node);
  const from: Expression = { type: 'dynamic', evaluate: (row) => row[slot], constant: false };
  return build([from], to);
}

function elements(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length > 0 ? value : [null];
  if (typeof value !== 'object' || value === null) return [value];
  const entries = Object.entries(value);
  return entries.length > 0 ? entries.map(([key, each]) => ({ [key]: each as unknown })) : [null];
}
