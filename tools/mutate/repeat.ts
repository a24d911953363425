import { TestRunner, vi } from 'vitest';
import type { RunnerTask, RunnerTestFile } from 'vitest';
import { startTests } from 'vitest/internal/browser';
import { faultSwitch } from './coverage.ts';

export interface Repeat {
  readonly runner: TestRunner;
  readonly filepath: string;
  /** Default: all. */
  readonly tests?: readonly string[] | undefined;
  /** In milliseconds, for each test and hook. */
  readonly timeout: number;
  readonly fault?: { readonly id: string; readonly hitLimit: number };
}

export interface Repeated {
  readonly errors: readonly string[];
  readonly hangs: boolean;
}

/** Runs tests of a file once more, up to the first that fails, with a fault or without. Vitest's main process does not hear of it. */
export async function repeat({ runner, filepath, tests, timeout, fault }: Repeat): Promise<Repeated> {
  const silent = Object.assign(Object.create(runner) as TestRunner, {
    config: { ...runner.config, testTimeout: timeout, hookTimeout: timeout },
    cancelRun: false,
    onCleanupWorkerContext: undefined,
    onCollectStart: () => undefined,
    onCollected: () => undefined,
    onTaskUpdate: () => undefined,
    onAfterRunSuite: () => undefined,
    onAfterRunFiles: () => undefined,
    onBeforeRunFiles: () => {
      Object.assign(faultSwitch, { activeMutant: fault?.id, hitCount: 0, hitLimit: fault?.hitLimit ?? 0 });
    },
    onAfterRunTask: (task: RunnerTask) => {
      if (task.result?.state === 'fail') TestRunner.prototype.cancel.call(silent, 'test-failure');
    },
  });
  try {
    const [file] = await startTests([{ filepath, ...(tests && { testIds: [...tests] }) }], silent);
    const errors = errorsOf(file!);
    const tooOften = fault !== undefined && (faultSwitch.hitCount ?? 0) > fault.hitLimit;
    return { errors, hangs: tooOften || errors.some((error) => /^(Test|Hook) timed out in /.test(error)) };
  } finally {
    Object.assign(faultSwitch, { activeMutant: undefined, hitCount: undefined });
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  }
}

/** The errors of a file, of its suites and of its tests. */
export function errorsOf(file: RunnerTestFile): string[] {
  const of = (task: RunnerTask): string[] => [
    ...(task.result?.errors ?? []).map(({ message }) => message),
    ...('tasks' in task ? task.tasks.flatMap(of) : []),
  ];
  return of(file);
}
