import { posix } from 'node:path';
import { entryOf } from './folder.ts';
import type { Folder } from './folder.ts';
import { otherOverrides, packageOverrides } from './other-overrides.ts';
import { override } from './override.ts';
import type { Override, Pattern, TypesOnly } from './override.ts';
import { insteadOfSdks, sdks, sdksOf } from './sdks.ts';

const ANY_PACKAGE = '@phiwatch/*';

/**
 * The linter's rules for the house. Of several that hold for a file the last one counts: first what is refused in a folder that nobody
 * listed, then the folders, then single files.
 */
export function lintOverrides(folders: readonly Folder[]): Override[] {
  const ruled = folders.filter(({ path, isData }) => path !== 'test' && !isPackage(path) && !isData);
  return [
    unlisted(ruled),
    ...ruled.flatMap((folder) =>
      levels(folder).map((level) => rule([atLevel(folder, level)], folder, level)),
    ),
    ...ruled.flatMap((folder) => Object.entries(folder.except).map((entry) => exception(folder, entry))),
    ...packageOverrides,
    ...otherOverrides,
  ];
}

function isPackage(path: string): boolean {
  return path.startsWith('packages/');
}

function levels({ depth }: Folder): number[] {
  return Array.from({ length: depth + 1 }, (_, level) => level);
}

/** A glob for the files so many sub-folders down. */
function atLevel({ path }: Folder, level: number): string {
  return `${path}/${'*/'.repeat(level)}*.ts`;
}

/** Returns what a file so many levels down in a folder writes to import a path. */
function upTo(folder: Folder, level: number, path: string): string {
  return '../'.repeat(level) + posix.relative(folder.path, path);
}

function unlisted(folders: readonly Folder[]): Override {
  const roots = [...new Set(folders.map(({ path }) => path.split('/')[0]))];
  const message = 'tools/boundaries.ts does not have this folder: add it there and run npm run boundaries.';
  return override(
    roots.map((root) => `${root}/**`),
    [{ group: ['../**', ANY_PACKAGE], message }],
  );
}

function exception(folder: Folder, [file, allowed]: [string, readonly string[]]): Override {
  const level = file.split('/').length - folder.path.split('/').length - 1;
  return rule([file], { ...folder, imports: [...folder.imports, ...allowed] }, level);
}

function rule(files: readonly string[], folder: Folder, level: number): Override {
  const packages = folder.imports.filter(isPackage);
  const given = [...folder.imports.filter((path) => !isPackage(path)), ...folder.types];
  const allowed = [
    ...given.map((path) => upTo(folder, level, entryOf(path) ?? `${path}/**`)),
    ...folder.files.map((path) => upTo(folder, level, path)),
    ...packages.flatMap((path) => [nameOf(path), `${nameOf(path)}/*`]),
  ];
  const out = [`../${'../'.repeat(level)}**`, ANY_PACKAGE];
  const message = insteadFor(folder);
  const arrows = { group: [...out, ...allowed.map((path) => `!${path}`)], message };
  const patterns = [arrows, ...within(folder, message), ...sdkPatterns(folder)];
  return override(files, patterns, typesOnly(folder, level));
}

/** Concept folders that lie in this one are others too. */
function within({ path, imports, inner }: Folder, message: string): Pattern[] {
  const refused = inner.filter((name) => !imports.includes(`${path}/${name}`));
  return refused.length === 0 ? [] : [{ regex: `^\\./(${refused.join('|')})/`, message }];
}

function nameOf(path: string): string {
  return path.replace('packages/', '@phiwatch/');
}

function insteadFor({ path, imports, types }: Folder): string {
  const below = [...imports, ...types.map((type) => `${type} (types)`)];
  const list = below.length === 0 ? 'nothing beside itself' : below.join(', ');
  return (
    `${path} imports ${list}; of src only index.ts. Take what lies above as a port; ` +
    'what lies below goes into tools/boundaries.ts, then npm run boundaries.'
  );
}

/** Paths, not patterns: what one pattern takes back, oxlint holds against no other. */
function typesOnly(folder: Folder, level: number): TypesOnly[] {
  return folder.types.map((path) => ({
    name: upTo(folder, level, entryOf(path) ?? path),
    allowTypeImports: true,
    message: `${folder.path} has ${path} as types alone: import type, and call a use case for the rest.`,
  }));
}

function sdkPatterns({ path }: Folder): Pattern[] {
  const isDeployed = path.startsWith('src/') || ['functions', 'cli', 'web'].includes(path);
  if (!isDeployed) return [];
  const own = sdksOf[path] ?? [];
  return [{ group: [...sdks, ...own.map((sdk) => `!${sdk}`)], message: insteadOfSdks }];
}
