import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { zipFolder } from '../../tools/zip-folder.ts';
import { unzipped } from '../evidence/support/package-of.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder whose files are written in some order, at some time. */
function folderOf(names: readonly string[], time: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  folders.push(folder);
  mkdirSync(join(folder, 'web'));
  for (const name of names) {
    writeFileSync(join(folder, name), `content of ${name}`);
    utimesSync(join(folder, name), time, time);
  }
  return folder;
}

const names = ['main.cjs', 'main.cjs.map', 'host.json', 'web/page.js'];

test('the same files make the same bytes, whenever and in whatever order they were written', async () => {
  const one = await zipFolder(folderOf(names, 1_000_000));
  const other = await zipFolder(folderOf(names.toReversed(), 1_700_000_000));
  expect(one.equals(other)).toBe(true);
});

test('a zip has what is deployed, and no maps of sources', async () => {
  const files = await unzipped(await zipFolder(folderOf(names, 1_000_000)));
  expect([...files.keys()]).toEqual(['host.json', 'main.cjs', 'web/page.js']);
});
