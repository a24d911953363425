import type { Log } from './log.ts';
import { describeError } from './log.ts';

/**
 * Tries one thing after another: what throws is logged and counted, and holds up nothing that comes after it. The run as a whole
 * fails in the end all the same, so that it is seen.
 */
export class Tries {
  readonly #log: Pick<Log, 'error'>;
  #failed = 0;

  constructor(log: Pick<Log, 'error'>) {
    this.#log = log;
  }

  /** @returns whether it did not throw */
  async run(target: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#failed += 1;
      this.#log.error('A part of a run failed', { target, error: describeError(error) });
      return false;
    }
  }

  /** To be called last: throws if anything failed. What it was is in the log. */
  end(): void {
    if (this.#failed > 0) throw new Error(`parts of a run that failed: ${this.#failed}`);
  }
}
