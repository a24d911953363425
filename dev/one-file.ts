import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions, Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache/phiwatch');

export interface Program {
  readonly name: string;
  /** Path of its first module. */
  readonly entry: string;
  readonly format: 'cjs' | 'esm';
  /** Packages that are loaded and not used; what is called of them after all throws. */
  readonly leftOut?: readonly string[];
}

/**
 * A program in one file, which loads in a fraction of the time of its many modules: local runs and tests start the same few programs over and over.
 * It is made again where anything in the folder of its entry, or in the lock file, is another.
 */
export async function inOneFile(program: Program): Promise<string> {
  const { name, entry, format, leftOut = [] } = program;
  const file = join(cache, `${name}-${await stateOf(program)}.${format === 'cjs' ? 'cjs' : 'mjs'}`);
  if (existsSync(file)) return file;
  await mkdir(cache, { recursive: true });
  // Renamed into place: others may be about the same.
  const own = `${file}.${process.pid}`;
  const options: BuildOptions = {
    entryPoints: [entry],
    outfile: own,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format,
    keepNames: true,
    logLevel: 'error',
    plugins: leftOut.length > 0 ? [stubs(leftOut)] : [],
    ...(format === 'esm' && {
      banner: { js: `const require = process.getBuiltinModule('module').createRequire(import.meta.url);` },
    }),
  };
  await build(options);
  await rename(own, file);
  for (const each of await readdir(cache))
    if (each.startsWith(`${name}-`) && each.endsWith('js') && join(cache, each) !== file)
      await rm(join(cache, each), { force: true });
  return file;
}

async function stateOf({ entry, leftOut = [] }: Program): Promise<string> {
  const hash = createHash('sha256').update(leftOut.join());
  hash.update(await readFile(import.meta.filename));
  hash.update(await readFile(join(root, 'package-lock.json')));
  const folder = dirname(entry);
  // What comes of a package is as the lock file says.
  if (!folder.includes('node_modules'))
    for (const each of (await readdir(folder, { recursive: true })).toSorted())
      if (each.endsWith('.ts')) hash.update(each).update(await readFile(join(folder, each)));
  return hash.digest('hex').slice(0, 16);
}

const stub = `
const refuse = () => { throw new Error('this package is left out of the one file'); };
module.exports = new Proxy(class {}, {
  get: (target, key) => (key === 'prototype' ? target.prototype : module.exports),
  apply: refuse,
  construct: refuse,
});`;

function stubs(names: readonly string[]): Plugin {
  return {
    name: 'stubs',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, ({ path }) =>
        names.includes(path) ? { path, namespace: 'stub' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: stub, loader: 'js' }));
    },
  };
}
