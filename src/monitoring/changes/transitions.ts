import { isDeepStrictEqual } from 'node:util';
import type { Cause, ResourceState, PolicyState, State } from '../../model/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import type { Evaluation } from '../evaluation/index.ts';
import { nextState } from './next-state.ts';

/** A change of state of one policy, before it is written down as a drift. */
export interface Transition {
  readonly policy: string;
  /** Undefined: the catalogue has it no longer. */
  readonly entry: CataloguePolicy | undefined;
  readonly cause: Cause;
  readonly from: State | null;
  readonly previous: PolicyState | undefined;
  readonly next: PolicyState;
}

export interface Comparison {
  readonly states: Readonly<Record<string, PolicyState>>;
  readonly transitions: readonly Transition[];
}

/** Why a policy that is still assigned says nothing of a resource any more. */
export const outOfScope = 'out of the scope of its assignment';

/**
 * Returns what a read at `readAt` changes in what was known (undefined: the resource was never seen).
 * A first sight that is NotApplicable is kept, but it is no drift.
 * @param policies those that evaluate the resource
 * @param policyNamed finds those that are there but leave the resource out of their scope
 */
export function compareStates(
  known: ResourceState | undefined,
  policies: readonly CataloguePolicy[],
  evaluations: ReadonlyMap<string, Evaluation>,
  readAt: string,
  policyNamed: (name: string) => CataloguePolicy | undefined = () => undefined,
): Comparison {
  const states: Record<string, PolicyState> = {};
  const transitions: Transition[] = [];
  for (const entry of policies) {
    const evaluation = evaluations.get(entry.name);
    if (!evaluation) continue;
    const previous = known?.states[entry.name];
    const next = nextState(previous, evaluation, entry.version, readAt);
    states[entry.name] = next;
    const from = previous?.state ?? (known?.gone ? 'NotApplicable' : null);
    if (next.state === (from ?? 'NotApplicable')) continue;
    transitions.push({
      policy: entry.name,
      entry,
      cause: causeOf(known, previous, next),
      from,
      previous,
      next,
    });
  }
  const retired = Object.entries(known?.states ?? {}).filter(([name]) => !(name in states));
  const left = retired.filter(([name]) => policyNamed(name));
  const withdrawn = retired.filter(([name]) => !policyNamed(name));
  transitions.push(
    ...ending(left, 'scope', outOfScope, readAt).map((ended) => ({
      ...ended,
      entry: policyNamed(ended.policy),
    })),
    ...ending(withdrawn, 'policy', 'no longer among the policies', readAt),
  );
  // Saved on the current state, so that a return into the scope is told from a first sight.
  for (const [name, { policyVersion }] of left)
    states[name] = { state: 'NotApplicable', since: readAt, policyVersion, reason: outOfScope };
  return { states, transitions };
}

/** The resource is no longer there: every state ends. */
export function closeStates(
  known: ResourceState,
  policies: readonly CataloguePolicy[],
  reason: 'deleted' | 'moved',
  readAt: string,
): Comparison {
  const entries = new Map(policies.map((entry) => [entry.name, entry]));
  const transitions = ending(Object.entries(known.states), 'resource', reason, readAt);
  return {
    states: {},
    transitions: transitions.map((ended) => ({ ...ended, entry: entries.get(ended.policy) })),
  };
}

function ending(
  states: readonly (readonly [string, PolicyState])[],
  cause: Cause,
  reason: string,
  readAt: string,
): readonly Transition[] {
  return states
    .filter(([, { state }]) => state !== 'NotApplicable')
    .map(([policy, previous]) => ({
      policy,
      entry: undefined,
      cause,
      from: previous.state,
      previous,
      next: { state: 'NotApplicable', since: readAt, policyVersion: previous.policyVersion, reason },
    }));
}

function causeOf(
  known: ResourceState | undefined,
  previous: PolicyState | undefined,
  next: PolicyState,
): Cause {
  if (!known || (!previous && !known.gone)) return 'baseline';
  if (previous?.reason === outOfScope) return 'scope';
  if (next.unread || previous?.unread) return 'visibility';
  if (previous && isExemptionsDoing(previous.state, next.state)) return 'exemption';
  if (previous && previous.policyVersion !== next.policyVersion && sameValues(previous, next))
    return 'policy';
  return 'resource';
}

/** An exemption began or ended, as against a resource that came to be, or is no longer, one that the policy is about. */
function isExemptionsDoing(from: State, to: State): boolean {
  return (from === 'Exempt') !== (to === 'Exempt') && ![from, to].includes('NotApplicable');
}

/** Whether all that both versions of a rule read is the same: then it is the rule that changed. */
function sameValues(previous: PolicyState, next: PolicyState): boolean {
  const values = previous.values ?? {};
  return Object.entries(next.values ?? {}).every(
    ([path, value]) => !(path in values) || isDeepStrictEqual(values[path], value),
  );
}
