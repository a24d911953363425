import type { SyntaxNode } from '../../syntax.ts';
import { Groups } from '../groups.ts';
import type { Evaluate, Relation, Row, Slot } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import type { Names, Query, Scope } from '../scope.ts';
import { empty, textOf } from '../values.ts';
import { scopeOf } from './columns.ts';
import { addSlot, copier } from './relation.ts';

interface Condition {
  readonly left: readonly Evaluate[];
  readonly right: readonly Evaluate[];
  /** Names of the right side's keys that must equal columns of the same name. */
  readonly shared: ReadonlySet<string>;
}

/** A parameter of an operator such as `kind=`; lower case. */
export function parameterOf(node: SyntaxNode, name: string): string | undefined {
  const parameter = node.parts['Parameters']?.items.find((each) => each.parts['Name']?.name === name);
  const value = parameter?.parts['Expression'];
  return value && textOf(value.literal ?? value.name, value.type).toLowerCase();
}

function conditionOf(node: SyntaxNode, left: Scope, right: Scope): Condition {
  const clause = node.parts['ConditionClause'] ?? node.parts['LookupClause'];
  const items = clause?.parts['Expressions']?.items;
  if (!items) throw new UnsupportedError('a join without on', node);
  const condition = { left: [] as Evaluate[], right: [] as Evaluate[], shared: new Set<string>() };
  for (const each of items) {
    if (each.kind === 'NameReference') {
      condition.left.push(left.query.compileExpression(each, left).evaluate);
      condition.right.push(right.query.compileExpression(each, right).evaluate);
      condition.shared.add(each.name);
      continue;
    }
    const sides = [each.parts['Left'], each.parts['Right']];
    const one = sides.find((side) => side?.parts['Expression']?.name === '$left')?.parts['Selector'];
    const other = sides.find((side) => side?.parts['Expression']?.name === '$right')?.parts['Selector'];
    if (each.kind !== 'EqualExpression' || !one || !other)
      throw new UnsupportedError('the condition of a join', each);
    condition.left.push(left.query.compileExpression(one, left).evaluate);
    condition.right.push(right.query.compileExpression(other, right).evaluate);
    condition.shared.add(other.name);
  }
  return condition;
}

/** Rows of the right side by their keys. Nulls equal nothing. */
function index(relation: Relation, keys: readonly Evaluate[], columns: readonly Slot[]): Groups<unknown[][]> {
  const groups = new Groups<unknown[][]>(keys.length);
  const copy = copier(columns);
  relation.plan((row) => {
    const values = keys.map((key) => key(row));
    if (!values.includes(null)) groups.get(values, () => []).push(copy(row));
  });
  return groups;
}

/** `join` and `lookup`: the left side's rows pass by those of the right. */
export function join(node: SyntaxNode, relation: Relation, query: Query, names: Names): Relation {
  const isLookup = node.kind === 'LookupOperator';
  const kind = parameterOf(node, 'kind') ?? (isLookup ? 'leftouter' : 'innerunique');
  const known = ['inner', 'innerunique', 'leftouter', 'leftanti', 'anti', 'leftantisemi', 'leftsemi'];
  if (!known.includes(kind)) throw new UnsupportedError(`join kind=${kind}`, node);
  const other = query.compileTable(node.parts['Expression']!, names);
  const { left, right, shared } = conditionOf(
    node,
    scopeOf(relation, query, names),
    scopeOf(other, query, names),
  );
  const semi = kind.startsWith('lefts') || kind.includes('anti');
  const kept = semi ? [] : isLookup ? other.columns.filter(({ name }) => !shared.has(name)) : other.columns;
  const outputs = node.columns!.slice(semi ? node.columns!.length : relation.columns.length);
  if (outputs.length !== kept.length) throw new UnsupportedError('a join with columns of this form', node);
  const added = outputs.map(({ name, type }) => addSlot(relation.frame, name, type));
  const source = kind === 'innerunique' ? unique(relation, left) : relation.plan;
  const none = kept.map(({ type }) => empty(type));
  const set = (row: Row, values: readonly unknown[]): Row => {
    for (let i = 0; i < added.length; i++) row[added[i]!.slot] = values[i];
    return row;
  };
  return {
    columns: semi ? relation.columns : [...relation.columns, ...added],
    frame: relation.frame,
    open: semi ? relation.open : [...relation.open, ...other.open],
    ...(semi && { ingestion: relation.ingestion }),
    plan: (sink) => {
      const rows = index(other, right, kept);
      source((row) => {
        const matches = rows.find(left.map((key) => key(row)));
        if (semi) {
          if ((matches !== undefined) === (kind === 'leftsemi')) sink(row);
        } else if (matches) for (const match of matches) sink(set(row, match));
        else if (kind === 'leftouter') sink(set(row, none));
      });
    },
  };
}

/** One row of the left side for each key, as `innerunique` takes. */
function unique({ plan }: Relation, keys: readonly Evaluate[]): Relation['plan'] {
  return (sink) => {
    const seen = new Groups<true>(keys.length);
    plan((row) => {
      const values = keys.map((key) => key(row));
      if (seen.find(values)) return;
      seen.get(values, () => true);
      sink(row);
    });
  };
}
