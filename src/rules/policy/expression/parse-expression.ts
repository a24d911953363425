import { limits } from '../limits.ts';

/** The syntax tree of a template expression, `[concat('a', field('name'))]`. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'property'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly at: Expression };

/** A syntax error, with the position in the text. */
export class ExpressionError extends Error {}

/** Whether a string is an expression: `[...]`, but not `[[...]`, which stands for a literal bracket. */
export function isExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');
}

/** The text that a string which is no expression stands for. */
export function unescape(text: string): string {
  return text.startsWith('[[') ? text.slice(1) : text;
}

type Token = { kind: 'string' | 'number' | 'name' | 'symbol' | 'end'; text: string; at: number };

const TOKEN =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<number>[+-]?\d+(?:\.\d+)?)|(?<name>[A-Za-z_][\w$-]*)|(?<symbol>[()[\],.]))/y;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    const match = TOKEN.exec(text);
    if (!match?.groups) throw new ExpressionError(`unexpected "${text.slice(at).trim()[0]}" at ${at}`);
    const entry = Object.entries(match.groups).find(([, value]) => value !== undefined);
    found.push({ kind: entry?.[0] as Token['kind'], text: entry?.[1] ?? '', at });
    at = TOKEN.lastIndex;
  }
  found.push({ kind: 'end', text: 'end of expression', at });
  return found;
}

const WORDS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Parses an expression with its brackets.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 * @throws ExpressionError
 */
export function parseExpression(text: string): Expression {
  if (text.length > limits.expressionLength)
    throw new ExpressionError(`more than ${limits.expressionLength} characters`);
  const stream = tokens(text.slice(1, -1));
  let next = 0;
  let depth = 0;
  const peek = (): Token => stream[next] as Token;
  const accept = (symbol: string): boolean => {
    if (peek().kind !== 'symbol' || peek().text !== symbol) return false;
    next += 1;
    return true;
  };
  const expect = (symbol: string): void => {
    if (!accept(symbol))
      throw new ExpressionError(`expected "${symbol}" at ${peek().at}, found ${peek().text}`);
  };

  const primary = (): Expression => {
    const token = peek();
    next += 1;
    if (token.kind === 'string') {
      return { kind: 'literal', value: token.text.slice(1, -1).replaceAll("''", "'") };
    }
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind !== 'name') throw new ExpressionError(`unexpected ${token.text} at ${token.at}`);
    if (!accept('(')) {
      const word = WORDS.get(token.text.toLowerCase());
      if (word === undefined) throw new ExpressionError(`expected "(" after ${token.text} at ${token.at}`);
      return { kind: 'literal', value: word };
    }
    const args: Expression[] = [];
    if (!accept(')')) {
      do args.push(expression());
      while (accept(','));
      expect(')');
    }
    return { kind: 'call', name: token.text, args };
  };

  const expression = (): Expression => {
    depth += 1;
    // The arguments of the innermost function lie one deeper.
    if (depth > limits.functionDepth + 1)
      throw new ExpressionError(`more than ${limits.functionDepth} functions inside one another`);
    const result = withAccess(primary());
    depth -= 1;
    return result;
  };

  /** A value with the members and indexes that are asked of it. */
  const withAccess = (of: Expression): Expression => {
    let result = of;
    for (;;) {
      if (accept('.')) {
        const name = peek();
        if (name.kind !== 'name') throw new ExpressionError(`expected a property name at ${name.at}`);
        next += 1;
        result = { kind: 'property', of: result, name: name.text };
      } else if (accept('[')) {
        result = { kind: 'index', of: result, at: expression() };
        expect(']');
      } else return result;
    }
  };

  const result = expression();
  if (peek().kind !== 'end') throw new ExpressionError(`unexpected ${peek().text} at ${peek().at}`);
  return result;
}
