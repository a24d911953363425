import type { SyntaxNode } from '../syntax.ts';
import { UnsupportedError } from './model.ts';
import { bind, oncePerRun } from './scope.ts';
import type { Names, Query } from './scope.ts';

/** Names with the one that a `let` statement declares. */
export function declare(statement: SyntaxNode, names: Names, query: Query): Names {
  if (statement.kind !== 'LetStatement')
    throw new UnsupportedError(`the statement ${statement.kind}`, statement);
  const { Name, Expression: node } = statement.parts;
  const { name } = Name!;
  if (node!.kind === 'FunctionDeclaration')
    return bind(names, name, { kind: 'function', declaration: node!, within: names });
  if (node!.columns)
    return bind(names, name, { kind: 'table', relation: () => query.compileTable(node!, names) });
  const expression = query.compileExpression(node!, { query, names, columns: [] });
  if (expression.constant) return bind(names, name, { kind: 'scalar', expression });
  const evaluate = oncePerRun(query, names, () => expression.evaluate([]));
  return bind(names, name, { kind: 'scalar', expression: { ...expression, evaluate } });
}
