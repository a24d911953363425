import { basename, join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Leaves out of the bundle what is imported when it is needed: each such module is bundled to a file of its own beside it, so that a cold
 * start neither reads nor parses it.
 * @param found gets the modules by the names of their files
 */
export function lazyFiles(found: Map<string, string>): Plugin {
  return {
    name: 'lazy-files',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const name = basename(path, '.ts');
        found.set(name, join(resolveDir, path));
        return { path: `./${name}.cjs`, external: true };
      });
    },
  };
}
