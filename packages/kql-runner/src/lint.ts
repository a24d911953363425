import { nodesOf } from './syntax.ts';
import type { SyntaxNode } from './syntax.ts';
import { growingTable, writtenType } from './tables.ts';

export type LintRule = 'equality-clash' | 'no-time-bound' | 'column-not-always-there' | 'started-rows';

export interface LintFinding {
  readonly rule: LintRule;
  readonly message: string;
  /** The place in the query's text. */
  readonly start: number;
}

/** Tables that log each request twice: when it is begun, and what became of it. */
const toldTwice = new Set(['MicrosoftHealthcareApisAuditLogs', 'AHDSDicomAuditLogs']);

/** Finds what the analyzer lets pass and yet is wrong, in a query that was analyzed against all columns. */
export function lint(tree: SyntaxNode): LintFinding[] {
  const findings = [...equalityClashes(tree), ...columnsNotAlwaysThere(tree)];
  for (const { table, conditions } of tableUses(tree, [])) {
    const told = (rule: LintRule, what: string): void => {
      findings.push({ rule, message: `${table.name} ${what}`, start: table.start });
    };
    const [low, high] = [
      conditions.some((each) => bounds(each, 'low')),
      conditions.some((each) => bounds(each, 'high')),
    ];
    if (!low || !high)
      told('no-time-bound', `is read without ${low ? 'an upper' : 'a lower'} bound of TimeGenerated`);
    if (toldTwice.has(table.name) && !conditions.some(dropsStarted))
      told('started-rows', 'tells each request twice: rows with ResultType Started are not dropped');
  }
  return findings.toSorted((a, b) => a.start - b.start);
}

const numeric = new Set(['int', 'long', 'real', 'decimal']);

function clash(a: SyntaxNode, b: SyntaxNode): boolean {
  return (a.type === 'string' && numeric.has(b.type)) || (b.type === 'string' && numeric.has(a.type));
}

/** Texts compared to numbers: `ResultType == 0`. */
function* equalityClashes(tree: SyntaxNode): Generator<LintFinding> {
  for (const node of nodesOf(tree)) {
    const { Left: left, Right: right } = node.parts;
    if (!left || !right || !/^(?:Equal|NotEqual|(?:Not)?In(?:Cs)?)Expression$/.test(node.kind)) continue;
    for (const each of right.parts['Expressions']?.items ?? [right])
      if (clash(left, each))
        yield {
          rule: 'equality-clash',
          message: `${left.type} is compared to ${each.type}`,
          start: each.start,
        };
  }
}

/** Columns of the growing table that are named as if they were always there. */
function* columnsNotAlwaysThere(tree: SyntaxNode): Generator<LintFinding> {
  const nodes = [...nodesOf(tree)];
  if (!nodes.some(({ name, symbol }) => name === growingTable && symbol?.kind === 'Table')) return;
  const declared = new Set(nodes.filter(({ kind }) => kind === 'NameDeclaration').map(({ name }) => name));
  for (const { kind, name, symbol, start } of nodes)
    if (kind === 'NameReference' && symbol?.kind === 'Column' && writtenType(name) && !declared.has(name))
      yield {
        rule: 'column-not-always-there',
        message: `${name} exists only once a row has written it: column_ifexists('${name}', ...)`,
        start,
      };
}

interface TableUse {
  readonly table: SyntaxNode;
  /** The conditions of the filters that its rows pass as rows of the table. */
  readonly conditions: readonly SyntaxNode[];
}

const aggregating = new Set([
  'SummarizeOperator',
  'DistinctOperator',
  'CountOperator',
  'TopOperator',
  'TakeOperator',
]);

/** Every use of a table below a node whose rows then pass these filters. */
function* tableUses(node: SyntaxNode, conditions: readonly SyntaxNode[]): Generator<TableUse> {
  if (node.kind === 'NameReference' && node.symbol?.kind === 'Table') {
    yield { table: node, conditions };
  } else if (node.kind === 'PipeExpression') {
    const { Expression: source, Operator: operator } = node.parts;
    yield* tableUses(source!, passed(operator!, conditions));
    // Legs of a union pass what comes after it; the right side of a join does not.
    yield* tableUses(operator!, operator!.kind === 'UnionOperator' ? conditions : []);
  } else {
    const through = ['ParenthesizedExpression', 'UnionOperator', 'List'].includes(node.kind)
      ? conditions
      : [];
    for (const part of [...Object.values(node.parts), ...node.items]) yield* tableUses(part, through);
  }
}

function passed(operator: SyntaxNode, conditions: readonly SyntaxNode[]): readonly SyntaxNode[] {
  if (aggregating.has(operator.kind)) return [];
  const { Condition } = operator.parts;
  return operator.kind === 'FilterOperator' && Condition
    ? [...conditions, ...conjuncts(Condition)]
    : conditions;
}

/** Returns the conditions that must all hold for a condition to hold. */
function conjuncts(node: SyntaxNode): readonly SyntaxNode[] {
  const { Left, Right, Expression } = node.parts;
  if (node.kind === 'AndExpression') return [...conjuncts(Left!), ...conjuncts(Right!)];
  return node.kind === 'ParenthesizedExpression' ? conjuncts(Expression!) : [node];
}

function bounds({ kind, parts }: SyntaxNode, end: 'low' | 'high'): boolean {
  if (parts['Left']?.name === 'TimeGenerated')
    return kind === 'BetweenExpression' || kind.startsWith(end === 'low' ? 'GreaterThan' : 'LessThan');
  return (
    parts['Right']?.name === 'TimeGenerated' && kind.startsWith(end === 'low' ? 'LessThan' : 'GreaterThan')
  );
}

function dropsStarted({ kind, parts }: SyntaxNode): boolean {
  const { Left, Right } = parts;
  if (Left?.name !== 'ResultType' || !Right) return false;
  const names = (Right.parts['Expressions']?.items ?? [Right]).map(({ literal }) =>
    String(literal).toLowerCase(),
  );
  const excludes = /^(?:Not(?:Equal|In|InCs)|BangTilde)Expression$/.test(kind);
  return names.includes('started') === excludes;
}
