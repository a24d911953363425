import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Killed: a test failed. Timeout: it did not end, or ran the fault far too often. */
export type Outcome = 'Killed' | 'Timeout' | 'Survived';

/** Handed to the worker of each file of tests. */
export interface Plan {
  readonly ids: readonly string[];
  /** Tried one at a time: one of them leaves something behind that fails tests after it. */
  readonly alone: readonly string[];
  /** Files that take long wait until the quick ones have noticed what they can. */
  readonly quickOnly: boolean;
  readonly notes: string;
}

/** The workers' notes for the process that reads them: one line each, appended. */
export type Note =
  /** The tests pass without a fault. Loading: faults that ran only before the first test. */
  | {
      readonly kind: 'covers';
      readonly file: string;
      readonly ids: readonly string[];
      readonly loading: readonly string[];
    }
  | {
      readonly kind: 'tries';
      readonly file: string;
      readonly id: string;
      readonly pid: number;
      /** When whoever waits may kill the worker. */
      readonly until: number;
    }
  /** Only written once the tests have passed again without a fault. */
  | { readonly kind: 'result'; readonly file: string; readonly id: string; readonly outcome: Outcome }
  /** The tests failed without a fault after these: the process is spoilt. */
  | { readonly kind: 'spoilt'; readonly file: string; readonly ids: readonly string[] }
  | { readonly kind: 'fails'; readonly file: string; readonly errors: readonly string[] }
  /** The tests pass once and not twice in one process: no fault is tried with them. */
  | { readonly kind: 'unrepeatable'; readonly file: string; readonly errors: readonly string[] }
  | { readonly kind: 'waits'; readonly file: string; readonly milliseconds: number }
  | { readonly kind: 'ends'; readonly file: string };

export function write(path: string, note: Note): void {
  appendFileSync(path, `${JSON.stringify(note)}\n`);
}

export function read(path: string): Note[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Note);
}

/** The faults that a test has noticed. */
export function noticedIn(notes: readonly Note[]): Set<string> {
  return new Set(
    notes.flatMap((note) => (note.kind === 'result' && note.outcome !== 'Survived' ? [note.id] : [])),
  );
}
