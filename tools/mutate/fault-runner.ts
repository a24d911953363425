import { inject, TestRunner } from 'vitest';
import type { RunnerTestCase, RunnerTestFile, TestTryOptions } from 'vitest';
import { coverageSoFar, everyTest, faultSwitch } from './coverage.ts';
import type { Plan } from './notes.ts';
import { errorsOf } from './repeat.ts';
import { tryFaults } from './try-faults.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Faults to try, for the runner of `npm run mutate`. */
    readonly faultPlan: Plan;
  }
}

/** Runs a file of tests as ever, and then again in the same process for each fault that it covers: nothing is loaded twice. */
export default class FaultRunner extends TestRunner {
  onCollected(): void {
    faultSwitch.currentTestId = everyTest;
  }

  override onBeforeTryTask(test: RunnerTestCase, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options);
    faultSwitch.currentTestId = test.id;
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options);
    faultSwitch.currentTestId = everyTest;
  }

  // Vitest waits for it, whatever the type says.
  // oxlint-disable-next-line typescript/no-misused-promises
  override async onAfterRunFiles(files: RunnerTestFile[]): Promise<void> {
    super.onAfterRunFiles(files);
    const plan = inject('faultPlan');
    for (const file of files) {
      await tryFaults({ runner: this, file, plan, coverage: coverageSoFar(), errors: errorsOf(file) });
    }
  }
}
