import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
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
        /^Evaluated +\d+ resources of 251 records in .*\n.*/,
        /^Safeguards +\d+ of 96 have open findings.*\n +83 need people alone: .*/,
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
});

/** Runs what is refused before anything is started. */
function refused(port: number): object {
  const args = [join(root, 'dev/start.ts'), '--port', String(port)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}

test('a second npm start on the same port is refused, and leaves the files of the first', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const folder = join(localFolder, 'runs', String(port));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  // It starts for as long as the test runs: its time is yet to come.
  const first = JSON.stringify({ pid: process.pid, port, startedAt: '9999-01-01T00:00:00.000Z' });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), first);
  expect(refused(port)).toEqual({
    status: 1,
    stdout: '',
    stderr: `error: --port ${port}: the port is taken, by another npm start it may be: choose another port\n`,
  });
  // A run that is still starting does not listen yet.
  server.close();
  await once(server, 'close');
  expect(refused(port)).toEqual({
    status: 1,
    stdout: '',
    stderr: `error: --port ${port}: another npm start (process ${process.pid}) takes it: choose another port\n`,
  });
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe(first);
});
