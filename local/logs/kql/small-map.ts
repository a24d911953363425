const few = 12;

/** A map of mostly few entries, which are then only looked through; the first value of a key stays. */
export class SmallMap {
  readonly #keys: unknown[] = [];
  readonly #values: unknown[] = [];
  #index: Set<unknown> | undefined;

  get size(): number {
    return this.#keys.length;
  }

  set(key: unknown, value: unknown): void {
    if (this.#index ? this.#index.has(key) : this.#keys.includes(key)) return;
    this.#keys.push(key);
    this.#values.push(value);
    if (this.#index) this.#index.add(key);
    else if (this.#keys.length > few) this.#index = new Set(this.#keys);
  }

  values(): unknown[] {
    return [...this.#values];
  }
}
