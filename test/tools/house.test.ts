import { expect, test } from 'vitest';
import { asFolders } from '../../tools/boundaries/folder.ts';
import { unusedArrows, wrongArrows } from '../../tools/house/arrows.ts';
import { circles } from '../../tools/house/circles.ts';
import { pastEntries } from '../../tools/house/entries.ts';
import { parseModule } from '../../tools/house/parse-module.ts';
import { sizesOfWings, tooLong } from '../../tools/house/sizes.ts';
import { said, tree } from './tree.ts';

const folders = asFolders(
  {
    app: { holds: 'The top.', imports: 'base/time', files: { 'package.json': 'for its version' } },
    'base/time': { holds: 'The bottom.' },
  },
  {
    cli: {
      holds: 'The command.',
      imports: 'app',
      types: 'base/time',
      except: { 'cli/logs.ts': { packages: 'kql-runner', because: 'it asks queries' } },
    },
    'packages/kql-runner': { holds: 'Queries.' },
  },
);

function arrows(path: string, text: string): string[] {
  return said(wrongArrows(tree({ [path]: text }), folders));
}

test('finds a circle of files, also of types alone, once', () => {
  const files = {
    'src/app/a.ts': "\nimport type { B } from './b.ts';",
    'src/app/b.ts': "export { c } from './c.ts';",
    'src/app/c.ts': "export const c = () => import('./a.ts');",
    'src/app/d.ts': "import './a.ts';",
  };
  const circle = 'src/app/a.ts > src/app/b.ts > src/app/c.ts > src/app/a.ts (3 files hang together)';
  expect(said(circles(tree(files)))).toEqual([`src/app/a.ts:2 ${circle}`]);
});

test('of a knot with several circles shows the shortest', () => {
  const files = {
    'src/app/a.ts': "import './b.ts';",
    'src/app/b.ts': "import './c.ts';",
    'src/app/c.ts': "import './a.ts';\nimport './b.ts';",
  };
  const circle = 'src/app/b.ts > src/app/c.ts > src/app/b.ts (3 files hang together)';
  expect(said(circles(tree(files)))).toEqual([`src/app/b.ts:1 ${circle}`]);
});

test('two ways to the same file are no circle, nor are tests that import each other', () => {
  const files = {
    'src/app/a.ts': "import './b.ts';\nimport './c.ts';",
    'src/app/b.ts': "import './c.ts';",
    'src/app/c.ts': "import { join } from 'node:path';",
    'test/app/a.ts': "import './b.ts';",
    'test/app/b.ts': "import './a.ts';",
  };
  expect(circles(tree(files))).toEqual([]);
});

test.each([
  ['src/base/time/a.ts', "import type { App } from '../../app/index.ts';", 'upward: it lies above'],
  ['src/base/time/a.ts', "export * from '../../app/index.ts';", 'upward: it lies above'],
  ['src/base/time/a.ts', "export type A = import('../../app/index.ts').App;", 'upward: it lies above'],
  ['src/base/time/a.ts', "await import('../../../cli/x.ts');", 'which the table does not give it'],
  ['src/app/a.ts', "import '@phiwatch/kql-runner';", 'which the table does not give it'],
  ['cli/x.ts', "import '@phiwatch/kql-runner';", 'which the table does not give it'],
  ['packages/kql-runner/src/a.ts', "import '../../../src/app/index.ts';", 'which the table does not give it'],
  ['src/app/a.ts', "import '../../infra/role.json';", 'which is in no folder of the table'],
])('finds that in %s %s', (path, text, message) => {
  expect(arrows(path, text)).toEqual([expect.stringContaining(`${path}:1 `)]);
  expect(arrows(path, text)).toEqual([expect.stringContaining(message)]);
});

test.each([
  ['src/app/a.ts', "import { now } from '../base/time/index.ts';"],
  ['src/app/a.ts', "import manifest from '../../package.json' with { type: 'json' };"],
  ['src/app/a.ts', "import { z } from 'zod';"],
  ['cli/logs.ts', "import '@phiwatch/kql-runner';"],
  ['test/base/a.test.ts', "import '../../src/app/index.ts';"],
])('lets %s %s', (path, text) => {
  expect(arrows(path, text)).toEqual([]);
});

test('finds a file that lies in no folder of the table', () => {
  expect(arrows('src/other/a.ts', '')).toEqual(['src/other/a.ts:1 lies in no folder of tools/boundaries.ts']);
});

test('says which arrows of the table nobody uses', () => {
  const used = tree({ 'src/app/a.ts': "import '../base/time/index.ts';" });
  expect(unusedArrows(used, folders)).toEqual(['cli -> src/app', 'cli -> src/base/time']);
});

test('finds an import past an index.ts, of a test not', () => {
  const past = "import { now } from '../src/base/time/clock.ts';";
  const files = {
    'src/app/a.ts': "import { now } from '../base/time/index.ts';\nimport './b.ts';",
    'cli/x.ts': `\n${past}`,
    'test/x.test.ts': past,
  };
  const message = 'imports src/base/time/clock.ts past src/base/time/index.ts';
  expect(said(pastEntries(tree(files), folders))).toEqual([`cli/x.ts:2 ${message}`]);
});

test('measures wings, and finds a file of more than 250 lines', () => {
  const lengths = { 'src/app/a.ts': 250, 'src/app/b.ts': 10, 'src/app/c.ts': 20, 'src/base/time/a.ts': 251 };
  const files = tree(
    Object.fromEntries(
      Object.entries({ ...lengths, 'cli/a.ts': 300 }).map(([path, n]) => [path, '\n'.repeat(n)]),
    ),
  );
  expect(sizesOfWings(files, ['app'])).toEqual([
    { wing: 'app', files: 3, lines: 280, median: 20, p95: 250, longest: 250, longestFile: 'src/app/a.ts' },
    {
      wing: 'src',
      files: 4,
      lines: 531,
      median: 20,
      p95: 251,
      longest: 251,
      longestFile: 'src/base/time/a.ts',
    },
  ]);
  expect(said(tooLong(files))).toEqual(['src/base/time/a.ts:251 has 251 lines']);
});

test('a file that cannot be parsed is no file without findings', () => {
  expect(() => parseModule('src/app/a.ts', 'const = 1')).toThrow('src/app/a.ts');
});
