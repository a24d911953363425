import type { State } from '../../model/index.ts';
import type { Proof } from './types.ts';

/**
 * The standing of a proof that people give: in force, past its date, or given with a negative outcome. `partial`: it shows a part of what the
 * safeguard is about. Absent: never given.
 */
export type ProofStatus = 'current' | 'expired' | 'failed' | 'partial' | 'changed';

/** The evidence that there is to show for a safeguard. */
export interface Shown {
  /** Its policies, rolled up; undefined: never evaluated. */
  readonly policies?: State | undefined;
  /** Findings of its policies, by resource and policy: those that are open, and those that somebody has accepted. */
  readonly findings?: { readonly open: number; readonly accepted: number };
  /** Resources that hold PHI and are of types that no policy of it evaluates. */
  readonly unevaluated?: number;
  /** The decision that is in force now, instead of implementing an addressable specification as it stands. */
  readonly decision?: 'alternative' | 'not-reasonable' | undefined;
  readonly proofs?: ReadonlyMap<Exclude<Proof, 'policies'>, ProofStatus>;
  /** Why it is not for this organization, in words that go on after "Does not apply: ". */
  readonly doesNotApply?: string;
}

/** A decision is about what is known not to be in place: what could not be read is not relieved by it. */
export function isRelieved(
  shown: Shown,
): shown is Shown & { readonly decision: NonNullable<Shown['decision']> } {
  return shown.decision !== undefined && (shown.policies === 'NonCompliant' || shown.policies === 'Exempt');
}
