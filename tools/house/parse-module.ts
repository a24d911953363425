import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import type { EcmaScriptModule } from 'oxc-parser';
import { exportedTypes } from './exported-types.ts';
import type { Import, Module, Named } from './module.ts';

/** Reads a file of TypeScript. */
export function parseModule(path: string, text: string): Module {
  const { comments, errors, module, program } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineFinder(text);
  const requests = requestsOf(module, text);
  const identifiers: Named[] = [];
  const texts: Named[] = [];
  const addText = (name: string, start: number) => {
    if (!requests.has(start)) texts.push({ name, line: lineAt(start) });
  };
  new Visitor({
    TSImportType: ({ source: { value, start } }) => requests.set(start, value),
    Identifier: ({ name, start }) => identifiers.push({ name, line: lineAt(start) }),
    PrivateIdentifier: ({ name, start }) => identifiers.push({ name, line: lineAt(start) }),
    Literal: ({ value, start }) => typeof value === 'string' && addText(value, start),
    TemplateElement: ({ value, start }) => addText(value.cooked ?? value.raw, start),
  }).visit(program);
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [...requests].map(([start, specifier]): Import => {
      return { specifier, target: targetOf(path, specifier), line: lineAt(start) };
    }),
    types: exportedTypes(program, module).map(({ name, start }) => ({ name, line: lineAt(start) })),
    identifiers,
    texts,
    docs: comments
      .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
      .map(({ value, start }) => ({ name: value.replace(/^[\s*]+/, ''), line: lineAt(start) })),
  };
}

/** Returns what is imported, by where it stands: of `export { a, b } from` there is an entry for each name. */
function requestsOf(module: EcmaScriptModule, text: string): Map<number, string> {
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest ?? [])),
  ];
  const dynamic = module.dynamicImports
    .map(({ moduleRequest: { start, end } }) => ({ value: text.slice(start + 1, end - 1), start }))
    // A computed one leads nowhere that can be said.
    .filter(({ start }) => /['"`]/.test(text[start] ?? ''));
  return new Map([...named, ...dynamic].map(({ start, value }) => [start, value]));
}

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier);
  const [, name] = /^@phiwatch\/([^/]+)/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  return name === 'dev' ? name : `packages/${name}`;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
