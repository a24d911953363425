import type { Budget, Charge, Priority } from './budget.ts';

/** Waits for budgets on behalf of calls. */
export interface Patience {
  readonly priority: Priority;
  /** Resolves with 0 once the call may be sent, or with the seconds that it would have to wait for longer than is sensible. */
  admit(charge: Charge): Promise<number>;
}

export interface PatienceOptions {
  readonly budget: Budget;
  readonly priority: Priority;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** Longest wait for a single call, in milliseconds: an event has to be answered soon, a scan has time. */
const longest: Readonly<Record<Priority, number>> = { event: 3_000, scan: 60_000 };

export function createPatience({ budget, priority, wait }: PatienceOptions): Patience {
  return {
    priority,
    async admit(charge) {
      let waited = 0;
      for (;;) {
        const milliseconds = budget.take(charge, priority);
        if (milliseconds === 0) return 0;
        if (waited + milliseconds > longest[priority]) return Math.ceil(milliseconds / 1000);
        await wait(milliseconds);
        waited += milliseconds;
        budget.waited(charge, milliseconds);
      }
    },
  };
}
