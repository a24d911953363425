import { exec } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Where it is not 0: what was said as well. */
function codeOf(script: string): Promise<unknown> {
  return new Promise((resolve) => {
    exec(`npm run -s ${script}`, { cwd: root, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve(error ? `${error.code ?? error.signal}: ${stdout}${stderr}` : 0);
    });
  });
}

test(
  'npm run lint finds nothing in format, rules and types',
  async () => expect(await codeOf('lint')).toBe(0),
  600_000,
);
