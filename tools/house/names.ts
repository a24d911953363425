import { posix } from 'node:path';
import type { Finding, Module } from './module.ts';

/** Every folder may have its own. */
const COMMON = new Set(['index', 'ports', 'settings', 'types']);

/** Files of src/ that share their name: a reader of an import or a stack should know which one is meant. */
export function doubleFiles(modules: readonly Module[]): Finding[] {
  const files = modules
    .filter(isInSrc)
    .map(({ path }) => ({ name: posix.basename(path, '.ts'), file: path, line: 1 }));
  return doubles(files.filter(({ name }) => !COMMON.has(name)));
}

/** Exported types of src/ that share their name; to pass one on is not to declare it. */
export function doubleTypes(modules: readonly Module[]): Finding[] {
  return doubles(
    modules
      .filter(isInSrc)
      .flatMap(({ path, types }) => types.map(({ name, line }) => ({ name, file: path, line }))),
  );
}

function isInSrc({ path }: Module): boolean {
  return path.startsWith('src/');
}

interface Place {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

function doubles(places: readonly Place[]): Finding[] {
  return [...Map.groupBy(places, ({ name }) => name)]
    .filter(([, same]) => same.length > 1)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, same]) =>
      same.map(({ file, line }) => ({ file, line, message: `${name}, ${same.length} times in src` })),
    );
}
