interface Batch<T> {
  readonly items: T[];
  started: boolean;
  readonly ended: Promise<void>;
}

/** Works on one batch a key at a time: what is added while one is under way waits, and is the next batch together. */
export class Coalescer<T> {
  readonly #last = new Map<string, Batch<T>>();

  /** @returns once the batch with the items is done; throws what its run threw */
  add(key: string, items: readonly T[], run: (items: readonly T[]) => Promise<void>): Promise<void> {
    const last = this.#last.get(key);
    if (last && !last.started) {
      last.items.push(...items);
      return last.ended;
    }
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    const batch: Batch<T> = { items: [...items], started: last === undefined, ended };
    this.#last.set(key, batch);
    const start = async (): Promise<void> => {
      batch.started = true;
      await run(batch.items);
    };
    const done = (): void => {
      if (this.#last.get(key) === batch) this.#last.delete(key);
    };
    // Whoever added to the batch before hears of its failure; this one begins whatever became of it.
    const started = last === undefined ? start() : last.ended.then(start, start);
    void started.finally(done).then(resolve, reject);
    return ended;
  }
}
