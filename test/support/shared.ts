import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the path of a file or folder of `../shared`, the data that lies beside the repository. */
export function sharedPath(name: string): string {
  return join(import.meta.dirname, '../../../shared', name);
}

/** Reads a JSON file of `../shared`; undefined where it is absent. */
export function readShared(name: string): unknown {
  const path = sharedPath(name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** Gives the options of a test that needs a file or folder of `../shared`: where it is absent, the test is skipped and the last line of the run counts it. */
export function needsShared(name: string): {
  readonly skip?: true;
  readonly meta?: { readonly lacks: string };
} {
  return existsSync(sharedPath(name)) ? {} : { skip: true, meta: { lacks: name } };
}
