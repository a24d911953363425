import type { SyntaxNode } from '../syntax.ts';
import type { Expression } from './model.ts';
import { UnsupportedError } from './model.ts';
import { number } from './operators.ts';
import type { Scope } from './scope.ts';

type Compile = (node: SyntaxNode, scope: Scope) => Expression;

/** Functions that depend on more than their arguments: on the row's table, on the time of the run. */
export const contextual: Readonly<Record<string, Compile>> = {
  column_ifexists: (node, scope) => {
    const [wanted, otherwise] = argumentsOf(node);
    const name = wanted?.literal;
    if (typeof name !== 'string')
      throw new UnsupportedError('column_ifexists of a name that is no literal', node);
    const column = scope.columns.findLast((each) => each.name === name);
    if (!column) return scope.query.compileExpression(otherwise!, scope);
    const { slot, type } = column;
    return { type, evaluate: (row) => row[slot], constant: false };
  },
  ingestion_time: (node, { ingestion }) => {
    if (ingestion === undefined)
      throw new UnsupportedError('ingestion_time() where rows are no longer those of a table', node);
    return { type: 'datetime', evaluate: (row) => row[ingestion], constant: false };
  },
  now: (node, scope) => {
    const [offset] = argumentsOf(node).map((each) => number(scope.query.compileExpression(each, scope)));
    const { query } = scope;
    const evaluate = (row: unknown[]): number => query.input.now + (offset?.(row) ?? 0);
    return { type: 'datetime', evaluate, constant: false };
  },
  ago: (node, scope) => {
    const [span] = argumentsOf(node).map((each) => number(scope.query.compileExpression(each, scope)));
    const { query } = scope;
    const evaluate = (row: unknown[]): number => query.input.now - (span!(row) ?? 0);
    return { type: 'datetime', evaluate, constant: false };
  },
};

export function argumentsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.parts['ArgumentList']!.parts['Expressions']!.items;
}
