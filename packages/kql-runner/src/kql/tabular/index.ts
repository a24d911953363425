import type { SyntaxNode } from '../../syntax.ts';
import type { Relation } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import { oncePerRun } from '../scope.ts';
import type { Names, Query, Scope } from '../scope.ts';
import { bodyOf, enterFunction } from '../user-functions.ts';
import { extend, filter, project, rearrange, scopeOf } from './columns.ts';
import { expand } from './expand.ts';
import { join } from './join.ts';
import { copier, kept } from './relation.ts';
import { sort, take, top } from './sort.ts';
import { datatable, print, range, tableSource } from './sources.ts';
import { countRows, distinct, summarize } from './summarize.ts';
import { union } from './union.ts';

/** Compiles a node that results in a table. Throws UnsupportedError where it is not of the subset. */
export function compileTable(node: SyntaxNode, query: Query, names: Names): Relation {
  switch (node.kind) {
    case 'PipeExpression': {
      const before = compileTable(node.parts['Expression']!, query, names);
      return operate(node.parts['Operator']!, before, query, names);
    }
    case 'ParenthesizedExpression':
      return compileTable(node.parts['Expression']!, query, names);
    case 'NameReference':
      return named(node, query, names);
    case 'FunctionCallExpression':
      return called(node, query, names);
    case 'MaterializeExpression':
      return materialized(node, query, names);
    case 'DataTableExpression':
      return datatable(node, query, names);
    case 'PrintOperator':
      return print(node, query, names);
    case 'RangeOperator':
      return range(node, query, names);
    case 'UnionOperator':
      return union(node, undefined, query, names);
    default:
      throw new UnsupportedError(node.kind, node);
  }
}

type Operate = (node: SyntaxNode, relation: Relation, scope: Scope) => Relation;

const operators: Readonly<Record<string, Operate>> = {
  FilterOperator: filter,
  ExtendOperator: extend,
  ProjectOperator: project,
  ProjectAwayOperator: rearrange,
  ProjectKeepOperator: rearrange,
  ProjectRenameOperator: rearrange,
  ProjectReorderOperator: rearrange,
  SummarizeOperator: summarize,
  DistinctOperator: distinct,
  CountOperator: countRows,
  SortOperator: sort,
  TopOperator: top,
  TakeOperator: take,
  MvExpandOperator: expand,
  SerializeOperator: (_, relation) => relation,
  JoinOperator: (node, relation, { query, names }) => join(node, relation, query, names),
  LookupOperator: (node, relation, { query, names }) => join(node, relation, query, names),
  UnionOperator: (node, relation, { query, names }) => union(node, relation, query, names),
};

function operate(node: SyntaxNode, relation: Relation, query: Query, names: Names): Relation {
  const operator = operators[node.kind];
  if (!operator) throw new UnsupportedError(node.kind, node);
  return operator(node, relation, scopeOf(relation, query, names));
}

function named(node: SyntaxNode, query: Query, names: Names): Relation {
  const binding = names.find(node.name);
  if (binding?.kind === 'table') return binding.relation();
  if (node.name in query.schema) return tableSource(node, query);
  throw new UnsupportedError(`the name '${node.name}' as a table`, node);
}

function called(node: SyntaxNode, query: Query, names: Names): Relation {
  if (node.name === 'materialize') return materialized(node, query, names);
  const binding = names.find(node.name);
  if (binding?.kind !== 'function') throw new UnsupportedError(`the function ${node.name}`, node);
  const entered = enterFunction(node, binding, { query, names, columns: [] });
  const relation = compileTable(bodyOf(binding), query, entered.names);
  const { plan } = relation;
  return {
    ...relation,
    plan: (sink) => {
      entered.enter(() => plan(sink))([]);
    },
  };
}

/** Worked out once in a run for all of its uses. */
function materialized(node: SyntaxNode, query: Query, names: Names): Relation {
  let shared = query.materialized.get(node);
  if (!shared) {
    const inner = compileTable(
      node.parts['Expression'] ?? node.parts['ArgumentList']!.parts['Expressions']!.items[0]!,
      query,
      names,
    );
    const rows = oncePerRun(query, names, () => {
      const all: unknown[][] = [];
      const copy = copier(inner.columns);
      inner.plan((row) => all.push(copy(row)));
      return all;
    });
    shared = { columns: inner.columns, open: inner.open, rows };
    query.materialized.set(node, shared);
  }
  const { columns, open, rows } = shared;
  const emitAll = (emit: (values: readonly unknown[]) => void): void => {
    for (const row of rows()) emit(row);
  };
  return kept(columns, emitAll, open);
}
