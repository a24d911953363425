import type { SyntaxNode } from '../syntax.ts';
import type { Expression, Relation, RunInput, Slot, TableUse } from './model.ts';

/** The meaning of a name that is not a column. */
export type Binding =
  | { readonly kind: 'scalar'; readonly expression: Expression }
  /** Compiled again for each use: each has a frame of its own. */
  | { readonly kind: 'table'; readonly relation: () => Relation }
  | { readonly kind: 'function'; readonly declaration: SyntaxNode; readonly within: Names };

export interface Names {
  find(name: string): Binding | undefined;
  /** Whether arguments are among them that change from call to call within a run. */
  readonly changing: boolean;
}

/** Names with those that were bound last before the others. */
export function bind(names: Names, name: string, binding: Binding): Names {
  return { ...names, find: (wanted) => (wanted === name ? binding : names.find(wanted)) };
}

export const noNames: Names = { find: () => undefined, changing: false };

/** Rows that are worked out once in a run. */
export interface Materialized {
  readonly columns: readonly Slot[];
  readonly open: readonly TableUse[];
  readonly rows: () => readonly (readonly unknown[])[];
}

/** The state that every part of a compiled query shares. */
export interface Query {
  /** Set for each run. */
  input: RunInput;
  /** Counted up with each run, so that what is kept for one is not taken for another. */
  generation: number;
  readonly tables: TableUse[];
  /** Columns of tables, as far as they exist. */
  readonly schema: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Every name and text in the query: no other column can be meant. */
  readonly mentioned: ReadonlySet<string>;
  /** The rows that `materialize` shares among the uses of a table, by its node. */
  readonly materialized: Map<SyntaxNode, Materialized>;
  compileExpression(node: SyntaxNode, scope: Scope): Expression;
  compileTable(node: SyntaxNode, names: Names): Relation;
}

/** The surroundings in which an expression stands. */
export interface Scope {
  readonly query: Query;
  readonly names: Names;
  readonly columns: readonly Slot[];
  readonly ingestion?: number | undefined;
  /** In `summarize`: takes a call of an aggregate, gives what reads its result. */
  readonly aggregate?: (call: SyntaxNode) => Expression;
}

export function within(scope: Scope, relation: Relation): Scope {
  return { query: scope.query, names: scope.names, columns: relation.columns, ingestion: relation.ingestion };
}

/** Keeps a value for the rest of a run, unless it may change within. */
export function oncePerRun<T>(query: Query, names: Names, make: () => T): () => T {
  if (names.changing) return make;
  let generation = -1;
  let value: T;
  return () => {
    if (generation !== query.generation) {
      value = make();
      generation = query.generation;
    }
    return value;
  };
}
