/** Reads that Azure Resource Manager allows a principal in one subscription: a burst, filled up again every second. */
const burst = 250;
const perSecond = 25;

/**
 * Takes one read from the bucket and says what is left, for the header of that name. It tells and does not refuse:
 * throttling is made by a fault, where a test wants it.
 */
export function readBudget(now: () => number): () => number {
  let left = burst;
  let at = now();
  return () => {
    const time = now();
    left = Math.min(burst, left + ((time - at) / 1000) * perSecond);
    at = time;
    left = Math.max(0, left - 1);
    return Math.floor(left);
  };
}
