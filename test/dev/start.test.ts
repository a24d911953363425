import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { localFolder } from '../../cli/local-runs.ts';

const root = join(import.meta.dirname, '../..');

test('npm start -- --once shows what was found, what drifted, who was notified, how it was fixed, and what is next', async () => {
  if (!existsSync(join(root, 'dist/main.cjs'))) throw new Error('dist/ is not built: run npm run build');
  const start = spawn(process.execPath, [join(root, 'dev/start.ts'), '--once'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(start.stdout),
    text(start.stderr),
    once(start, 'exit'),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    new RegExp(
      [
        /^Evaluated +\d+ resources of 249 records in .*\n.*/,
        /^Safeguards +\d+ of 71 have open findings; .*\n +55 need people alone: .*/,
        /^Findings +\d+ open: \d+ critical, .*; \d+ of them on resources with PHI/,
        /^Worst +164\..* fail: .*(\n +164\..* fail: .*){4}/,
        /\n\d\d:\d\d:\d\d {2}CHANGE .* stlakesideimages.*/,
        /^\d\d:\d\d:\d\d {2}DRIFT {5}critical \(raised from high: PHI\) {2}stlakesideimages.*/,
        /(^ {20}.*\n)+^\d\d:\d\d:\d\d {2}NOTIFIED {2}.*/,
        /(^ {20}.*\n)*^\d\d:\d\d:\d\d {2}FIXED {5}properties\.supportsHttpsTrafficOnly: false -> true/,
        /(^ {20}.*\n)+\nNext\n(^ {2}.*\n)+$/,
      ]
        .map(({ source }) => source)
        .join('\\n'),
      'm',
    ),
  );
  expect(existsSync(join(localFolder, 'runs', `once-${start.pid}`, 'run.json'))).toBe(false);
}, 120_000);
