import { globSync, readFileSync } from 'node:fs';
import { RegExpParser } from '@eslint-community/regexpp';
import { parseSync, Visitor } from 'oxc-parser';
import { analyse } from 'scslre';
import { expect, test } from 'vitest';

/** Expressions of a file whose time grows faster than the length of what they are given, and those that are put together at run time. */
function slowExpressions(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const isSlow = (pattern: string, flags: string) => {
    const parser = new RegExpParser();
    const unicode = { unicode: flags.includes('u'), unicodeSets: flags.includes('v') };
    const parsed = parser.parsePattern(pattern, 0, pattern.length, unicode);
    const options = { reportTypes: { Move: true } };
    return analyse({ pattern: parsed, flags: parser.parseFlags(flags) }, options).reports.length > 0;
  };
  new Visitor({
    Literal(node) {
      if (!('regex' in node)) return;
      const { pattern, flags } = node.regex;
      if (isSlow(pattern, flags)) found.push(`${path}: /${pattern}/${flags}`);
    },
    NewExpression({ callee }) {
      if (callee.type === 'Identifier' && callee.name === 'RegExp') found.push(`${path}: new RegExp`);
    },
  }).visit(parseSync(path, text).program);
  return found;
}

test.for([
  [String.raw`/x+$/`, true],
  [String.raw`/^\d+\.?\d*$/`, true],
  [String.raw`/(a+)+b/`, true],
  [String.raw`/[^@]+@[^@]+\.[^@]+/g`, true],
  [String.raw`new RegExp(text)`, true],
  [String.raw`/^x+$/`, false],
  [String.raw`/^\d+(\.\d*)?$/`, false],
  [String.raw`/[^@\s]{1,64}@/`, false],
] as const)('%s is noticed: %s', ([code, isNoticed]) => {
  expect(slowExpressions('example.ts', code).length > 0).toBe(isNoticed);
});

test('no regular expression takes more than time in proportion to what it is given', () => {
  const found = globSync('{src,functions,cli,dev,web}/**/*.ts').flatMap((path) =>
    slowExpressions(path, readFileSync(path, 'utf8')),
  );
  // Of constants alone: the escapes of a terminal, names of providers and of types.
  expect(found.toSorted()).toEqual([
    'cli/cell-lines.ts: new RegExp',
    'src/model/personal-data.ts: new RegExp',
    'src/rules/policy/applicability.ts: new RegExp',
    'src/rules/policy/find-related.ts: new RegExp',
  ]);
});
