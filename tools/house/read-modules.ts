import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Module } from './module.ts';
import { parseModule } from './parse-module.ts';

const CODE = '{src,functions,cli,web,dev,packages,tools,bench,test}/**/*.ts';

/** Reads all code of the house, in the order of its paths. */
export async function readModules(root: string): Promise<Module[]> {
  const paths: string[] = [];
  for await (const path of glob(CODE, { cwd: root, exclude: (name) => name.endsWith('node_modules') }))
    paths.push(path.split(sep).join('/'));
  return Promise.all(
    paths.toSorted().map(async (path) => parseModule(path, await readFile(join(root, path), 'utf8'))),
  );
}
