/** Runs an action on every item, at most `limit` at a time. The first failure is thrown, after those under way ended. */
export async function concurrently<T>(
  items: readonly T[],
  limit: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += limit) {
    const results = await Promise.allSettled(items.slice(start, start + limit).map(action));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
