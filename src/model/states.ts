/** The states, the worst first: rolled up, a control or a scope takes the first that is present. */
export const states = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'] as const;

/** The result of one policy for one resource. `Exempt` is decided outside the engine. */
export type State = (typeof states)[number];

/** States in words for people: facts about a resource and a policy, and no conclusion of law. */
export const stateWords: Readonly<Record<State, string>> = {
  NonCompliant: 'finding open',
  Unknown: 'not known',
  Exempt: 'finding accepted',
  Compliant: 'no finding',
  NotApplicable: 'does not apply',
};

/** Compares two states, so that a sorted list has the worst first. */
export function compareState(one: State, other: State): number {
  return states.indexOf(one) - states.indexOf(other);
}

/** Counts by state, each still zero. */
export function zeroCounts(): Record<State, number> {
  return Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>;
}

/**
 * One state for a control or a scope: the first of the list that is present. No states at all: nothing is applicable.
 * `fullyRead`: false where a part could not be read, or where there is no resource to read: then what is missing
 * counts as Unknown.
 */
export function rollUp(given: Iterable<State>, fullyRead = true): State {
  const present = new Set(given);
  if (!fullyRead) present.add('Unknown');
  return states.find((state) => present.has(state)) ?? 'NotApplicable';
}
