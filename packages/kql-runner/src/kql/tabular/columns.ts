import type { SyntaxNode } from '../../syntax.ts';
import type { Evaluate, Relation, Slot } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import { within } from '../scope.ts';
import type { Names, Query, Scope } from '../scope.ts';
import { addSlot } from './relation.ts';

/** `where`. */
export function filter(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const holds = scope.query.compileExpression(node.parts['Condition']!, scope).evaluate;
  const { plan } = relation;
  return {
    ...relation,
    plan: (sink) =>
      plan((row) => {
        if (holds(row) === true) sink(row);
      }),
  };
}

/** Works values out into slots of their own; all of them before any column has changed its name. */
function computed(
  relation: Relation,
  values: readonly { readonly slot: number; readonly evaluate: Evaluate }[],
): Relation {
  if (values.length === 0) return relation;
  const { plan } = relation;
  const slots = values.map(({ slot }) => slot);
  const evaluates = values.map(({ evaluate }) => evaluate);
  return {
    ...relation,
    plan: (sink) =>
      plan((row) => {
        for (let i = 0; i < slots.length; i++) row[slots[i]!] = evaluates[i]!(row);
        sink(row);
      }),
  };
}

/** `extend`: what is named again takes the place of the old. */
export function extend(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const columns = [...relation.columns];
  const values = [];
  for (const each of node.parts['Expressions']!.items) {
    if (each.kind !== 'SimpleNamedExpression') throw new UnsupportedError('extend without a name', each);
    const { evaluate, type } = scope.query.compileExpression(each, scope);
    const { name } = each;
    const column = addSlot(relation.frame, name, type);
    values.push({ slot: column.slot, evaluate });
    const at = columns.findIndex((other) => other.name === name);
    if (at < 0) columns.push(column);
    else columns[at] = column;
  }
  return { ...computed(relation, values), columns };
}

/** `project`: a column that is only named stays where it is in the row. */
export function project(node: SyntaxNode, relation: Relation, scope: Scope): Relation {
  const values: { slot: number; evaluate: Evaluate }[] = [];
  const items = node.parts['Expressions']!.items;
  if (items.length !== node.columns!.length)
    throw new UnsupportedError('project with several names at once', node);
  const columns = items.map((each, i): Slot => {
    const { name } = node.columns![i]!;
    const simple = each.kind === 'SimpleNamedExpression' ? each.parts['Expression']! : each;
    const known =
      simple.kind === 'NameReference' && relation.columns.findLast((other) => other.name === simple.name);
    if (known) return { ...known, name };
    const { evaluate, type } = scope.query.compileExpression(each, scope);
    const column = addSlot(relation.frame, name, type);
    values.push({ slot: column.slot, evaluate });
    return column;
  });
  return { ...computed(relation, values), columns, open: [] };
}

/** `project-away`, `project-keep`, `project-rename`, `project-reorder`: the analyzer knows what remains. */
export function rearrange(node: SyntaxNode, relation: Relation): Relation {
  const renamed = new Map<string, string>();
  if (node.kind === 'ProjectRenameOperator')
    for (const each of node.parts['Expressions']!.items)
      renamed.set(each.name, each.parts['Expression']!.name);
  const columns = node.columns!.map(({ name }): Slot => {
    const from = renamed.get(name) ?? name;
    const column = relation.columns.findLast((other) => other.name === from);
    if (!column) throw new UnsupportedError(`the column ${name} here`, node);
    return { ...column, name };
  });
  return { ...relation, columns };
}

/** Returns what an operator sees of the table before it. */
export function scopeOf(relation: Relation, query: Query, names: Names): Scope {
  return within({ query, names, columns: [] }, relation);
}
