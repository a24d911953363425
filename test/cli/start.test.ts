import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { phiwatch, phiwatchFile } from './run.ts';

/** Prints, when the process ends, which packages of Azure it has looked up. */
const watch = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const found = new Set();
  registerHooks({ resolve(name, context, next) { if (name.startsWith('@azure/')) found.add(name); return next(name, context); } });
  process.on('exit', () => console.error('SDKs: ' + [...found].join(' ')));
`)}`;

const sdksOf = (...args: string[]): string =>
  /SDKs: .*/.exec(
    spawnSync(process.execPath, ['--import', watch, phiwatchFile, ...args], { encoding: 'utf8' }).stderr,
  )?.[0] ?? 'did not end';

test('a command that does not speak to Azure starts without its SDKs', () => {
  expect(sdksOf('controls')).toBe('SDKs: ');
  expect(sdksOf('scan', '--from', 'no-such-file.json')).toBe('SDKs: ');
  expect(sdksOf('drill', 'status', '--url', 'http://no-loopback.example')).toBe('SDKs: ');
  // The watch sees what is loaded: a live scan needs them.
  expect(sdksOf('scan', '--subscription', '00000000-0000-4000-8000-000000000000')).toContain(
    '@azure/identity',
  );
});

test('the version is that of the package', async () => {
  for (const option of ['--version', '-V'])
    expect(await phiwatch(option)).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('help names every command; a command that does not exist is told of', async () => {
  const help = await phiwatch('--help');
  for (const name of [
    'scan',
    'explain',
    'controls',
    'policies',
    'access-review',
    'drill',
    'evidence',
    'ledger',
    'login',
  ])
    expect(help.stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  const typo = await phiwatch('scna');
  expect(typo).toMatchObject({ code: 1 });
  expect(typo.stderr).toContain('Did you mean scan?');
});
