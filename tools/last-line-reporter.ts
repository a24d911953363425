import type { Reporter, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** File or folder of `../shared` for want of which the test is skipped. */
    readonly lacks?: string;
  }
}

/** Numbers of tests of a run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Tests that were skipped because `../shared` is absent, or a part of it. */
  readonly lacking: number;
}

/** Words what a run comes to. Where `../shared` is required, each test that lacks it has failed. */
export function lastLine({ passed, failed, lacking }: Counts, isRequired: boolean): string {
  if (isRequired || lacking === 0) return `${passed} passed, ${failed + lacking} failed`;
  return `${passed} passed, ${failed} failed, ${lacking} skipped because ../shared is absent`;
}

/**
 * Prints `N passed, N failed` as the very last line of a run, for people and scripts that read only that. With SHARED=required in the
 * environment a run fails where a test lacks `../shared`.
 */
export class LastLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const isRequired = process.env['SHARED'] === 'required';
    const counts = { passed: 0, failed: unhandledErrors.length, lacking: 0 };
    const lacks = new Set<string>();
    for (const module of modules) {
      const failedBefore = counts.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        const { lacks: lacked } = test.meta();
        if (state === 'passed') counts.passed += 1;
        if (state === 'failed') counts.failed += 1;
        if (state !== 'skipped' || lacked === undefined) continue;
        counts.lacking += 1;
        lacks.add(lacked);
      }
      // A file that cannot be loaded, or a hook that throws, fails without failing a test.
      if (counts.failed === failedBefore && !module.ok()) counts.failed += 1;
    }
    for (const name of lacks) console.log(`Tests were skipped: ../shared/${name} is absent.`);
    process.once('exit', () => {
      if (isRequired && counts.lacking > 0) process.exitCode = 1;
      console.log(lastLine(counts, isRequired));
    });
  }
}
