import type { SyntaxNode } from '../../syntax.ts';
import type { Relation, Row, Sink } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import type { Scope } from '../scope.ts';
import { compare } from '../values.ts';

interface Order {
  readonly evaluate: (row: Row) => unknown;
  readonly sign: 1 | -1;
  readonly nullsFirst: boolean;
}

/** Descending unless it says otherwise; nulls first where ascending. */
function orderOf(node: SyntaxNode, scope: Scope): Order {
  const ordered = node.kind === 'OrderedExpression';
  const { AscOrDescKeyword, NullsClause } = node.parts['Ordering']?.parts ?? {};
  const ascending = ordered && AscOrDescKeyword?.kind === 'AscKeyword';
  const nulls = NullsClause?.parts['FirstOrLastKeyword']?.kind;
  return {
    evaluate: scope.query.compileExpression(ordered ? node.parts['Expression']! : node, scope).evaluate,
    sign: ascending ? 1 : -1,
    nullsFirst: nulls ? nulls === 'FirstKeyword' : ascending,
  };
}

function compareBy(orders: readonly Order[]): (a: readonly unknown[], b: readonly unknown[]) => number {
  return (a, b) => {
    for (const [i, { sign, nullsFirst }] of orders.entries()) {
      const [left, right] = [a[i], b[i]];
      if (left === null || right === null) {
        if (left === right) continue;
        return (left === null) === nullsFirst ? -1 : 1;
      }
      const difference = compare(left, right);
      if (difference !== 0) return difference * sign;
    }
    return 0;
  };
}

function sorted(relation: Relation, orders: readonly Order[], most: () => number): Relation {
  const by = compareBy(orders);
  const { plan } = relation;
  return {
    ...relation,
    plan: (sink) => {
      const rows: { readonly keys: readonly unknown[]; readonly row: Row }[] = [];
      plan((row) => rows.push({ keys: orders.map(({ evaluate }) => evaluate(row)), row: [...row] }));
      rows.sort((a, b) => by(a.keys, b.keys));
      // What comes after writes into the row beyond these slots.
      for (const { row } of rows.slice(0, most())) sink(widened(row, relation));
    },
  };
}

/** A kept row has the slots that there were when it was kept. */
function widened(row: Row, { frame }: Relation): Row {
  while (row.length < frame.width) row.push(null);
  return row;
}

/** `sort by`, `order by`. */
export function sort(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const orders = node.parts['Expressions']!.items.map((each) => orderOf(each, scope));
  return sorted(relation, orders, () => Infinity);
}

/** `top`. */
export function top(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  return sorted(relation, [orderOf(node.parts['ByExpression']!, scope)], limit(node, scope));
}

/** `take`, `limit`. */
export function take(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const most = limit(node, scope);
  const { plan } = relation;
  return {
    ...relation,
    plan: (sink: Sink) => {
      let left = most();
      plan((row) => {
        if (left-- > 0) sink(row);
      });
    },
  };
}

function limit(node: SyntaxNode, scope: Scope): () => number {
  const { evaluate } = scope.query.compileExpression(node.parts['Expression']!, { ...scope, columns: [] });
  return () => {
    const value = evaluate([]);
    if (typeof value !== 'number') throw new UnsupportedError('a number of rows that is none', node);
    return value;
  };
}
