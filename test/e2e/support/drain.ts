import { setTimeout as wait } from 'node:timers/promises';
import type { App } from './app.ts';
import type { TestWorld } from './setup.ts';

/** Moved at once: a fraction of what a message is held for, so that what is worked on is not taken for left by a crash. */
const stepMs = 20_000;
/** Polls in which nothing happens before time is moved: what is under way is given time to end. */
const quietPolls = 3;

/**
 * Moves time until no message waits, letting the app finish before each step. Returns how much time went by.
 * @throws Error when messages still wait after so many seconds of moved time.
 */
export async function drain(
  { app, world }: { app: App; world: TestWorld },
  limitSeconds = 3_600,
): Promise<number> {
  for (let moved = 0; moved <= limitSeconds * 1000; moved += stepMs) {
    await quiet(app, world);
    if ((await app.queue.getProperties()).approximateMessagesCount === 0) return moved;
    world.moveTime(stepMs);
  }
  throw new Error(`Messages still wait after ${limitSeconds} s of moved time`);
}

/** Returns when nothing is delivered, no message is to be had, and Azure was not asked anything for a while. */
async function quiet(app: App, world: TestWorld): Promise<void> {
  const { simulation } = world.azure;
  await simulation.delivery.idle();
  let calls = -1;
  for (let polls = 0; polls < quietPolls;) {
    const { peekedMessageItems } = await app.queue.peekMessages();
    const busy = peekedMessageItems.length > 0 || calls !== simulation.log.length;
    calls = simulation.log.length;
    polls = busy ? 0 : polls + 1;
    await wait(30);
  }
}
