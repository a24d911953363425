/** The usual value of something, in numbers that a few odd days do not move. */
export interface Baseline {
  readonly median: number;
  /** Standard deviation as the median absolute deviation gives it, not below the floor. */
  readonly spread: number;
  readonly days: number;
}

/** Finds the baseline of counts on the scale of log1p: twice as much is the same step for a clerk and a surgeon. */
export function baseline(values: readonly number[], floor: number): Baseline {
  const middle = median(values);
  // The MAD alone trusts a short or lumpy history too far; the upper quantile catches a heavy tail that is somebody's habit.
  const deviation = 1.4826 * median(values.map((value) => Math.abs(value - middle)));
  const tail = values.length >= 8 ? (quantile(values, 0.9) - middle) / 1.2816 : 0;
  // What was done twice is a habit, however seldom; once may have been somebody else.
  const second = ((values.toSorted((a, b) => b - a)[1] ?? middle) - middle) / 2.5;
  return { median: middle, spread: Math.max(floor, deviation, tail, second), days: values.length };
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).toSorted();
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? 0;
  return below + (above - below) * (place - Math.floor(place));
}

/** Logarithm of the probability of exactly `seen` where `expected` are. */
export function logPoisson(seen: number, expected: number): number {
  return seen * Math.log(expected) - expected - logFactorial(seen);
}

/** Logarithm of the probability of `seen` or more where `expected` are. */
export function logPoissonTail(seen: number, expected: number): number {
  if (seen <= expected) return 0;
  if (expected <= 0) return -Infinity;
  // Terms fall faster than a geometric series beyond the mean.
  let log = -expected + seen * Math.log(expected) - logFactorial(seen);
  let sum = 1;
  let term = 1;
  for (let k = seen + 1; k < seen + 200 && term > 1e-12; k += 1) {
    term *= expected / k;
    sum += term;
  }
  log += Math.log(sum);
  return Math.min(0, log);
}

function logFactorial(n: number): number {
  if (n < 2) return 0;
  if (n < 20) {
    let log = 0;
    for (let k = 2; k <= n; k += 1) log += Math.log(k);
    return log;
  }
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n);
}
