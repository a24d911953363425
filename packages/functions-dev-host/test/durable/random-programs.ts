import type { Leaf, Program, Step } from './app/program.ts';

/** A program with what it comes to: its output, how often each activity runs, and the events that it waits for. */
export interface Foreseen {
  readonly program: Program;
  readonly output: readonly unknown[];
  readonly runs: ReadonlyMap<string, number>;
  /** Names, in the order in which they must be raised; the n-th carries `{n}`. */
  readonly events: readonly string[];
}

/** @param random 0 to 1 @param prefix of the keys of its activities */
export function randomProgram(random: () => number, prefix: string): Foreseen {
  const runs = new Map<string, number>();
  const events: string[] = [];
  let count = 0;
  const pick = (most: number): number => Math.floor(random() * most);
  const key = (): string => `${prefix}-${(count += 1)}`;
  const run = (name: string, times: number): void => void runs.set(name, (runs.get(name) ?? 0) + times);

  const activity = (rounds: number): readonly [Leaf, unknown] => {
    const [name, value] = [key(), pick(1_000)];
    run(name, rounds);
    return [{ do: 'activity', key: name, value }, { value }];
  };
  const leaf = (rounds: number, depth: number): readonly [Leaf, unknown] => {
    switch (pick(depth > 0 ? 4 : 3)) {
      case 0:
        return [{ do: 'timer', ms: pick(20) }, null];
      case 3: {
        const [program, output] = whole(rounds, depth - 1);
        return [{ do: 'sub', program }, output];
      }
      default:
        return activity(rounds);
    }
  };
  /** An event is read once: it stands in programs of one round alone. */
  const step = (rounds: number, depth: number): readonly [Step, unknown] => {
    switch (pick(6)) {
      case 0: {
        // How often it fails is counted over all rounds.
        if (rounds > 1) return activity(rounds);
        const [attempts, fails, name] = [1 + pick(4), pick(5), key()];
        run(name, Math.min(fails + 1, attempts));
        return [
          { do: 'flaky', key: name, fails, attempts },
          fails < attempts ? { run: fails + 1 } : 'failed',
        ];
      }
      case 1: {
        const leaves = Array.from({ length: 1 + pick(5) }, () => leaf(rounds, depth));
        return [{ do: 'all', of: leaves.map(([each]) => each) }, leaves.map(([, result]) => result)];
      }
      case 2: {
        const [against, result] = activity(rounds);
        return [{ do: 'race', against, days: 1 + pick(5) }, result];
      }
      case 3: {
        if (rounds > 1 || depth < 2) return leaf(rounds, depth);
        events.push(`event-${events.length}`);
        return [{ do: 'event', name: events.at(-1) ?? '' }, { n: events.length - 1 }];
      }
      default:
        return leaf(rounds, depth);
    }
  };
  const whole = (outer: number, depth: number): readonly [Program, readonly unknown[]] => {
    const again = pick(4) === 0 ? 1 + pick(2) : 0;
    const rounds = outer * (again + 1);
    const steps = Array.from({ length: 1 + pick(4) }, () => step(rounds, depth));
    const results = steps.map(([, result]) => result);
    const program = { steps: steps.map(([each]) => each), again };
    return [program, Array.from({ length: again + 1 }, () => results).flat()];
  };

  const [program, output] = whole(1, 2);
  return { program, output, runs, events };
}
