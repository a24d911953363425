import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** A path as whoever called meant it: npm runs a script in the folder of its package, wherever it was called. */
export function givenPath(path: string, environment: Environment = process.env, cwd = process.cwd()): string {
  const { INIT_CWD: calledIn, npm_package_json: manifest } = environment;
  if (calledIn === undefined || manifest === undefined) return path;
  // Below a script that changes the folder by itself, npm's word is old.
  const isMoved = cwd === folderOf(manifest) && calledIn !== cwd;
  return isMoved ? resolve(calledIn, path) : path;
}

function folderOf(file: string): string {
  try {
    return realpathSync(dirname(file));
  } catch {
    return dirname(file);
  }
}
