import type { SyntaxNode } from '../syntax.ts';
import type { Expression, Relation } from './model.ts';
import { refuseClash } from './operators.ts';
import { oncePerRun } from './scope.ts';
import type { Scope } from './scope.ts';
import { keyOf, textOf } from './values.ts';

/** `in`, `in~` and their negations: of values, of the elements of dynamic arrays, of the first column of a table. */
export function inList(
  node: SyntaxNode,
  scope: Scope,
  { ignoreCase, negated }: { readonly ignoreCase: boolean; readonly negated: boolean },
): Expression {
  const { query, names } = scope;
  const left = query.compileExpression(node.parts['Left']!, scope);
  const items = node.parts['Right']!.parts['Expressions']!.items;
  const key = (value: unknown): unknown =>
    ignoreCase ? textOf(value, left.type).toLowerCase() : keyOf(value);
  const has = (set: ReadonlySet<unknown>) => (row: unknown[]) => set.has(key(left.evaluate(row))) !== negated;

  const [only] = items;
  if (items.length === 1 && isTable(only!, scope)) {
    const relation = query.compileTable(only!, names);
    const set = oncePerRun(query, names, () => firstColumn(relation, key));
    return { type: 'bool', evaluate: (row) => has(set())(row), constant: false };
  }
  const wanted = items.map((each) => query.compileExpression(each, scope));
  for (const each of wanted) refuseClash(left, each);
  const collect = (row: unknown[]): ReadonlySet<unknown> =>
    new Set(
      wanted.flatMap(({ evaluate }) => {
        const value = evaluate(row);
        return (Array.isArray(value) ? value : [value]).map(key);
      }),
    );
  const constant = wanted.every((each) => each.constant);
  if (constant) return { type: 'bool', evaluate: has(collect([])), constant: left.constant };
  return { type: 'bool', evaluate: (row) => has(collect(row))(row), constant: false };
}

function isTable(node: SyntaxNode, { names, columns }: Scope): boolean {
  if (node.columns) return true;
  return !columns.some(({ name }) => name === node.name) && names.find(node.name)?.kind === 'table';
}

function firstColumn(relation: Relation, key: (value: unknown) => unknown): ReadonlySet<unknown> {
  for (const use of relation.open) use.all = true;
  const set = new Set<unknown>();
  const { slot } = relation.columns[0]!;
  relation.plan((row) => set.add(key(row[slot])));
  return set;
}
