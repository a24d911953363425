import type { Finding, Module } from './module.ts';

export const LONGEST = 250;

export interface Sizes {
  readonly wing: string;
  readonly files: number;
  readonly lines: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  readonly longestFile: string;
}

/** Measures how large the files of each wing of src/ are, and of all together. */
export function sizesOfWings(modules: readonly Module[], wings: readonly string[]): Sizes[] {
  const all = modules.filter(({ path }) => path.startsWith('src/'));
  const rows = wings.map((wing) =>
    sizes(
      wing,
      all.filter(({ path }) => path.startsWith(`src/${wing}/`)),
    ),
  );
  return [...rows, sizes('src', all)];
}

export function tooLong(modules: readonly Module[]): Finding[] {
  return modules
    .filter(({ path, lines }) => path.startsWith('src/') && lines > LONGEST)
    .map(({ path, lines }) => ({ file: path, line: LONGEST + 1, message: `has ${lines} lines` }));
}

function sizes(wing: string, modules: readonly Module[]): Sizes {
  const sorted = modules.toSorted((a, b) => a.lines - b.lines);
  const counts = sorted.map(({ lines }) => lines);
  const last = sorted.at(-1);
  return {
    wing,
    files: counts.length,
    lines: counts.reduce((sum, lines) => sum + lines, 0),
    median: quantile(counts, 0.5),
    p95: quantile(counts, 0.95),
    longest: last?.lines ?? 0,
    longestFile: last?.path ?? '',
  };
}

/** The least count that so large a part of the files does not exceed. */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
