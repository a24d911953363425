import type { SyntaxNode } from '../syntax.ts';
import { argumentsOf } from './contextual.ts';
import { declare } from './declarations.ts';
import type { Evaluate, Expression } from './model.ts';
import { UnsupportedError } from './model.ts';
import { bind } from './scope.ts';
import type { Binding, Names, Scope } from './scope.ts';

type FunctionBinding = Extract<Binding, { kind: 'function' }>;

export function bodyOf({ declaration }: FunctionBinding): SyntaxNode {
  const { Expression } = declaration.parts['Body']!.parts;
  if (!Expression) throw new UnsupportedError('a function without a body', declaration);
  return Expression;
}

/** Names within the body of a function for one of its calls, and what sets the arguments before the body is run. */
export function enterFunction(
  node: SyntaxNode,
  { declaration, within }: FunctionBinding,
  scope: Scope,
): { readonly names: Names; readonly enter: (body: Evaluate) => Evaluate } {
  const given = argumentsOf(node);
  const set: { readonly expression: Expression; readonly cell: { value: unknown } }[] = [];
  let names = within;
  for (const [i, parameter] of declaration.parts['Parameters']!.parts['Parameters']!.items.entries()) {
    const { NameAndType, DefaultValue } = parameter.parts;
    const { name } = NameAndType!.parts['Name']!;
    const argument =
      given.find((each) => each.kind === 'SimpleNamedExpression' && each.name === name)?.parts[
        'Expression'
      ] ??
      given[i] ??
      DefaultValue?.parts['Value'];
    if (!argument) throw new UnsupportedError(`a call of ${node.name} without ${name}`, node);
    if (NameAndType!.parts['Type']!.kind === 'SchemaTypeExpression') {
      names = bind(names, name, {
        kind: 'table',
        relation: () => scope.query.compileTable(argument, scope.names),
      });
      continue;
    }
    const expression = scope.query.compileExpression(argument, scope);
    if (expression.constant) {
      names = bind(names, name, { kind: 'scalar', expression });
      continue;
    }
    const cell = { value: null as unknown };
    set.push({ expression, cell });
    names = bind({ ...names, changing: true }, name, {
      kind: 'scalar',
      expression: { type: expression.type, evaluate: () => cell.value, constant: false },
    });
  }
  for (const statement of declaration.parts['Body']!.parts['Statements']!.items)
    names = declare(statement, names, scope.query);
  const enter = (body: Evaluate): Evaluate => {
    if (set.length === 0) return body;
    return (row) => {
      const values = set.map(({ expression }) => expression.evaluate(row));
      for (const [i, { cell }] of set.entries()) cell.value = values[i];
      return body(row);
    };
  };
  return { names, enter };
}
