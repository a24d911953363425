import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Compiles the command line to `lib/` for `npm pack`: Node reads no TypeScript in an installed package. Packages stay outside, and what
 * a command loads only when it needs it stays apart.
 */
const root = join(import.meta.dirname, '..');
const outdir = process.argv[2] ?? join(root, 'lib');

await rm(outdir, { recursive: true, force: true });
const { warnings } = await build({
  absWorkingDir: root,
  entryPoints: ['cli/phiwatch.ts'],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Modules lose their places: paths resolve as if each were in `src/<folder>/`, as `src/base/app-root.ts` expects.
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: `const moduleUrl = new URL('../src/bundled/module.js', import.meta.url).href;` },
});
if (warnings.length > 0) process.exitCode = 1;
