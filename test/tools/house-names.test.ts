import { expect, test } from 'vitest';
import { doubleFiles, doubleTypes } from '../../tools/house/names.ts';
import { retiredWords } from '../../tools/house/retired-words.ts';
import { exceptions, retired } from '../../tools/house/words.ts';
import { said, tree } from './tree.ts';

test('finds names of files that occur twice in src', () => {
  const paths = ['src/app/clock.ts', 'src/base/time/clock.ts', 'src/app/day.ts', 'cli/day.ts'];
  const common = ['index', 'ports', 'settings', 'types'].flatMap((name) => [
    `src/app/${name}.ts`,
    `src/base/time/${name}.ts`,
  ]);
  const files = tree(Object.fromEntries([...paths, ...common].map((path) => [path, ''])));
  expect(doubleFiles(files).map(({ file }) => file)).toEqual(['src/app/clock.ts', 'src/base/time/clock.ts']);
});

test('finds exported types that occur twice in src; passing on is not declaring', () => {
  const files = {
    'src/app/a.ts': 'export interface Twice {}\ninterface Own {}\nexport class Once {}',
    'src/app/b.ts': "\ntype Twice = 1;\nexport type { Twice };\nexport type { Once } from './a.ts';",
    'src/app/c.ts': "import type { Once } from './a.ts';\nexport type { Once };\nexport interface Own {}",
    'cli/a.ts': 'export interface Once {}',
  };
  expect(said(doubleTypes(tree(files)))).toEqual([
    'src/app/a.ts:1 Twice, 2 times in src',
    'src/app/b.ts:2 Twice, 2 times in src',
  ]);
});

function words(files: Record<string, string>): string[] {
  return said(retiredWords(tree(files), retired, exceptions));
}

test.each([
  ['src/app/put-back.ts', '', 'put back'],
  ['test/e2e/sweep.test.ts', '', 'sweep'],
  ['src/app/a.ts', 'const PUT_BACK = 1;', 'put back'],
  ['src/app/a.ts', 'object.attributeAnew();', 'anew'],
  ['src/app/a.ts', 'class A { #lanes = 1; }', 'lane'],
  ['tools/a.ts', 'function isJudged() {}', 'judge'],
  ['src/app/a.ts', 'function tellPeople() {}', 'tell, say'],
  ['bench/a.ts', 'type SayPorts = 1;', 'tell, say'],
  ['web/a.ts', "const a = 'It puts the setting back.';", 'put back'],
  // oxlint-disable-next-line no-template-curly-in-string -- it is the source of a made-up file
  ['cli/a.ts', 'const a = `unknown\n ${b} organisation`;', 'organisation'],
])('in %s, %s is retired', (path, text, word) => {
  expect(words({ [path]: text })).toEqual([expect.stringContaining(`(${word}: `)]);
});

test.each([
  ['src/app/a.ts', 'const weight = 1; const planes = 2;'],
  ['src/app/a.ts', "import { a } from './put-back-tables.ts';\nexport { b } from './judge.ts';"],
  ['src/app/a.ts', "const a = 'to tell them, and say so'; const untell = sayings;"],
  ['src/app/a.ts', '// judged anew'],
  ['tools/a.ts', "const a = 'judged';"],
  ['test/a.test.ts', 'const judged = 1;'],
])('in %s, %s is not', (path, text) => {
  expect(words({ [path]: text })).toEqual([]);
});

test('says a name once in each file, where it stands first, and how often', () => {
  const message = 'lane, 2 times (lane: channel; of parallel work, worker)';
  expect(words({ 'src/app/a.ts': '\nconst lane = 1;\nlane;' })).toEqual([`src/app/a.ts:2 ${message}`]);
});

test('leaves a word where an exception says that it is right, and there alone', () => {
  const files = tree({ 'src/app/a.ts': 'const lane = judged;', 'src/base/time/a.ts': 'const lane = 1;' });
  const because = 'lanes of a street';
  const found = retiredWords(files, retired, [{ path: 'src/app', found: /^lane$/, because }]);
  expect(found.map(({ file, message }) => [file, message.split(' ')[0]])).toEqual([
    ['src/app/a.ts', 'judged'],
    ['src/base/time/a.ts', 'lane'],
  ]);
});
