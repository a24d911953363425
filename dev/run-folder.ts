import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../cli/fail.ts';
import { isAlive, readRunFile } from '../cli/local-runs.ts';
import type { RunFile } from '../cli/local-runs.ts';

/** The files of one `npm start`, apart from those of others. */
export interface RunFolder {
  readonly path: string;
  /** Messages that arrived are kept here: they stay when the run has ended, until another one has left its own. */
  readonly messages: string;
  /** Lets `npm run change` and `phiwatch login` in. */
  open(ways: NonNullable<RunFile['ways']>): Promise<void>;
  /** Removes all but the messages, unless another run has taken the folder over. */
  close(): Promise<void>;
}

/** A start takes seconds: what has been starting for longer has died, and its process id is another's. */
const longestStartMs = 120_000;

/** Makes the folder of this run, and removes those of runs that have ended. `port`: by which others can act on it. */
export async function createRunFolder(
  base: string,
  { name, port, now }: { readonly name: string; readonly port?: number; readonly now: Date },
): Promise<RunFolder> {
  const runs = join(base, 'runs');
  const path = join(runs, name);
  const known = readRunFile(path);
  if (known && isStarting(known, now))
    throw new UsageError(
      `--port ${name}: another npm start (process ${known.pid}) takes it: choose another port`,
    );
  const file = join(path, 'run.json');
  const mine = { pid: process.pid, startedAt: now.toISOString(), ...(port !== undefined && { port }) };
  const save = (run: RunFile): Promise<void> => writeFile(file, JSON.stringify(run), { mode: 0o600 });
  try {
    await makeFolder(base);
    await makeFolder(runs);
    await removeEnded(runs);
    await rm(path, { recursive: true, force: true });
    await mkdir(path);
    await save(mine);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new UsageError(`${path} cannot be written (${code}): npm start keeps its files there`, { cause });
  }
  const messages = join(path, 'messages');
  return {
    path,
    messages,
    open: (ways) => save({ ...mine, ways }),
    async close() {
      if (readRunFile(path)?.pid !== process.pid) return;
      await removeAllBut('messages', path);
    },
  };
}

/** One by one: what cannot be written says so only of the last folder of several. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function isStarting({ pid, ways, startedAt }: RunFile, now: Date): boolean {
  const isRecent = now.getTime() - Date.parse(startedAt) < longestStartMs;
  return ways === undefined && isRecent && pid !== process.pid && isAlive(pid);
}

/** Removes what runs that have ended left, but the latest messages: somebody may still look at them. */
async function removeEnded(runs: string): Promise<void> {
  const kept: { readonly path: string; readonly at: number }[] = [];
  for (const name of await readdir(runs)) {
    const path = join(runs, name);
    const pid = readRunFile(path)?.pid;
    if (pid !== undefined && isAlive(pid)) continue;
    await removeAllBut('messages', path);
    if (existsSync(join(path, 'messages'))) kept.push({ path, at: (await stat(path)).mtimeMs });
    else await rm(path, { recursive: true, force: true });
  }
  const [, ...older] = kept.toSorted((one, other) => other.at - one.at);
  for (const { path } of older) await rm(path, { recursive: true, force: true });
}

async function removeAllBut(kept: string, path: string): Promise<void> {
  for (const entry of await readdir(path))
    if (entry !== kept) await rm(join(path, entry), { recursive: true, force: true });
}
