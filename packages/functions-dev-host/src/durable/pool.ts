/** Does work, so much of it at the same time; what comes beyond that waits for its turn. */
export interface Pool {
  add(work: () => Promise<void>): void;
}

/** @param start is given each piece of work as it begins */
export function createPool(most: number, start: (work: Promise<void>) => void): Pool {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;
  const next = (): void => {
    while (running < most) {
      const work = waiting.shift();
      if (!work) return;
      running += 1;
      start(
        work().finally(() => {
          running -= 1;
          next();
        }),
      );
    }
  };
  return {
    add(work) {
      waiting.push(work);
      next();
    },
  };
}
