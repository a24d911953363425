import { expect, test } from 'vitest';
import { clauseComments } from '../../tools/house/doc-comments.ts';
import { said, tree } from './tree.ts';

function clauses(path: string, text: string): string[] {
  return said(clauseComments(tree({ [path]: text })));
}

test.each([
  ['src/app/a.ts', '/** What of a response waits, by when. */\nconst a = 1;', 1, 'What'],
  ['functions/http/a.ts', '\n/** How it ends. */\nfunction a() {}', 2, 'How'],
  ['cli/a.ts', '/**\n * Where it lies.\n * https://a.b\n */\nconst a = 1;', 1, 'Where'],
  ['dev/a.ts', 'interface A {\n  /** Whom it concerns. */\n  readonly a: string;\n}', 2, 'Whom'],
  ['tools/a.ts', 'interface A {\n  /** Of the person. */\n  readonly a: string;\n}', 2, 'Of'],
  ['web/a.ts', '/** Who did it. */\nconst a = 1;', 1, 'Who'],
  ['bench/a.ts', '/**Whose work it is. */\nconst a = 1;', 1, 'Whose'],
  ['packages/kql-runner/src/a.ts', "/** That it is there. */\nimport './b.ts';", 1, 'That'],
  ['src/app/a.ts', '/** What */', 1, 'What'],
])('in %s, %j begins with a clause', (path, text, line, word) => {
  const message = `begins with ${word}: begin with a noun or a verb`;
  expect(clauses(path, text)).toEqual([`${path}:${line} ${message}`]);
});

test.each([
  ['src/app/a.ts', '/** The next action of a response, and when it is due. */'],
  ['src/app/a.ts', '/** Says what waits. */'],
  ['src/app/a.ts', '/** Whether it waits. */'],
  ['src/app/a.ts', '/** When it was due. */'],
  ['src/app/a.ts', '/** Whoever waits. */'],
  ['src/app/a.ts', '/**\n * Waits.\n * What comes later waits too.\n */'],
  ['src/app/a.ts', '// What waits.'],
  ['src/app/a.ts', '/* What waits. */'],
  ['src/app/a.ts', "const a = '/** What waits. */';"],
  ['test/app/a.test.ts', '/** What waits. */'],
  ['packages/kql-runner/test/a.ts', '/** What waits. */'],
])('in %s, %j does not', (path, text) => {
  expect(clauses(path, text)).toEqual([]);
});
