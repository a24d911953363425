import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '../src/main.ts');

test.each([
  [['--app', 'x', '--port', '80000'], '--port 80000: expected a whole number from 0 to 65535'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('%j is refused in one line', (args, message) => {
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  expect({ status, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 1, lines: 1 });
  expect(stderr).toContain(`The host could not start: ${message}`);
});
