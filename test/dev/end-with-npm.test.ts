import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';

const folder = join(import.meta.dirname, 'end-with-npm');
const program = `"${process.execPath}" "${join(folder, 'program.ts')}"`;

/** Of what a test has started, should it have outlived it. */
let pids: number[] = [];
afterEach(() => {
  for (const pid of pids.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});

const shells = {
  'stays between': `${program}; true`,
  'becomes its command': `exec ${program}`,
};

it.each([
  ['SIGKILL', 'stays between'],
  ['SIGTERM', 'stays between'],
  ['SIGKILL', 'becomes its command'],
] as const)('what npm runs ends in order with npm: %s, the shell %s', async (signal, shell) => {
  const npm = spawn(process.execPath, [join(folder, 'npm.ts'), shells[shell]], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(npm.stdout, 'data')) as [Buffer];
  pids = JSON.parse(line.toString()) as number[];
  const rest = text(npm.stdout);
  npm.kill(signal);
  // All share this pipe: it ends with the last of them.
  expect(await rest).toBe('told to end\n');
});
