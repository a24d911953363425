/** An orchestration as data: what the generic orchestrator of the test app carries out, and a model can foresee. */
export type Leaf =
  | { readonly do: 'activity'; readonly key: string; readonly value: number }
  | { readonly do: 'timer'; readonly ms: number }
  | { readonly do: 'event'; readonly name: string }
  | { readonly do: 'sub'; readonly program: Program };
export type Step =
  | Leaf
  /** An activity that fails so often before it succeeds, tried so often. */
  | { readonly do: 'flaky'; readonly key: string; readonly fails: number; readonly attempts: number }
  | { readonly do: 'all'; readonly of: readonly Leaf[] }
  /** Against a timer that never fires before it, and is canceled. */
  | { readonly do: 'race'; readonly against: Leaf; readonly days: number };
export interface Program {
  readonly steps: readonly Step[];
  /** Begins again so many times before it ends. */
  readonly again: number;
}
