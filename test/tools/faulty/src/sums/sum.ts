/** A fault in the loop makes it endless. */
export function sum(upTo: number): number {
  let total = 0;
  for (let n = 1; n <= upTo; n++) total += n;
  return total;
}

/** No test calls it. */
export function double(n: number): number {
  return 2 * n;
}
