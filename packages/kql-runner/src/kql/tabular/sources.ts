import type { SyntaxNode } from '../../syntax.ts';
import type { Relation, Sink, TableUse } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import { number } from '../operators.ts';
import type { Names, Query } from '../scope.ts';
import { addSlot, emptyRow, kept } from './relation.ts';

/** A table of the workspace. Of its columns those are read that the query names, unless all of them come out. */
export function tableSource(node: SyntaxNode, query: Query): Relation {
  const table = node.name;
  const frame = { width: 0 };
  const columns = Object.entries(query.schema[table] ?? {}).map(([name, type]) => addSlot(frame, name, type));
  const ingestion = frame.width++;
  const use: TableUse = { table, all: false };
  query.tables.push(use);
  const plan = (sink: Sink): void => {
    const scan = query.input.scan(table);
    const read = columns.filter(({ name }) => use.all || query.mentioned.has(name));
    const values = read.map(({ name }) => scan.column(name));
    const slots = read.map(({ slot }) => slot);
    const row = emptyRow(frame);
    for (let i = scan.first; i < scan.last; i++) {
      const at = scan.ingestion[i]!;
      if (at > scan.visibleAt) continue;
      row[ingestion] = at;
      for (let k = 0; k < slots.length; k++) row[slots[k]!] = values[k]![i];
      sink(row);
    }
  };
  return { columns, frame, plan, open: [use], ingestion };
}

export function datatable(node: SyntaxNode, query: Query, names: Names): Relation {
  const columns = node.columns!;
  const values = node.parts['Values']!.items.map((each) =>
    query.compileExpression(each, { query, names, columns: [] }).evaluate([]),
  );
  return kept(columns, (add) => {
    for (let i = 0; i < values.length; i += columns.length) add(values.slice(i, i + columns.length));
  });
}

export function print(node: SyntaxNode, query: Query, names: Names): Relation {
  const values = node.parts['Expressions']!.items.map((each) =>
    query.compileExpression(each, { query, names, columns: [] }),
  );
  return kept(node.columns!, (add) => add(values.map(({ evaluate }) => evaluate([]))));
}

export function range(node: SyntaxNode, query: Query, names: Names): Relation {
  const part = (name: string): (() => number | null) => {
    const of = node.parts[name];
    if (!of) throw new UnsupportedError('range in this form', node);
    const value = number(query.compileExpression(of, { query, names, columns: [] }));
    return () => value([]);
  };
  const [from, to, step] = [part('From'), part('To'), part('Step')];
  return kept(node.columns!, (add) => {
    const [first, last, by] = [from(), to(), step()];
    if (first === null || last === null || !by) return;
    for (let value = first; by > 0 ? value <= last : value >= last; value += by) add([value]);
  });
}
