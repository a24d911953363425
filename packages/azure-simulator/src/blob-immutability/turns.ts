/** Returns a function that carries out works of one key one after the other, in the order in which they came. */
export function createTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const own = before.then(work);
    const ended = own.catch(() => undefined);
    last.set(key, ended);
    return own.finally(() => {
      if (last.get(key) === ended) last.delete(key);
    });
  };
}
