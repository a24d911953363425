import type { SyntaxNode } from '../../syntax.ts';
import { aggregates } from '../aggregates.ts';
import type { Aggregate } from '../aggregates.ts';
import { argumentsOf } from '../contextual.ts';
import { Groups } from '../groups.ts';
import type { Evaluate, Expression, Relation, Row } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import type { Scope } from '../scope.ts';
import { compare, empty } from '../values.ts';
import { kept } from './relation.ts';

interface Group {
  readonly keys: readonly unknown[];
  /** The values that the aggregates keep, one of each. */
  readonly kept: unknown[];
}

/** `summarize`. Names of the results come from the analyzer: keys first, then aggregates in their order. */
export function summarize(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const columns = node.columns!;
  const by = node.parts['ByClause']?.parts['Expressions']!.items ?? [];
  const keys = by.map((each) => scope.query.compileExpression(each, scope).evaluate);
  const used: Aggregate[] = [];
  // Expressions around aggregates see a row of their results.
  const aggregate = (call: SyntaxNode): Expression => {
    const at = used.push(aggregateOf(call, scope)) - 1;
    return { type: call.type, evaluate: (row) => row[at], constant: false };
  };
  const outputs = node.parts['Aggregates']!.items.flatMap((item): Evaluate[] => {
    const inner = item.kind === 'SimpleNamedExpression' ? item.parts['Expression']! : item;
    if (!inner.symbol?.isAggregate || !/^arg_(max|min)$/.test(inner.name))
      return [scope.query.compileExpression(item, { ...scope, aggregate }).evaluate];
    const { width, ...rest } = argExtreme(
      inner,
      relation,
      scope,
      new Set(columns.slice(0, by.length).map(({ name }) => name)),
    );
    const at = used.push(rest) - 1;
    return Array.from({ length: width }, (_, i) => (row: Row) => (row[at] as unknown[])[i]);
  });
  if (columns.length !== keys.length + outputs.length)
    throw new UnsupportedError('summarize with results of this form', node);

  return kept(columns, (emit) => {
    for (const group of grouped(relation, keys, used).all) {
      const results = used.map((each, i) => each.result(group.kept[i]));
      emit([...group.keys, ...outputs.map((output) => output(results))]);
    }
  });
}

function grouped(relation: Relation, keys: readonly Evaluate[], used: readonly Aggregate[]): Groups<Group> {
  const groups = new Groups<Group>(keys.length);
  const values = Array.from<unknown>({ length: keys.length });
  const make = (): Group => ({ keys: [...values], kept: used.map(({ start }) => start) });
  const adds = used.map(({ add }) => add);
  // Without keys there is one group, of no rows even.
  if (keys.length === 0) groups.get(values, make);
  relation.plan((row) => {
    for (let i = 0; i < keys.length; i++) values[i] = keys[i]!(row);
    const { kept } = groups.get(values, make);
    for (let i = 0; i < adds.length; i++) kept[i] = adds[i]!(kept[i], row);
  });
  return groups;
}

function aggregateOf(call: SyntaxNode, scope: Scope): Aggregate {
  const build = aggregates[call.name];
  if (!build) throw new UnsupportedError(`the aggregate ${call.name}`, call);
  const args = argumentsOf(call).map((each) => scope.query.compileExpression(each, scope));
  return build(args, call.type);
}

/** `arg_max` and `arg_min`: the value, and others of the row that has it; `*` is all that are no keys. */
function argExtreme(
  call: SyntaxNode,
  relation: Relation,
  scope: Scope,
  keys: ReadonlySet<string>,
): Aggregate & { readonly width: number } {
  const sign = call.name === 'arg_max' ? 1 : -1;
  const [first, ...rest] = argumentsOf(call);
  const of = scope.query.compileExpression(first!, scope).evaluate;
  const others = rest.flatMap((each): Expression[] =>
    each.kind === 'StarExpression'
      ? relation.columns
          .filter(({ name }) => !keys.has(name) && name !== first!.name)
          .map(({ slot, type }) => ({ type, evaluate: (row) => row[slot], constant: false }))
      : [scope.query.compileExpression(each, scope)],
  );
  if (rest.some(({ kind }) => kind === 'StarExpression')) for (const use of relation.open) use.all = true;
  const start = [null, ...others.map(({ type }) => empty(type))];
  return {
    width: start.length,
    start,
    add: (kept, row) => {
      const given = of(row);
      const [best] = kept as unknown[];
      if (given === null || (best !== null && compare(given, best) * sign <= 0)) return kept;
      return [given, ...others.map(({ evaluate }) => evaluate(row))];
    },
    result: (kept) => kept,
  };
}

/** `distinct`. */
export function distinct(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const items = node.parts['Expressions']!.items;
  const star = items.some(({ kind }) => kind === 'StarExpression');
  if (star) for (const use of relation.open) use.all = true;
  const keys = star
    ? relation.columns.map(
        ({ slot }): Evaluate =>
          (row) =>
            row[slot],
      )
    : items.map((each) => scope.query.compileExpression(each, scope).evaluate);
  return kept(node.columns!, (emit) => {
    const groups = new Groups<true>(keys.length);
    const values = Array.from<unknown>({ length: keys.length });
    relation.plan((row) => {
      for (let i = 0; i < keys.length; i++) values[i] = keys[i]!(row);
      groups.get(values, () => {
        emit(values);
        return true;
      });
    });
  });
}

/** `count`. */
export function countRows(node: SyntaxNode, relation: Relation): Relation {
  return kept(node.columns!, (emit) => {
    let n = 0;
    relation.plan(() => {
      n++;
    });
    emit([n]);
  });
}
