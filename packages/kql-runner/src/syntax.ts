/** Tables by name, each with its columns and their types. */
export type Schema = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The place in the query's text. */
  readonly start: number;
  readonly length: number;
}

/** A node of an analyzed query. */
export interface SyntaxNode {
  readonly kind: string;
  /** The text of a token. */
  readonly text: string;
  /** The name that a reference, a declaration or a call has. */
  readonly name: string;
  readonly start: number;
  /** The type of its result: `string`, `long`, ...; empty where that is a table or nothing. */
  readonly type: string;
  /** The columns of its result, where that is a table. */
  readonly columns?: readonly Column[];
  /** The thing that a name or an operator stands for. */
  readonly symbol?: { readonly kind: string; readonly name: string; readonly isAggregate: boolean };
  /** Value of a literal. */
  readonly literal?: unknown;
  /** Children by what they are to the node. */
  readonly parts: Readonly<Record<string, SyntaxNode>>;
  /** Children of a list. */
  readonly items: readonly SyntaxNode[];
}

/** Every node from this one down. */
export function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const part of Object.values(node.parts)) yield* nodesOf(part);
  for (const item of node.items) yield* nodesOf(item);
}
