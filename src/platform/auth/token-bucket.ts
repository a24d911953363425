interface Bucket {
  readonly tokens: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Counts what each key may still do: so many at once, and as many again in a minute, evenly. Whoever was not seen for longest is forgotten where
 * there are too many keys, so that memory is bounded; they then have a full bucket, as they would after a minute.
 */
export class TokenBuckets {
  readonly #perMinute: number;
  readonly #mostKeys: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, mostKeys: number) {
    this.#perMinute = perMinute;
    this.#mostKeys = mostKeys;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one. Returns 0, or the seconds after which there is one again. */
  take(key: string, now: Date): number {
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: this.#perMinute, at: now.getTime() };
    // A clock that was set back gives nothing, and takes nothing away.
    const passed = Math.max(0, now.getTime() - at) / 60_000;
    const filled = Math.min(this.#perMinute, tokens + passed * this.#perMinute);
    const isTaken = filled >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: isTaken ? filled - 1 : filled, at: now.getTime() });
    for (const [longest] of this.#buckets) {
      if (this.#buckets.size <= this.#mostKeys) break;
      this.#buckets.delete(longest);
    }
    return isTaken ? 0 : Math.ceil(((1 - filled) * 60) / this.#perMinute);
  }
}
