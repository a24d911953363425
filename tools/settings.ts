import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { written } from './settings/written.ts';

/** Writes docs/settings.md and local.settings.sample.json from the descriptions beside the settings' schemas. */
const root = join(import.meta.dirname, '..');
for (const { path, is, shall } of await written(root)) {
  if (is !== shall) await writeFile(path, shall);
  console.log(`${relative(root, path)} ${is === shall ? 'is as the settings are described' : 'was written'}`);
}
