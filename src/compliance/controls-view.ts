import { controlStatus, rollUp } from '../controls/index.ts';
import type { Control, Proof } from '../controls/types.ts';
import type { State } from '../policy/types.ts';
import type { Ports } from './types.ts';

export type Counts = Readonly<Record<State, number>>;

/** A control with how it stands over all watched subscriptions. */
export interface ControlView extends Pick<Control, 'id' | 'title' | 'family' | 'designation'> {
  readonly state: State;
  readonly summary: string;
  /** The proofs that stand against it. */
  readonly open: readonly Proof[];
  /** How many (resource, policy) are in each state. */
  readonly counts: Counts;
}

const worstFirst: readonly State[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'];

/** Every control, worst first. */
export async function controlsView({
  catalogue,
  store,
  subscriptions,
}: Pick<Ports, 'catalogue' | 'store' | 'subscriptions'>): Promise<readonly ControlView[]> {
  const byPolicy = new Map<string, Record<State, number>>();
  let resources = 0;
  for (const subscription of subscriptions) {
    for await (const head of store.heads(`/subscriptions/${subscription}`)) {
      resources += 1;
      for (const [policy, { state }] of Object.entries(head.states)) {
        const counts = byPolicy.get(policy) ?? none();
        counts[state] += 1;
        byPolicy.set(policy, counts);
      }
    }
  }
  const views = catalogue.controls.map((control) => {
    const { id, title, family, designation, policies } = control;
    const counts = sum(policies.flatMap((policy) => byPolicy.get(policy) ?? []));
    const present = worstFirst.filter((state) => counts[state] > 0);
    const shown = { policies: rollUp(present, resources > 0) };
    return { id, title, family, designation, ...controlStatus(control, shown), counts };
  });
  return views.toSorted(
    (a, b) =>
      worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state) ||
      b.counts.NonCompliant - a.counts.NonCompliant,
  );
}

function sum(all: readonly Counts[]): Counts {
  const total = none();
  for (const counts of all) for (const state of worstFirst) total[state] += counts[state];
  return total;
}

function none(): Record<State, number> {
  return { NonCompliant: 0, Unknown: 0, Exempt: 0, Compliant: 0, NotApplicable: 0 };
}
