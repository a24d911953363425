import { createRequire } from 'node:module';
import type { Column, Diagnostic, Schema, SyntaxNode } from './syntax.ts';

/**
 * The one file that touches Microsoft's analyzer of the Kusto language. It is a port of .NET code whose overloads are
 * told apart by suffixes (`$ctor7`) that change between versions, and it lives in globals.
 */
/* oxlint-disable typescript/no-explicit-any */

let language: any;

function load(): any {
  if (language) return language;
  const require = createRequire(import.meta.url);
  for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js'])
    require(`@kusto/language-service-next/${file}`);
  language = (globalThis as any).Kusto.Language;
  for (const [name, value] of Object.entries(language.Syntax.SyntaxKind))
    if (typeof value === 'number') kinds.set(value, name);
  for (const [name, value] of Object.entries(language.Symbols.SymbolKind))
    if (typeof value === 'number') symbolKinds.set(value, name);
  return language;
}

const kinds = new Map<number, string>();
const symbolKinds = new Map<number, string>();

export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
  readonly tree: SyntaxNode;
}

export interface Analyzer {
  analyze(query: string): Analysis;
}

/** Reads and checks queries against the tables of a schema, by Microsoft's own analyzer. */
export function createAnalyzer(schema: Schema): Analyzer {
  const { Symbols, GlobalState, KustoCode } = load();
  const tables = Object.entries(schema).map(([name, columns]) => {
    const list = Object.entries(columns).map(([column, type]) => `${bracketed(column)}:${type}`);
    return new Symbols.TableSymbol.$ctor7(name, `(${list.join(',')})`);
  });
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('workspace', tables));
  return {
    analyze: (query) => {
      const code = KustoCode.ParseAndAnalyze(query, globals);
      return {
        diagnostics: listed(code.GetDiagnostics()).map(({ Code, Severity, Message, Start, Length }: any) => ({
          code: Code,
          severity: Severity === 'Error' ? 'error' : 'warning',
          message: Message,
          start: Start,
          length: Length,
        })),
        // Made on demand: callers that only want the diagnostics do not need it.
        get tree() {
          return plain(code.Syntax);
        },
      };
    },
  };
}

function bracketed(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `['${name}']`;
}

function listed(list: any): any[] {
  const items = [];
  const enumerator = (globalThis as any).Bridge.getEnumerator(list);
  while (enumerator.moveNext()) items.push(enumerator.Current);
  return items;
}

/** A node with all beneath it as plain data, lists as arrays. */
function plain(node: any): SyntaxNode {
  const parts: Record<string, SyntaxNode> = {};
  const items: SyntaxNode[] = [];
  for (let i = 0; !node.IsToken && i < node.ChildCount; i++) {
    const child = node.GetChild(i);
    if (!child) continue;
    const name = node.GetName(i);
    if (name) parts[name] = plain(child);
    else items.push(plain(kinds.get(child.Kind) === 'SeparatedElement' ? child.GetChild(0) : child));
  }
  const kind = kinds.get(node.Kind) ?? String(node.Kind);
  const type = node.ResultType;
  const symbol = node.ReferencedSymbol;
  return {
    kind,
    text: node.IsToken ? node.Text : '',
    name: node.IsToken ? '' : (node.SimpleName ?? node.Name?.SimpleName ?? ''),
    start: node.TextStart,
    type: typeof type?.Name === 'string' ? type.Name : '',
    ...(type && symbolKinds.get(type.Kind) === 'Table' && { columns: columnsOf(type) }),
    ...(symbol && {
      symbol: {
        kind: symbolKinds.get(symbol.Kind) ?? '',
        name: symbol.Name,
        isAggregate: isAggregate(symbol),
      },
    }),
    ...(!node.IsToken && node.IsLiteral && { literal: literal(node, kind) }),
    parts,
    items,
  };
}

function columnsOf(type: any): Column[] {
  return listed(type.Columns).map((column: any) => ({ name: column.Name, type: column.Type.Name }));
}

function isAggregate(symbol: any): boolean {
  return (
    Boolean(language.GlobalState.Default.GetAggregate(symbol.Name)) &&
    symbolKinds.get(symbol.Kind) === 'Function'
  );
}

/** Datetimes are left to whoever reads the token: the port reads them in the time zone of the process. */
function literal(node: any, kind: string): unknown {
  const value = node.LiteralValue;
  if (kind === 'NullLiteralExpression' || value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  switch (kind) {
    case 'BooleanLiteralExpression':
    case 'RealLiteralExpression':
      return value.v;
    case 'TimespanLiteralExpression':
      return value.getTotalMilliseconds();
    case 'LongLiteralExpression':
    case 'IntLiteralExpression':
    case 'DecimalLiteralExpression':
      return Number(value.toString());
    default:
      return value.toString();
  }
}
