import { setTimeout as wait } from 'node:timers/promises';
import type { App } from './app.ts';
import type { TestWorld } from './setup.ts';

/** Moved at once: a fraction of what a message is held for, so that what is worked on is not taken for left by a crash. */
const stepMs = 20_000;
/** Moved at once where nothing has happened in some steps: then nothing is worked on, and what waits does so for longer. */
const longStepMs = 60_000;
const idleSteps = 5;
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
  const limit = limitSeconds * 1000;
  let idle = 0;
  for (let moved = 0; moved <= limit;) {
    idle = (await quiet(app, world)) ? idle + 1 : 0;
    if ((await app.queue.getProperties()).approximateMessagesCount === 0) return moved;
    const step = idle < idleSteps ? stepMs : Math.max(stepMs, Math.min(longStepMs, limit - moved));
    world.moveTime(step);
    moved += step;
  }
  throw new Error(`Messages still wait after ${limitSeconds} s of moved time`);
}

/** Returns when nothing is delivered, no message is to be had, and Azure was not asked anything for a while: whether all that was so from the start. */
async function quiet(app: App, world: TestWorld): Promise<boolean> {
  const { simulation } = world.azure;
  await simulation.delivery.idle();
  let calls = simulation.log.length;
  let isIdle = true;
  for (let polls = 0; polls < quietPolls;) {
    const { peekedMessageItems } = await app.queue.peekMessages();
    const busy = peekedMessageItems.length > 0 || calls !== simulation.log.length;
    calls = simulation.log.length;
    polls = busy ? 0 : polls + 1;
    isIdle &&= !busy;
    await wait(30);
  }
  return isIdle;
}
