import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Alert } from './measured.ts';

const anomalies = z.array(
  z.object({
    principal: z.string(),
    principals: z.array(z.string()).optional(),
    start: z.string(),
    end: z.string(),
    kinds: z.array(z.string()),
    explanation: z.string().optional(),
  }),
);

export type Explained = Alert & { readonly explanation: string };

/** Returns what `phiwatch access-review` finds in a folder of logs: run as anybody would run it. */
export async function review(
  folder: string,
  window: { readonly from: string; readonly watched: string; readonly to: string },
): Promise<Explained[]> {
  const options = [
    ['--logs', folder],
    ['--directory', join(folder, 'directory.json')],
    ['--train-from', window.from],
    ['--from', window.watched],
    ['--to', window.to],
    ['--format', 'json'],
  ].flat();
  const answer = join(folder, 'anomalies.json');
  const output = openSync(answer, 'w');
  try {
    const command = join(import.meta.dirname, '../../cli/phiwatch.ts');
    const child = spawn(process.execPath, [command, 'access-review', ...options], {
      stdio: ['ignore', output, 'inherit'],
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // Findings may have an exit code of their own; what it could not do is 1.
    if (code === 1 || code === null) throw new Error(`phiwatch access-review ended with ${code}`);
  } finally {
    closeSync(output);
  }
  return anomalies.parse(JSON.parse(readFileSync(answer, 'utf8'))).map((each) => ({
    principals: [...new Set([each.principal, ...(each.principals ?? [])])],
    start: Date.parse(each.start),
    end: Date.parse(each.end),
    kinds: each.kinds,
    explanation: each.explanation ?? '',
  }));
}
