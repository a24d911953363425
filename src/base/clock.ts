import { setTimeout as sleep } from 'node:timers/promises';

/** The time, as a dependency: tests bring their own. */
export interface Clock {
  now(): Date;
  /** Resolves after so many milliseconds; rejects when `signal` aborts. */
  after(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock = {
  now: () => new Date(),
  after: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
} satisfies Clock;
