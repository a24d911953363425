const precedence: readonly State[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'];

/**
 * One state for a control or a scope: the first that is present of NonCompliant, Unknown, Exempt, Compliant,
 * NotApplicable. No states at all: nothing is applicable.
 * `fullyRead`: false where a part could not be read, or where there is no resource to read: then what is missing
 * counts as Unknown.
 */
export function rollUp(states: Iterable<State>, fullyRead = true): State {
  const present = new Set(states);
  if (!fullyRead) present.add('Unknown');
  return precedence.find((state) => present.has(state)) ?? 'NotApplicable';
}

/** What a policy says of one resource. `Exempt` is decided outside the engine. */
export type State = 'Compliant' | 'NonCompliant' | 'Exempt' | 'NotApplicable' | 'Unknown';
