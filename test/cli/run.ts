import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const phiwatchFile = join(import.meta.dirname, '../../cli/phiwatch.ts');

/** Runs the command as a user would, without a terminal. */
export function phiwatch(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [phiwatchFile, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}
