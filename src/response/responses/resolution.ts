import type { Drift, Head, State } from '../../model/index.ts';
import type { Closure } from './response.ts';

/** Whether a drift to this state is to be answered. */
export function isFault(state: State): boolean {
  return state === 'NonCompliant' || state === 'Unknown';
}

/** How a state other than a fault ends a response. */
export function closureBy(state: State): Closure {
  if (state === 'Exempt') return 'exempt';
  return state === 'NotApplicable' ? 'not-applicable' : 'resolved';
}

/**
 * Finds what has become of a drift since it was recorded. The head knows, whatever order messages come in.
 * Undefined: it stands. What can no longer be read is not put right by that.
 */
export function endOf(
  { policy, to, sequence }: Pick<Drift, 'policy' | 'to' | 'sequence'>,
  head: Pick<Head, 'gone' | 'states' | 'sequence'> | undefined,
): Closure | undefined {
  if (!head || head.sequence < sequence) return undefined;
  const state = head.gone ? 'NotApplicable' : (head.states[policy]?.state ?? 'NotApplicable');
  if (!isFault(state)) return closureBy(state);
  // Seen as a fault at last, it has a drift of its own.
  return to === 'Unknown' && state === 'NonCompliant' ? 'superseded' : undefined;
}
