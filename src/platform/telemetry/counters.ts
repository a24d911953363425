/** The name of a count that is kept on the path of a change. */
export type Counter = 'parsed' | 'rejected' | 'noise' | 'evaluated' | 'skipped' | 'drifts' | 'retries';

/** Counts since the process started; totals that outlive it are in the tables. */
export interface Counters {
  add(counter: Counter, by?: number): void;
  all(): Readonly<Record<Counter, number>>;
}

export function createCounters(): Counters {
  const counts = { parsed: 0, rejected: 0, noise: 0, evaluated: 0, skipped: 0, drifts: 0, retries: 0 };
  return {
    add(counter, by = 1) {
      counts[counter] += by;
    },
    all: () => ({ ...counts }),
  };
}
