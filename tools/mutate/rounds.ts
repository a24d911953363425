import { join } from 'node:path';
import { BaseSequencer, createVitest } from 'vitest/node';
import type { TestSpecification, Vitest } from 'vitest/node';
import { read, write } from './notes.ts';
import type { Note } from './notes.ts';

export interface Rounds {
  readonly root: string;
  readonly folder: string;
  readonly sources: ReadonlyMap<string, string>;
  readonly ids: readonly string[];
  readonly notes: string;
}

/** Runs the tests that reach the folder until each of their files has tried all of its faults, in a new process whenever one is spoilt. */
export async function runRounds({ root, folder, sources, ids, notes }: Rounds): Promise<void> {
  const vitest = await startVitest(root, folder, sources);
  try {
    const alone = new Set<string>();
    let open = await vitest.getRelevantTestSpecifications();
    let quickOnly = true;
    while (open.length > 0) {
      const before = read(notes).length;
      vitest.provide('faultPlan', { ids, alone: [...alone], quickOnly, notes });
      const killed = new Set<number>();
      const watch = setInterval(() => killHanging(read(notes).slice(before), killed), 5_000);
      await vitest.runTestSpecifications(open).finally(() => clearInterval(watch));
      const added = read(notes).slice(before);
      for (const note of added) if (note.kind === 'spoilt') note.ids.forEach((id) => alone.add(id));
      const took = new Map(
        added.flatMap((note) => (note.kind === 'waits' ? [[note.file, note.milliseconds] as const] : [])),
      );
      const rank = ({ moduleId }: TestSpecification): number => took.get(moduleId) ?? 0;
      open = open
        .filter(({ moduleId }) => isOpen(moduleId, added, notes))
        .toSorted((a, b) => rank(a) - rank(b));
      quickOnly = false;
    }
  } finally {
    await vitest.close();
    // It counts the tests that a fault made fail.
    process.exitCode = 0;
  }
}

async function startVitest(
  root: string,
  folder: string,
  sources: ReadonlyMap<string, string>,
): Promise<Vitest> {
  const own = join(root, 'test', folder);
  const rank = ({ moduleId }: TestSpecification): number => (moduleId.startsWith(own) ? 0 : 1);
  // The order within each half stays.
  class OwnTestsFirst extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return files.toSorted((a, b) => rank(a) - rank(b));
    }
  }
  return await createVitest(
    {
      root,
      config: join(root, 'vitest.mutation.config.ts'),
      watch: false,
      related: [...sources.keys()],
      runner: join(import.meta.dirname, 'fault-runner.ts'),
      pool: 'forks',
      isolate: true,
      maxWorkers: 2,
      maxConcurrency: 1,
      // It would keep the code with faults for the tests without.
      fsModuleCache: false,
      sequence: { sequencer: OwnTestsFirst },
      reporters: [{}],
      onConsoleLog: () => false,
    },
    {
      // Packages that it bundles for itself: the tests' own may be in use.
      cacheDir: join(root, 'node_modules/.cache/mutate'),
      plugins: [{ name: 'faults', enforce: 'pre', load: (id) => sources.get(id.split('?')[0]!) }],
    },
  );
}

/** Ends workers that a fault keeps from ending: only a loop without an end can outlast every limit of the tests. */
function killHanging(notes: readonly Note[], killed: Set<number>): void {
  const last = new Map(notes.map((note) => [note.file, note]));
  for (const note of last.values()) {
    if (note.kind !== 'tries' || note.until > Date.now() || killed.has(note.pid)) continue;
    killed.add(note.pid);
    process.kill(note.pid, 'SIGKILL');
  }
}

/** Whether a file must run again, in a new process. Notes the fault that ended its process. */
function isOpen(file: string, added: readonly Note[], notes: string): boolean {
  const last = added.findLast((note) => note.file === file);
  switch (last?.kind) {
    case 'tries':
      write(notes, { kind: 'result', file, id: last.id, outcome: 'Timeout' });
      return true;
    case 'spoilt':
    case 'waits':
      return true;
    case 'fails':
      throw new Error(`${file} fails without a fault: ${last.errors.join('\n')}`);
    case 'ends':
    case 'unrepeatable':
      return false;
    default:
      throw new Error(`${file} ended before its tests did`);
  }
}
