/** Stryker's switch in the code with faults: the active fault, and what ran while which test did. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: {
    readonly static: Record<string, number>;
    readonly perTest: Record<string, Record<string, number>>;
  };
}

const name = '__stryker__';
const shared = globalThis as unknown as Record<string, Switch>;
export const faultSwitch: Switch = (shared[name] ??= {});

/** Stands for all tests of a file: what runs in its hooks. */
export const everyTest = '*';

/** Which tests of a file run a fault, and how often it runs in all of them. */
export interface Coverage {
  readonly tests: ReadonlyMap<string, ReadonlySet<string>>;
  readonly hits: ReadonlyMap<string, number>;
  /** Ran while modules were loaded, and never after. */
  readonly loading: readonly string[];
}

export function coverageSoFar(): Coverage {
  const { static: loading = {}, perTest = {} } = faultSwitch.mutantCoverage ?? {};
  const tests = new Map<string, Set<string>>();
  const hits = new Map<string, number>();
  for (const [test, counts] of Object.entries(perTest)) {
    for (const [id, count] of Object.entries(counts)) {
      tests.set(id, (tests.get(id) ?? new Set()).add(test));
      hits.set(id, (hits.get(id) ?? 0) + count);
    }
  }
  return { tests, hits, loading: Object.keys(loading).filter((id) => !tests.has(id)) };
}
