import { nodesOf } from '../syntax.ts';
import type { Column, Schema, SyntaxNode } from '../syntax.ts';
import { declare } from './declarations.ts';
import { compileExpression } from './expressions.ts';
import type { RunInput, TableUse } from './model.ts';
import { UnsupportedError } from './model.ts';
import { bind, noNames } from './scope.ts';
import type { Names, Query } from './scope.ts';
import { compileTable } from './tabular/index.ts';
import { toResult } from './values.ts';

export { UnsupportedError } from './model.ts';
export type { RunInput, TableScan } from './model.ts';

export interface CompiledQuery {
  readonly columns: readonly Column[];
  /** The tables that it reads, each with the columns that it names, or all. */
  readonly reads: readonly { readonly table: string; readonly columns: readonly string[] }[];
  /** Rows in the order of the columns; datetimes in ISO 8601. Stops after so many rows. */
  run(input: RunInput, most?: number): unknown[][];
}

/**
 * Compiles an analyzed query without errors to closures. The names of parameters are those of its first `let`
 * statements; their values come with each run.
 * @throws UnsupportedError, naming what is not of the subset.
 */
export function compileQuery(
  tree: SyntaxNode,
  schema: Schema,
  parameters: readonly { readonly name: string; readonly type: string }[] = [],
): CompiledQuery {
  const statements = tree.parts['Statements']!.items;
  const last = statements.at(-1);
  if (last?.kind !== 'ExpressionStatement') throw new UnsupportedError('a query without a result', tree);
  const query: Query = {
    input: { now: 0, scan: () => noTable(), parameters: [] },
    generation: 0,
    tables: [] as TableUse[],
    schema,
    mentioned: mentionedIn(tree),
    materialized: new Map(),
    compileExpression,
    compileTable: (node, names) => compileTable(node, query, names),
  };
  let names: Names = noNames;
  for (const [i, { name, type }] of parameters.entries()) {
    const expression = { type, evaluate: () => query.input.parameters[i], constant: false };
    names = bind(names, name, { kind: 'scalar', expression });
  }
  for (const statement of statements.slice(parameters.length, -1)) names = declare(statement, names, query);
  const relation = compileTable(last.parts['Expression']!, query, names);
  for (const use of relation.open) use.all = true;
  const { columns, plan } = relation;
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    reads: readsOf(query),
    run: (input, most = Infinity) => {
      query.input = input;
      query.generation++;
      const rows: unknown[][] = [];
      plan((row) => {
        if (rows.length < most) rows.push(columns.map(({ slot, type }) => toResult(row[slot], type)));
      });
      return rows;
    },
  };
}

function noTable(): never {
  throw new Error('the query is not running');
}

function mentionedIn(tree: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>(['TimeGenerated']);
  for (const { name, literal } of nodesOf(tree)) {
    if (name !== '') names.add(name);
    if (typeof literal === 'string') names.add(literal);
  }
  return names;
}

function readsOf({ tables, schema, mentioned }: Query): CompiledQuery['reads'] {
  const reads = new Map<string, Set<string>>();
  for (const { table, all } of tables) {
    const columns = reads.get(table) ?? new Set();
    for (const column of Object.keys(schema[table]!)) if (all || mentioned.has(column)) columns.add(column);
    reads.set(table, columns);
  }
  return [...reads].map(([table, columns]) => ({ table, columns: [...columns] }));
}
