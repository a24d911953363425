import type { SharedRows } from '../../src/platform/store/index.ts';

/** Rows with an ETag, in memory. `hook` runs before each write. */
export function memoryRows<T>(hook: () => void = () => undefined): SharedRows<T> {
  const kept = new Map<string, { readonly value: T; readonly etag: string }>();
  let writes = 0;
  return {
    read: (key) => Promise.resolve(structuredClone(kept.get(key))),
    write(key, value, etag) {
      hook();
      if (kept.get(key)?.etag !== etag) return Promise.resolve('conflict');
      kept.set(key, { value: structuredClone(value), etag: `etag-${(writes += 1)}` });
      return Promise.resolve('written');
    },
  };
}
