import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { givenPath } from '../../cli/given-path.ts';
import { account } from '../support/exported-account.ts';
import { phiwatch } from './run.ts';

const root = join(import.meta.dirname, '../..');
const manifest = join(root, 'package.json');

test('a relative path is that of the folder in which npm was called', () => {
  const moved = { INIT_CWD: '/home/pat/exports', npm_package_json: manifest };
  expect(givenPath('export.json', moved, root)).toBe('/home/pat/exports/export.json');
  expect(givenPath('/srv/export.json', moved, root)).toBe('/srv/export.json');
});

test.each([
  ['npm was called in the folder of the package', { INIT_CWD: root, npm_package_json: manifest }, root],
  ['npm did not call', {}, root],
  ['a script has changed the folder', { INIT_CWD: root, npm_package_json: manifest }, '/srv'],
])('a relative path stays as it is where %s', (_, environment, cwd) => {
  expect(givenPath('export.json', environment, cwd)).toBe('export.json');
});

test('npm --prefix finds the export of another folder', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'export.json'), JSON.stringify([account('st1')]));
  const args = ['--prefix', root, 'run', '-s', 'phiwatch', '--', 'scan', '--from', 'export.json'];
  const { npm_package_json: _, INIT_CWD: __, ...env } = process.env;
  const { stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', env });
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('; 1 resource\n'), stderr: '' });
});

test('every option that takes a path means one of the folder in which npm was called', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
  const before = process.env;
  onTestFinished(() => {
    process.env = before;
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'export.json'), JSON.stringify([account('st1')]));
  writeFileSync(join(folder, 'people.json'), JSON.stringify({ principals: [] }));
  process.env = { ...before, INIT_CWD: folder, npm_package_json: manifest };
  await phiwatch('scan', '--from', 'export.json', '--output', 'findings.csv', '--format', 'csv');
  expect(readdirSync(folder)).toContain('findings.csv');
  const review = (logs: string, directory: string) =>
    phiwatch(
      'access-review',
      '--logs',
      logs,
      '--directory',
      directory,
      '--from',
      '2026-03-01',
      '--to',
      '2026-03-02',
    );
  expect(await review('logs', 'none.json')).toMatchObject({
    stderr: `error: --directory: ${join(folder, 'none.json')}: no such file\n`,
  });
  expect(await review('logs', 'people.json')).toMatchObject({
    stderr: `error: --logs: there is no folder ${join(folder, 'logs')}\n`,
  });
  writeFileSync(join(folder, 'text'), 'two words');
  expect(await phiwatch('drill', 'plan', 'text')).toMatchObject({
    stderr: expect.stringContaining('error: text: not JSON'),
  });
  expect(
    await phiwatch('drill', 'status', '--url', 'http://127.0.0.1:9', '--token-file', 'text'),
  ).toMatchObject({ stderr: expect.stringContaining('must be an access token') });
  expect(await phiwatch('drill', 'status', '--folder', 'none')).toMatchObject({
    stderr: expect.stringContaining(`nothing runs in ${join(folder, 'none')}:`),
  });
});
