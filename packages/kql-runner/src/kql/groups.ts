import { keyOf } from './values.ts';

type Level<T> = Map<unknown, Level<T> | T>;

/** Values by several keys, in the order in which the keys came. */
export class Groups<T> {
  readonly #root: Level<T> = new Map();
  readonly #depth: number;
  readonly all: T[] = [];

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** Returns what is kept for the keys; made where there is nothing yet. */
  get(keys: readonly unknown[], make: () => T): T {
    let level = this.#root;
    for (let i = 0; i < this.#depth - 1; i++) {
      const key = keyOf(keys[i]);
      let next = level.get(key) as Level<T> | undefined;
      if (!next) level.set(key, (next = new Map()));
      level = next;
    }
    const last = this.#depth === 0 ? undefined : keyOf(keys[this.#depth - 1]);
    let found = level.get(last) as T | undefined;
    if (found === undefined) {
      found = make();
      level.set(last, found);
      this.all.push(found);
    }
    return found;
  }

  find(keys: readonly unknown[]): T | undefined {
    let level: Level<T> | undefined = this.#root;
    for (let i = 0; level && i < this.#depth - 1; i++)
      level = level.get(keyOf(keys[i])) as Level<T> | undefined;
    return level?.get(this.#depth === 0 ? undefined : keyOf(keys[this.#depth - 1])) as T | undefined;
  }
}
