import { AsyncLocalStorage } from 'node:async_hooks';
import type { HeardCall } from '../azure/index.ts';

/** Records the calls that a piece of work makes, whichever client makes them. */
export interface CallRecorder {
  readonly heard: (call: HeardCall) => void;
  /** Does the work. Calls of other work that goes on at the same time are not among its calls. */
  record<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly calls: readonly HeardCall[] }>;
}

export function createCallRecorder(): CallRecorder {
  const storage = new AsyncLocalStorage<HeardCall[]>();
  return {
    heard: (call) => void storage.getStore()?.push(call),
    async record(work) {
      const calls: HeardCall[] = [];
      return { value: await storage.run(calls, work), calls };
    },
  };
}
