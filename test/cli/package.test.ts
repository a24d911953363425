import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
/** Under the checkout's packages, so that what the package depends on is found as in an installation. */
const home = join(root, 'node_modules/.cache/phiwatch/package');
const installed = join(home, 'node_modules/phiwatch');

const run = (file: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

beforeAll(() => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  // As npm packs it: what `prepack` has built, and nothing that `files` does not name.
  const built = run(join(root, 'tools/build-package.ts'), join(home, 'lib'));
  expect(built).toEqual({ status: 0, stdout: '', stderr: '' });
  for (const part of ['package.json', ...manifest.files])
    cpSync(join(part === 'lib/' ? home : root, part), join(installed, part), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('the command runs as an installed package, where Node reads no TypeScript', () => {
  const command = join(installed, manifest.bin.phiwatch);
  expect(run(command, '--version')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
  expect(run(command, 'policies', '--format', 'json')).toMatchObject({ status: 0, stderr: '' });
  // The cases of a policy come with it.
  expect(run(command, 'explain', 'storage-requires-secure-transfer').stdout).toContain(
    'az storage account update',
  );
});

test('the same launcher serves a checkout, and can be executed as it is', () => {
  const { status, stdout } = spawnSync(join(root, manifest.bin.phiwatch), ['--version'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${manifest.version}\n` });
});
