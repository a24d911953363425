import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readOptions } from '../src/logs/log-options.ts';

const needed = ['--seed', '1', '--out', 'x'];

test('reads what it is given', () => {
  expect(readOptions(needed)).toMatchObject({
    kind: 'write',
    out: 'x',
    options: { seed: 1, days: 49, copies: 1 },
  });
  expect(readOptions([...needed, '--rows', '980000'])).toMatchObject({ options: { copies: 2 } });
  expect(readOptions(['--help'])).toEqual({ kind: 'help' });
});

test.each([
  [['--out', 'x'], /^--seed: expected a whole number of at least 0$/],
  [['--seed', 'x', '--out', 'x'], /^--seed x: expected a whole number/],
  [['--seed', '1'], /^--out: expected a folder$/],
  [[...needed, '--habits', 'toString'], /^--habits toString: expected a, b or c$/],
  [[...needed, '--days', '7'], /^--days 7: expected a whole number of at least 42$/],
  [[...needed, '--from', 'monday'], /^--from monday: expected a date as 2026-10-05$/],
  [[...needed, '--strength', '2'], /^--strength 2: expected a number from 0 to 1$/],
  [[...needed, '--helpme'], /^Unknown option '--helpme': see npm run -s sample-logs -- --help$/],
])('%j is refused, naming the option and what was expected', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

function run(...args: string[]) {
  const file = join(import.meta.dirname, '../src/logs/sample-logs.ts');
  return spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
}

test('help is printed, and trouble told in one line', async () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^usage: /), stderr: '' });
  expect(run('--seed', '1')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: 'error: --out: expected a folder\n',
  });
  const folder = await mkdtemp(join(tmpdir(), 'sample-logs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), '');
  const { status, stdout, stderr } = run('--seed', '1', '--out', join(folder, 'file'));
  expect(status).toBe(1);
  // How much and where is said before anything is written.
  expect(stdout).toBe(
    `Writes the logs of 49 days (2026-10-05 to 2026-11-22), about 560 MB, to ${join(folder, 'file')} ...\n`,
  );
  expect(stderr).toMatch(/^error: E\w+: .*\n$/);
});
