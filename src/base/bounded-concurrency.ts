/** Runs an action on every item, at most `limit` at a time. The first failure is thrown, after those under way ended. */
export async function concurrently<T>(
  items: readonly T[],
  limit: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const item of left) {
      if (failed) return;
      try {
        await action(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, work));
  const rejected = ended.find((each) => each.status === 'rejected');
  if (rejected) throw rejected.reason;
}
