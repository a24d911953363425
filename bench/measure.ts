/** Time of one call, in microseconds: the median of `rounds`, after as many to warm up. */
export function median(rounds: number, call: () => void): number {
  for (let i = 0; i < rounds; i += 1) call();
  return percentile(
    Array.from({ length: rounds }, () => {
      const start = performance.now();
      call();
      return (performance.now() - start) * 1000;
    }),
    0.5,
  );
}

/** As `median`, for calls that wait. */
export async function medianAsync(
  rounds: number,
  call: (round: number) => Promise<unknown>,
): Promise<number> {
  const times: number[] = [];
  for (let round = -rounds / 2; round < rounds; round += 1) {
    const start = performance.now();
    await call(round);
    if (round >= 0) times.push((performance.now() - start) * 1000);
  }
  return percentile(times, 0.5);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One line of the report: what was measured, and how it stands to the floor measured in the same run. */
export function report(
  what: string,
  figure: string,
  ratio?: { readonly of: number; readonly to: string },
): void {
  const words = ratio ? `${ratio.of.toFixed(2)} x ${ratio.to}` : '';
  console.log(`${what.padEnd(44)} ${figure.padStart(22)}   ${words}`);
}
