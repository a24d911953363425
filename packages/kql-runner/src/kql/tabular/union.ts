import type { SyntaxNode } from '../../syntax.ts';
import type { Relation, Row } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import type { Names, Query } from '../scope.ts';
import { empty } from '../values.ts';
import { parameterOf } from './join.ts';
import { addSlot, emptyRow } from './relation.ts';

/**
 * `union`, after a table or by itself. With `isfuzzy` a table that does not exist gives no rows.
 * A column that has different types in its tables is not supported.
 */
export function union(node: SyntaxNode, before: Relation | undefined, query: Query, names: Names): Relation {
  if (parameterOf(node, 'kind') === 'inner') throw new UnsupportedError('union kind=inner', node);
  const source = parameterOf(node, 'withsource');
  const fuzzy = parameterOf(node, 'isfuzzy') === 'true';
  const legs = node.parts['Expressions']!.items.filter((each) => !fuzzy || exists(each, query, names));
  const relations = [...(before ? [before] : []), ...legs.map((leg) => query.compileTable(leg, names))];
  const frame = { width: 0 };
  const columns = node.columns!.map(({ name, type }) => addSlot(frame, name, type));
  const ingestion = relations.every((each) => each.ingestion !== undefined) ? frame.width++ : undefined;
  const copies = relations.map((relation, i) => {
    const moves = columns.map((column) => ({
      column,
      from: relation.columns.find(({ name }) => name === column.name),
    }));
    if (relation.columns.some(({ name }) => !columns.some((column) => column.name === name)))
      throw new UnsupportedError('union of columns of one name and several types', node);
    const label = legs[before ? i - 1 : i]?.name || `union_arg${i}`;
    return (row: Row, to: Row): void => {
      for (const { column, from } of moves)
        to[column.slot] = from
          ? row[from.slot]
          : column.name.toLowerCase() === source
            ? label
            : empty(column.type);
      if (ingestion !== undefined) to[ingestion] = row[relation.ingestion!];
    };
  });
  return {
    columns,
    frame,
    ingestion,
    open: relations.flatMap(({ open }) => open),
    plan: (sink) => {
      const to = emptyRow(frame);
      for (const [i, { plan }] of relations.entries())
        plan((row) => {
          copies[i]!(row, to);
          sink(to);
        });
    },
  };
}

/** Whether the table at the start of a pipeline is there. */
function exists(node: SyntaxNode, query: Query, names: Names): boolean {
  const start = node.parts['Expression'];
  if ((node.kind === 'PipeExpression' || node.kind === 'ParenthesizedExpression') && start)
    return exists(start, query, names);
  return node.kind !== 'NameReference' || node.name in query.schema || names.find(node.name) !== undefined;
}
