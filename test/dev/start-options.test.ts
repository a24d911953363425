import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOptions } from '../../dev/start-options.ts';

const usual = { once: false, verbose: false, withoutHost: false, help: false, port: 7071 };

test('reads what npm start is given', () => {
  expect(startOptions([])).toEqual(usual);
  expect(startOptions(['--once', '--port', '7072'])).toEqual({ ...usual, once: true, port: 7072 });
  expect(startOptions(['--without-host', '--verbose', '-h'])).toEqual({
    ...usual,
    withoutHost: true,
    verbose: true,
    help: true,
  });
});

test.each([
  [['--prot', '1'], /^Unknown option '--prot': expected --once, --port N,/],
  [['once'], /^Unexpected argument 'once'.*: expected --once,/],
  [['--port'], /^Option '--port <value>' argument missing: expected/],
  [['--port', '-1'], /^Option '--port' argument is ambiguous: expected [^\n]*$/],
  [['--port', 'abc'], /^--port abc: expected a whole number from 1 to 65535$/],
  [['--port', '80000'], /^--port 80000: expected a whole number from 1 to 65535$/],
])('%j is refused, naming the option and what was expected', (args, message) => {
  expect(() => startOptions(args)).toThrow(message);
});

const start = (...args: string[]) => {
  const file = join(import.meta.dirname, '../../dev/start.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

test('what is refused is told in one line; help is printed', () => {
  expect(start('--port', 'abc')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'error: --port abc: expected a whole number from 1 to 65535\n',
  });
  expect(start('--help')).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^usage: npm start /),
    stderr: '',
  });
});
