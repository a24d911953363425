import { folderOf } from '../boundaries/folder.ts';
import type { Folder } from '../boundaries/folder.ts';
import { isNoTest } from './module.ts';
import type { Finding, Module } from './module.ts';

/** Imports of a folder that the table does not give to the importer, types included. */
export function wrongArrows(modules: readonly Module[], folders: readonly Folder[]): Finding[] {
  return modules.filter(isNoTest).flatMap((module) => {
    const from = folderOf(module.path, folders);
    if (!from) return [{ file: module.path, line: 1, message: 'lies in no folder of tools/boundaries.ts' }];
    return module.imports.flatMap(({ target, line }) => {
      const to = target === undefined ? undefined : folderOf(target, folders);
      if (target === undefined || to === from || mayImport(from, module.path, to, target)) return [];
      return [{ file: module.path, line, message: describe(from, to, target, folders) }];
    });
  });
}

/** Finds imports that the table gives and nobody uses: the lists are to be tight. */
export function unusedArrows(modules: readonly Module[], folders: readonly Folder[]): string[] {
  const used = new Set(
    modules.flatMap(({ path, imports }) =>
      imports.flatMap(({ target }) => {
        if (target === undefined) return [];
        return `${folderOf(path, folders)?.path} -> ${folderOf(target, folders)?.path}`;
      }),
    ),
  );
  return folders
    .flatMap(({ path, imports, types }) => [...imports, ...types].map((other) => `${path} -> ${other}`))
    .filter((arrow) => !used.has(arrow));
}

function mayImport(from: Folder, path: string, to: Folder | undefined, target: string): boolean {
  if (from.files.includes(target)) return true;
  return (
    to !== undefined &&
    [...from.imports, ...from.types, ...(from.except[path] ?? [])].some((given) => given === to.path)
  );
}

function describe(from: Folder, to: Folder | undefined, target: string, folders: readonly Folder[]): string {
  if (!to) return `${from.path} imports ${target}, which is in no folder of the table`;
  const isUpward = folders.indexOf(to) < folders.indexOf(from) && to.path.startsWith('src/');
  const where =
    isUpward && from.path.startsWith('src/') ? 'upward: it lies above' : 'which the table does not give it';
  return `${from.path} imports ${to.path}, ${where}`;
}
