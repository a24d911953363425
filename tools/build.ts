import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';
import { lazyFiles } from './lazy-files.ts';

/**
 * Builds `dist/`, the folder that is deployed: the app in one file, what it loads only when it is needed in files beside it, the
 * page, the catalogue's data, and what the Functions host reads. No node_modules.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** In one file, modules lose their places. Paths resolve as if each module were in `dist/src/<folder>/`: `src/base/app-root.ts` gives `dist/`. */
const banner = `const moduleUrl = require('node:url').pathToFileURL(__dirname + '/src/bundled/module.js').href;`;

try {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
} catch (error) {
  console.error(
    `error: ${dist} cannot be written (${(error as NodeJS.ErrnoException).code}): the built app goes there`,
  );
  process.exit(1);
}
const lazy = new Map<string, string>();
const common = {
  ...bundleOptions,
  absWorkingDir: root,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  sourcemap: true,
};
const app = await build({
  ...common,
  entryPoints: [{ in: 'functions/main.ts', out: 'main' }],
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: banner },
  plugins: [lazyFiles(lazy)],
});
const later = await build({ ...common, entryPoints: Array.from(lazy, ([out, file]) => ({ in: file, out })) });
/** The page that messages lead to. */
const page = await build({
  absWorkingDir: root,
  entryPoints: ['web/page.ts'],
  outdir: 'dist/web',
  bundle: true,
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  minify: true,
});
for (const name of ['page.html', 'page.css', 'parts.css', 'forms.css', 'icon.svg'])
  await cp(join(root, 'web', name), join(dist, 'web', name));
if (app.warnings.length + later.warnings.length + page.warnings.length > 0) process.exitCode = 1;

/** Cases of policies are for tests and for `explain`; the deployed app needs none. */
await cp(join(root, 'controls'), join(dist, 'controls'), {
  recursive: true,
  filter: (path) => basename(path) !== 'cases.json',
});
/** The app reads the queries of Log Analytics from their place in the checkout. */
const queries = 'src/phi-access/collection/queries';
await cp(join(root, queries), join(dist, queries), { recursive: true });
await cp(join(root, 'host.json'), join(dist, 'host.json'));
await writeFile(join(dist, 'package.json'), `${JSON.stringify({ main: 'main.cjs' })}\n`);
