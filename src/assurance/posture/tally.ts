import { states, zeroCounts } from '../../model/index.ts';
import type { ResourceState, State } from '../../model/index.ts';
import type { PosturePorts } from './ports.ts';

export type Counts = Readonly<Record<State, number>>;

/** The counts of the resources of one organization. */
export interface Tally {
  resources: number;
  readonly byPolicy: Map<string, Record<State, number>>;
  /** The number of resources that hold PHI, by type. */
  readonly phiTypes: Map<string, number>;
}

export interface Tallies {
  /** By organization; undefined: what belongs to none. */
  readonly byOrganization: ReadonlyMap<string | undefined, Tally>;
  /** Watched subscriptions of which nothing is known but that it is not: whatever lies in them is missing from the counts. */
  readonly unseen: readonly string[];
}

/** Goes through all that is known. */
export async function tally({
  store,
  subscriptions,
}: Pick<PosturePorts, 'store' | 'subscriptions'>): Promise<Tallies> {
  const tallies = new Map<string | undefined, Tally>();
  const unseen: string[] = [];
  for (const subscription of subscriptions) {
    let seen = false;
    for await (const current of store.list(`/subscriptions/${subscription}`)) {
      const one = tallies.get(current.organization) ?? emptyTally();
      tallies.set(current.organization, one);
      one.resources += 1;
      seen ||= isSeen(current);
      if (current.phi && !current.gone)
        one.phiTypes.set(current.resourceType, (one.phiTypes.get(current.resourceType) ?? 0) + 1);
      for (const [policy, { state }] of Object.entries(current.states)) {
        const counts = one.byPolicy.get(policy) ?? zeroCounts();
        counts[state] += 1;
        one.byPolicy.set(policy, counts);
      }
    }
    if (!seen) unseen.push(subscription);
  }
  return { byOrganization: tallies, unseen };
}

/** Whether it says anything of the resource but that it is not known. */
export function isSeen({ states }: ResourceState): boolean {
  return Object.values(states).some(({ state }) => state !== 'Unknown');
}

export function emptyTally(): Tally {
  return { resources: 0, byPolicy: new Map(), phiTypes: new Map() };
}

export function sumCounts(all: readonly Counts[]): Counts {
  const total = zeroCounts();
  for (const counts of all) for (const state of states) total[state] += counts[state];
  return total;
}
