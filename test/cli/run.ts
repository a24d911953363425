import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { format } from 'node:util';
import { vi } from 'vitest';
import { run } from '../../cli/program.ts';

export const phiwatchFile = join(import.meta.dirname, '../../cli/phiwatch.ts');

/** What a command left. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a user would, in a process of its own without a terminal. */
export function spawned(...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [phiwatchFile, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}

/** Runs the command in this process, which takes a fraction of the time of one of its own. */
export async function phiwatch(...args: string[]): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const before = process.exitCode;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.stdout += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.stderr += String(text);
      return true;
    }),
    vi.spyOn(console, 'error').mockImplementation((...values: unknown[]) => {
      said.stderr += `${format(...values)}\n`;
    }),
  ];
  try {
    process.exitCode = 0;
    await run(args);
    return { code: process.exitCode, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = before;
  }
}
