import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { house } from '../../tools/boundaries.ts';
import { asFolders, expand, folderOf } from '../../tools/boundaries/folder.ts';
import { lintOverrides } from '../../tools/boundaries/lint-overrides.ts';
import { END, START, withPicture } from '../../tools/boundaries/picture.ts';
import { sdksOf } from '../../tools/boundaries/sdks.ts';
import { wings } from '../../tools/boundaries/wings.ts';
import { written } from '../../tools/boundaries/written.ts';

const root = join(import.meta.dirname, '../..');
const paths = house.map(({ path }) => path);

test('the rules of the linter and the picture are as the table says: else run npm run boundaries', async () => {
  const old = (await written(root)).filter(({ is, shall }) => is !== shall).map(({ path }) => path);
  expect(old).toEqual([]);
});

test('in src every import points down in the table, wing by wing', () => {
  const inside = house.filter(({ path }) => path.startsWith('src/'));
  const upward = inside.flatMap(({ path, imports }, at) =>
    imports.filter((other) => paths.indexOf(other) <= at).map((other) => `${path} -> ${other}`),
  );
  expect(upward).toEqual([]);
  const inOrder = inside.map(({ path }) => path.split('/')[1]);
  expect(inOrder.filter((wing, at) => wing !== inOrder[at - 1])).toEqual(Object.keys(wings));
});

test('the table names no folder that is not there or that it does not have', () => {
  const named = house.flatMap(({ imports, types, except }) => [
    ...imports,
    ...types,
    ...Object.values(except).flat(),
  ]);
  expect([...named, ...Object.keys(sdksOf)].filter((path) => !paths.includes(path))).toEqual([]);
  expect(paths.filter((path) => globSync(path, { cwd: root }).length === 0)).toEqual([]);
});

test('every folder with code is one of the table, or so deep in one as the table says', () => {
  const code = globSync('{src,functions,cli,web,dev,tools,bench}/**/*.ts', {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  });
  const unknown = code.filter((file) => {
    const folder = folderOf(file, house);
    return !folder || file.split('/').length - folder.path.split('/').length - 1 > folder.depth;
  });
  expect(unknown).toEqual([]);
});

test('functions and cli have at most types of what reads Azure and storage', () => {
  const own = house.filter(({ path }) => path === 'functions' || path === 'cli');
  expect(own).toHaveLength(2);
  for (const { imports } of own)
    expect(imports.filter((path) => /^src\/platform\/(azure|store)$/.test(path))).toEqual([]);
});

test('lists are written short', () => {
  expect(expand('records platform/{auth,store}')).toEqual(['records', 'platform/auth', 'platform/store']);
  expect(expand('')).toEqual([]);
});

test('a file belongs to the innermost folder', () => {
  const folders = asFolders({ notes: { holds: 'Notes.' }, 'notes/box': { holds: 'A box.' } }, {});
  expect(folderOf('src/notes/box/a.ts', folders)?.path).toBe('src/notes/box');
  expect(folderOf('src/notes/a.ts', folders)?.path).toBe('src/notes');
  expect(folderOf('src/notes-of-others/a.ts', folders)).toBeUndefined();
});

test('there is an override for each depth, after that for folders that nobody listed', () => {
  const folders = asFolders({ engine: { holds: 'The engine.', imports: 'model', depth: 1 } }, {});
  const [unlisted, ...own] = lintOverrides(folders).map(({ files, rules }) => ({
    files,
    rules: JSON.stringify(rules),
  }));
  expect(unlisted).toMatchObject({ files: ['src/**'] });
  expect(own.slice(0, 2)).toMatchObject([
    {
      files: ['src/engine/*.ts'],
      rules: expect.stringContaining('["../**","@phiwatch/*","!../model/index.ts"]'),
    },
    {
      files: ['src/engine/*/*.ts'],
      rules: expect.stringContaining('["../../**","@phiwatch/*","!../../model/index.ts"]'),
    },
  ]);
});

test('the picture goes between its marks, and a page without them is refused', () => {
  const page = withPicture(`before\n${START}\nSTALE\n${END}\nafter\n`, house);
  expect(page).toMatch(/^before\n/);
  expect(page).toMatch(/\nafter\n$/);
  expect(page).not.toContain('STALE');
  expect(page).toContain('rules/controls -> rules/{network,policy} model base');
  expect(() => withPicture('nothing', house)).toThrow('lacks');
});
