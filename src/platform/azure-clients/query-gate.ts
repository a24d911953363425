/** The limits that Log Analytics sets for one caller. https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits */
const mostAtOnce = 5;

const mostInSpan = 200;

const spanMilliseconds = 30_000;

export interface QueryGateOptions {
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** Lets queries through as fast as the service takes them, first come, first served. */
export function createQueryGate({
  elapsed,
  wait,
}: QueryGateOptions): <T>(query: () => Promise<T>) => Promise<T> {
  const places = Array.from({ length: mostAtOnce }, () => Promise.resolve());
  /** When each of the last queries began. */
  const begun: number[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  /** Waits until one more query fits into the span. Asked by one at a time. */
  const admit = async (): Promise<void> => {
    const oldest = begun.length < mostInSpan ? undefined : begun.shift();
    const left = oldest === undefined ? 0 : oldest + spanMilliseconds - elapsed();
    if (left > 0) await wait(left);
    begun.push(elapsed());
  };
  return (query) => {
    const begins = turn.then(async () => {
      const place = await Promise.race(places.map(async (free, n) => free.then(() => n)));
      await admit();
      const answer = query();
      places[place] = answer.then(
        () => undefined,
        () => undefined,
      );
      return { answer };
    });
    turn = begins.catch(() => undefined);
    return begins.then(({ answer }) => answer);
  };
}
