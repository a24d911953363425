import type { RunnerTask, RunnerTestFile, TestRunner } from 'vitest';
import { everyTest } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import { noticedIn, read, write } from './notes.ts';
import type { Note, Outcome, Plan } from './notes.ts';
import { repeat } from './repeat.ts';

export interface FileOfTests {
  readonly runner: TestRunner;
  readonly file: RunnerTestFile;
  readonly plan: Plan;
  readonly coverage: Coverage;
  /** In the run without faults. */
  readonly errors: readonly string[];
}

/** So many are tried before the tests must pass again without a fault. */
const batchSize = 25;

/** A file of tests that takes longer is slow. */
const slow = 1_000;

/** Tries the faults that a file of tests covers and no other has noticed, and notes what comes of each. */
export async function tryFaults({ runner, file, plan, coverage, errors }: FileOfTests): Promise<void> {
  const { filepath } = file;
  const note = (each: Note): void => write(plan.notes, each);
  if (errors.length > 0) return note({ kind: 'fails', file: filepath, errors });
  note({ kind: 'covers', file: filepath, ids: [...coverage.tests.keys()], loading: coverage.loading });

  const { timeout, patience } = limitsOf(file);
  const again = async (): Promise<readonly string[]> =>
    (await repeat({ runner, filepath, timeout: 2 * timeout })).errors;
  const batches = batchesOf(plan, filepath, coverage);
  if (batches.length > 0) {
    const milliseconds = file.result!.duration!;
    if (plan.quickOnly && milliseconds > slow) return note({ kind: 'waits', file: filepath, milliseconds });
    const failures = await again();
    if (failures.length > 0) return note({ kind: 'unrepeatable', file: filepath, errors: failures });
  }
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    const outcomes = new Map<string, Outcome>();
    const noticed = noticedIn(read(plan.notes));
    const open = batch.filter((id) => !noticed.has(id));
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      note({ kind: 'tries', file: filepath, id, pid: process.pid, until: Date.now() + patience });
      const tests = coverage.tests.get(id)!;
      const { hangs, errors: failures } = await repeat({
        runner,
        filepath,
        timeout,
        tests: tests.has(everyTest) ? undefined : [...tests],
        fault: { id, hitLimit: 100 * coverage.hits.get(id)! },
      });
      outcomes.set(id, hangs ? 'Timeout' : failures.length > 0 ? 'Killed' : 'Survived');
      // What hangs may go on later: the faults after it wait until the tests have passed.
      if (hangs) break;
    }
    if (open.length > 0) batches.unshift(open);
    if (outcomes.size === 0) continue;
    const spoilt = (await again()).length > 0;
    // A fault that is alone in its batch ran in a process that was checked right before.
    if (!spoilt || outcomes.size === 1) {
      for (const [id, outcome] of outcomes) note({ kind: 'result', file: filepath, id, outcome });
    }
    if (spoilt) return note({ kind: 'spoilt', file: filepath, ids: [...outcomes.keys()] });
  }
  note({ kind: 'ends', file: filepath });
}

/** The faults that this file covers and has not tried yet; one that may spoil the process is a batch of its own. */
function batchesOf({ ids, alone, notes }: Plan, filepath: string, { tests }: Coverage): string[][] {
  const tried = new Set(
    read(notes).flatMap((note) => (note.kind === 'result' && note.file === filepath ? [note.id] : [])),
  );
  const open = ids.filter((id) => tests.has(id) && !tried.has(id));
  const together = open.filter((id) => !alone.includes(id));
  const batches = open.filter((id) => alone.includes(id)).map((id) => [id]);
  for (let n = 0; n < together.length; n += batchSize) batches.push(together.slice(n, n + batchSize));
  return batches;
}

/** A test may take five times as long as it did, and three seconds more; the whole file ten times as long, and 20 seconds more. */
function limitsOf(file: RunnerTestFile): { readonly timeout: number; readonly patience: number } {
  const durations = (task: RunnerTask): number[] =>
    'tasks' in task ? task.tasks.flatMap(durations) : [task.result?.duration ?? 0];
  const timeout = 3_000 + 5 * Math.max(...durations(file));
  return { timeout, patience: 20_000 + 10 * (file.result?.duration ?? 0) };
}
