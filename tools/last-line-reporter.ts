import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed` as the very last line of a run, for people and scripts that read only that. */
export class LastLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      const states = Array.from(module.children.allTests(), (test) => test.result().state);
      passed += states.filter((state) => state === 'passed').length;
      const failures = states.filter((state) => state === 'failed').length;
      // A file that cannot be loaded, or a hook that throws, fails without failing a test.
      failed += failures > 0 || module.ok() ? failures : 1;
    }
    process.once('exit', () => console.log(`${passed} passed, ${failed} failed`));
  }
}
