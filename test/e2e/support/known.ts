import { concurrently } from '../../../src/base/bounded-concurrency.ts';
import type { StatesView } from '../../../src/assurance/posture/index.ts';
import type { State } from '../../../src/model/states.ts';
import type { App } from './app.ts';

/** What is known of one (resource, policy). */
export interface KnownState {
  readonly state: State;
  readonly reason?: string;
  /** The state, or all of the resource's, could not be confirmed. */
  readonly stale: boolean;
}

/** By `id policy`, the id in lower case. */
export type KnownStates = ReadonlyMap<string, KnownState>;

/** What the app knows of these resources, in their order. */
export async function knownStates(app: App, ids: readonly string[]): Promise<KnownStates> {
  const views = new Map<string, StatesView | undefined>();
  await concurrently(ids, 8, async (id) => {
    views.set(id, await app.states(id));
  });
  const known = new Map<string, KnownState>();
  for (const id of ids) {
    const view = views.get(id);
    for (const { policy, state, reason, staleSince } of view?.states ?? [])
      known.set(`${id.toLowerCase()} ${policy}`, {
        state,
        ...(reason !== undefined && { reason }),
        stale: (staleSince ?? view?.staleSince) !== undefined,
      });
  }
  return known;
}
