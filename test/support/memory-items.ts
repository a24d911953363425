import { randomUUID } from 'node:crypto';
import type { Items, Versioned } from '../../src/platform/store/index.ts';

/** Drills in memory, written under their ETag as in a table. */
export class MemoryItems<T extends { readonly id: string }> implements Items<T> {
  readonly #rows = new Map<string, Versioned<string>>();

  read(id: string): Promise<Versioned<T> | undefined> {
    const row = this.#rows.get(id);
    return Promise.resolve(row && { value: JSON.parse(row.value) as T, etag: row.etag });
  }

  all(): Promise<readonly Versioned<T>[]> {
    const rows = [...this.#rows].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return Promise.resolve(rows.map(([, { value, etag }]) => ({ value: JSON.parse(value) as T, etag })));
  }

  write(drill: T, etag: string | undefined): Promise<'written' | 'conflict'> {
    if (this.#rows.get(drill.id)?.etag !== etag) return Promise.resolve('conflict');
    this.#rows.set(drill.id, { value: JSON.stringify(drill), etag: randomUUID() });
    return Promise.resolve('written');
  }
}
