import { setTimeout as wait } from 'node:timers/promises';
import { App } from './app.ts';
import { connectionTo } from './connection.ts';
import type { TestWorld } from './setup.ts';

/** A call to storage at which a host dies. */
export interface Place {
  readonly method?: string;
  readonly path: RegExp;
  readonly nth: number;
  readonly when: 'before' | 'after';
}

/**
 * Kills the host at a call of work that goes on, and starts it again.
 * @param timer the function that keeps the work going
 * @param patience milliseconds until the call is taken not to come
 * @returns whether the call came
 */
export async function killAt(
  place: Place,
  app: App,
  world: TestWorld,
  timer: string,
  patience = 120_000,
): Promise<{ readonly app: App; readonly caught: boolean }> {
  const host = world.hosts.at(-1);
  const trap = world.proxy?.trap({ ...place, then: 'hold' });
  if (!host || !trap) throw new Error('there is no host, or no proxy');
  const driving = new AbortController();
  void (async () => {
    while (!driving.signal.aborted) {
      world.moveTime(60_000);
      await app.run(timer).catch(() => undefined);
      await wait(100);
    }
  })();
  const caught = await Promise.race([trap.caught.then(() => true), wait(patience).then(() => false)]);
  driving.abort();
  await host.kill();
  trap.release();
  const port = Number(new URL(host.url).port);
  return { app: new App(connectionTo(world, await world.startHost({ port }))), caught };
}
