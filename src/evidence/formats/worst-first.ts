import { compareSeverity, compareState } from '../../model/index.ts';
import type { StateFact } from '../model/index.ts';

/** Sorts findings, the worst first: by state, PHI, severity, and then by resource and policy. */
export function worstFirst(states: readonly StateFact[]): readonly StateFact[] {
  return states.toSorted(
    (one, other) =>
      compareState(one.state, other.state) ||
      Number(other.phi) - Number(one.phi) ||
      compareSeverity(one.severity, other.severity) ||
      compareTexts(one.resourceId, other.resourceId) ||
      compareTexts(one.policy, other.policy),
  );
}

/** Compares by code units: the same on every machine, whatever its language. */
function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
