import type { SyntaxNode } from '../../syntax.ts';
import { aggregates, type Accumulator } from '../aggregates.ts';
import { argumentsOf } from '../contextual.ts';
import { Groups } from '../groups.ts';
import type { Evaluate, Expression, Relation, Row } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import type { Scope } from '../scope.ts';
import { compare, empty } from '../values.ts';
import { kept } from './relation.ts';

/** Writes its results into a row, from the slot where it is told to. */
interface Part {
  readonly width: number;
  readonly create: () => Accumulator;
}

interface Group {
  readonly keys: readonly unknown[];
  readonly accumulators: readonly Accumulator[];
}

/** `summarize`. Names of the results come from the analyzer: keys first, then aggregates in their order. */
export function summarize(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const columns = node.columns!;
  const by = node.parts['ByClause']?.parts['Expressions']!.items ?? [];
  const items = node.parts['Aggregates']!.items;
  const keys = by.map((each) => scope.query.compileExpression(each, scope).evaluate);
  const parts: Part[] = [];
  // A result's place is known before all aggregates are: slots are counted as they come.
  let width = 0;
  const add = (part: Part): number => {
    parts.push(part);
    width += part.width;
    return width - part.width;
  };
  const aggregate = (call: SyntaxNode): Expression => {
    const slot = add({ width: 1, create: single(call, scope) });
    return { type: call.type, evaluate: (row) => row[slot], constant: false };
  };
  const outputs = items.flatMap((item): Evaluate[] => {
    const inner = item.kind === 'SimpleNamedExpression' ? item.parts['Expression']! : item;
    if (inner.symbol?.isAggregate && /^arg_(max|min)$/.test(inner.name)) {
      const part = argExtreme(
        inner,
        relation,
        scope,
        new Set(columns.slice(0, by.length).map(({ name }) => name)),
      );
      const slot = add(part);
      return Array.from({ length: part.width }, (_, i) => (row: Row) => row[slot + i]);
    }
    return [scope.query.compileExpression(item, { ...scope, aggregate }).evaluate];
  });
  if (columns.length !== keys.length + outputs.length)
    throw new UnsupportedError('summarize with results of this form', node);

  return kept(columns, (emit) => {
    for (const { keys: values, accumulators } of grouped(relation, keys, parts).all) {
      const results = accumulators.flatMap((each, i) => {
        const result = each.result();
        return parts[i]!.width > 1 ? result : [result];
      });
      emit([...values, ...outputs.map((output) => output(results))]);
    }
  });
}

function grouped(relation: Relation, keys: readonly Evaluate[], parts: readonly Part[]): Groups<Group> {
  const groups = new Groups<Group>(keys.length);
  const values = Array.from<unknown>({ length: keys.length });
  const make = (): Group => ({ keys: [...values], accumulators: parts.map(({ create }) => create()) });
  // Without keys there is one group, of no rows even.
  if (keys.length === 0) groups.get(values, make);
  relation.plan((row) => {
    for (let i = 0; i < keys.length; i++) values[i] = keys[i]!(row);
    const { accumulators } = groups.get(values, make);
    for (let i = 0; i < accumulators.length; i++) accumulators[i]!.add(row);
  });
  return groups;
}

function single(call: SyntaxNode, scope: Scope): () => Accumulator {
  const build = aggregates[call.name];
  if (!build) throw new UnsupportedError(`the aggregate ${call.name}`, call);
  const args = argumentsOf(call).map((each) => scope.query.compileExpression(each, scope));
  return build(args, call.type);
}

/** `arg_max` and `arg_min`: the value, and others of the row that has it; `*` is all that are no keys. */
function argExtreme(call: SyntaxNode, relation: Relation, scope: Scope, keys: ReadonlySet<string>): Part {
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
  const create = (): Accumulator => {
    let best: unknown = null;
    let values: unknown[] = others.map(({ type }) => empty(type));
    return {
      add: (row) => {
        const given = of(row);
        if (given === null || (best !== null && compare(given, best) * sign <= 0)) return;
        best = given;
        values = others.map(({ evaluate }) => evaluate(row));
      },
      result: () => (others.length === 0 ? best : [best, ...values]),
    };
  };
  return { width: 1 + others.length, create };
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
    for (const { keys: values } of grouped(relation, keys, []).all) emit(values);
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
