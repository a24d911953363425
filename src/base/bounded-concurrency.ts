/**
 * Runs an action on every item, at most `limit` at a time, in the order in which they come. The first failure is thrown, after those
 * under way ended. Of a stream, no more is taken than can be acted on.
 */
export async function concurrently<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const left = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failed = false;
  const work = async (): Promise<void> => {
    try {
      for (;;) {
        if (failed) return;
        const next = await left.next();
        if (next.done) return;
        await action(next.value);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: limit }, work));
  const rejected = ended.find((each) => each.status === 'rejected');
  if (!rejected) return;
  await left.return?.();
  throw rejected.reason;
}
