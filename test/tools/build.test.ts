import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Refuses what a read-only file system refuses: root may write in a folder of any mode. */
const readOnly = `data:text/javascript,${encodeURIComponent(`
  import fs from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  const refuse = () => Promise.reject(Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' }));
  Object.assign(fs, { rm: refuse, mkdir: refuse });
  syncBuiltinESMExports();
`)}`;

test('a build where nothing can be written says so in one line', () => {
  const args = ['--import', readOnly, join(root, 'tools/build.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: `error: ${join(root, 'dist')} cannot be written (EROFS): the built app goes there\n`,
  });
});
