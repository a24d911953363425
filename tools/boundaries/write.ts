import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { written } from './written.ts';

/** Writes what comes from tools/boundaries.ts: the linter's rules, and the picture in docs/architecture.md. */
const root = join(import.meta.dirname, '../..');
for (const { path, is, shall } of await written(root)) {
  if (is !== shall) await writeFile(path, shall);
  console.log(`${relative(root, path)} ${is === shall ? 'is as the table says' : 'was written'}`);
}
