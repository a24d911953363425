import { entryOf, folderOf } from '../boundaries/folder.ts';
import type { Folder } from '../boundaries/folder.ts';
import { isNoTest } from './module.ts';
import type { Finding, Module } from './module.ts';

/** Imports of a file inside another folder of src/, past its `index.ts`. */
export function pastEntries(modules: readonly Module[], folders: readonly Folder[]): Finding[] {
  return modules.filter(isNoTest).flatMap(({ path, imports }) => {
    const from = folderOf(path, folders);
    return imports.flatMap(({ target, line }) => {
      if (target === undefined) return [];
      const to = folderOf(target, folders);
      const entry = to && entryOf(to.path);
      if (to === from || entry === undefined || target === entry) return [];
      if (from?.files.includes(target)) return [];
      return [{ file: path, line, message: `imports ${target} past ${entry}` }];
    });
  });
}
