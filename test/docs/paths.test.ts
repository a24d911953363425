import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'local.settings.sample.json',
  ...markdownIn('docs'),
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
];

/** Paths from the root of the repository, in backquotes; placeholders like NAME, * and <name> stand for no path. */
const quoted =
  /`((?:src|functions|cli|web|docs|packages|dev|tools|test|controls|infra|bench)\/[\w./-]*\w(?:\/|(?=`)))/g;
const linked = /\]\((?!https?:|#)([^)#\s]+)/g;
/** In code fences and in JSON, where nothing is quoted. */
const named = /(?<![\w/.-])((?:docs|infra)\/[\w-]+\.(?:md|json))/g;

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

function pathsIn(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  const matches = (pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, path]) => path ?? []);
  const home = dirname(document);
  const placeOf = (path: string) =>
    (document.startsWith('packages/') ? [home, '.'] : ['.']).map((base) => join(base, path));
  return [
    ...[...matches(quoted), ...matches(named)].flatMap((path) => {
      const places = placeOf(path);
      return places.some((place) => existsSync(join(root, place))) ? [] : [path];
    }),
    ...matches(linked).filter((path) => !existsSync(join(root, home, path))),
  ];
}

test.each(documents)('%s names no path that does not exist', (document) => {
  expect(pathsIn(document)).toEqual([]);
});

test('every document of docs/ is linked from README.md or from another document', () => {
  const linkedNames = new Set(
    documents
      .filter((document) => document.endsWith('.md'))
      .flatMap((document) =>
        [...readFileSync(join(root, document), 'utf8').matchAll(linked)].map(([, path]) =>
          join(dirname(document), path ?? ''),
        ),
      ),
  );
  expect(markdownIn('docs').filter((document) => !linkedNames.has(document))).toEqual([]);
});
