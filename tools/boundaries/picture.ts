import type { Folder } from './folder.ts';
import { wings } from './wings.ts';

export const START = '<!-- written by npm run boundaries -->';
export const END = '<!-- to here -->';

/** The house as a picture: every folder with what it holds, and under it what it imports. */
export function picture(folders: readonly Folder[]): string {
  const inside = folders.filter(({ path }) => path.startsWith('src/'));
  const beside = folders.filter(({ path }) => !path.startsWith('src/'));
  const tree = ['src/', ...Object.entries(wings).flatMap(([wing, holds]) => wingLines(wing, holds, inside))];
  const others = beside.map(({ path, holds }) => line(`${path}/`, holds));
  const arrows = inside
    .filter(({ imports }) => imports.length > 0)
    .flatMap(({ path, imports }) => wrapped(`${inSrc(path)} -> ${compact(imports)}`));
  return [
    'Folders, from top to bottom:',
    block([...tree, ...others]),
    'Which may import which, within `src/`:',
    block(arrows),
  ].join('\n\n');
}

function wingLines(wing: string, holds: string, inside: readonly Folder[]): string[] {
  const own = inside.filter(({ path }) => path.startsWith(`src/${wing}/`) || path === `src/${wing}`);
  if (own.length === 1 && own[0]?.path === `src/${wing}`) return [line(`  ${wing}/`, own[0].holds)];
  return [
    line(`  ${wing}/`, holds),
    ...own.map(({ path, holds }) => line(`    ${path === `src/${wing}` ? '(itself)' : last(path)}`, holds)),
  ];
}

function line(name: string, holds: string): string {
  return `${name.padEnd(30)}${holds}`;
}

function last(path: string): string {
  return `${path.slice(path.lastIndexOf('/') + 1)}/`;
}

function inSrc(path: string): string {
  return path.replace(/^src\//, '');
}

/** `platform/auth platform/store` as `platform/{auth,store}`. */
function compact(imports: readonly string[]): string {
  const byWing = Map.groupBy(imports.map(inSrc), (path) => path.split('/')[0] ?? '');
  return [...byWing]
    .flatMap(([wing, paths]) => {
      const names = paths.filter((path) => path !== wing).map((path) => path.slice(wing.length + 1));
      const itself = paths.includes(wing) ? [wing] : [];
      if (names.length === 0) return itself;
      return [...itself, names.length === 1 ? `${wing}/${names[0]}` : `${wing}/{${names.join(',')}}`];
    })
    .join(' ');
}

/** Lines that fit a page, the later ones indented. */
function wrapped(text: string): string[] {
  return text
    .replaceAll(/(.{1,110})(?: |$)/g, '$1\n    ')
    .trimEnd()
    .split('\n');
}

function block(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

/** A page with the picture between its marks. */
export function withPicture(page: string, folders: readonly Folder[]): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the page lacks ${START} or ${END}`);
  return `${page.slice(0, start)}${START}\n\n${picture(folders)}\n\n${page.slice(end)}`;
}
