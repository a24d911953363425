import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds. Short at first, as most things are soon there; then longer, as asking takes time from what is waited for. */
const firstPause = 25;
const longestPause = 150;

/** Asks again until there is an answer. @throws Error saying what was waited for when none comes in time (milliseconds). */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limit = 120_000,
): Promise<T> {
  const deadline = performance.now() + limit;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.2, longestPause)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await wait(pause);
  }
}
