import type { State } from '../../model/index.ts';
import { rollUp } from '../../model/index.ts';
import type { Control, Proof } from './types.ts';

/**
 * The status of a proof that people give: in force, past its date, or given with a negative outcome. `partial`: it shows a part of what the
 * control is about. Absent: never given.
 */
export type ProofStatus = 'current' | 'expired' | 'failed' | 'partial';

/** The evidence that there is to show for a control. */
export interface Shown {
  /** Its policies, rolled up; undefined: never evaluated. */
  readonly policies?: State | undefined;
  /** The decision that is in force now, instead of implementing an addressable specification as it stands. */
  readonly decision?: 'alternative' | 'not-reasonable' | undefined;
  readonly proofs?: ReadonlyMap<Exclude<Proof, 'policies'>, ProofStatus>;
}

interface ControlStatus {
  readonly state: State;
  /** In words for a person: `configured, operation not shown`. */
  readonly summary: string;
  /** The proofs that stand against it: failed, where something failed; otherwise those not given, or not current. */
  readonly open: readonly Proof[];
}

/**
 * A control is Compliant only when every proof that it needs is present and current; what is not shown is Unknown.
 * Where its policies apply to nothing, it is NotApplicable once everything else is shown.
 *
 * 45 CFR 164.306(d)(3): an addressable specification may be replaced by an equivalent alternative, or left out where neither
 * is reasonable and appropriate, if that is documented. Such a decision stands in for policies that are not met: an
 * alternative shows them met; what is not reasonable is Exempt, as nothing is in place. The summary says so.
 */
export function controlStatus(control: Pick<Control, 'proofs' | 'policies'>, shown: Shown): ControlStatus {
  const states = new Map(control.proofs.map((proof) => [proof, proofState(proof, control, shown)]));
  const all = [...states.values()];
  const worst = rollUp(all);
  const state = worst === 'Compliant' && all.includes('NotApplicable') ? 'NotApplicable' : worst;
  const relieved = reliefOf(shown) !== undefined ? shown.decision : undefined;
  const stopping = state === 'NonCompliant' || state === 'Unknown' ? state : undefined;
  return {
    state,
    summary:
      (relieved && decided[relieved][state]) ??
      summary(state, states.get('policies'), undrilled(control, shown)),
    open: control.proofs.filter((proof) => stopping !== undefined && states.get(proof) === stopping),
  };
}

function proofState(proof: Proof, control: Pick<Control, 'policies'>, shown: Shown): State {
  if (proof === 'policies')
    return reliefOf(shown) ?? (control.policies.length > 0 ? (shown.policies ?? 'Unknown') : 'Unknown');
  const standing = shown.proofs?.get(proof);
  if (standing === 'failed') return 'NonCompliant';
  return standing === 'current' ? 'Compliant' : 'Unknown';
}

/** Returns the state that a decision puts in place of the policies' own; undefined where there is none, or nothing that needs one. */
function reliefOf({ decision, policies }: Shown): State | undefined {
  // A decision is about what is known not to be met: what could not be read is not relieved by it.
  if (decision === undefined || (policies !== 'NonCompliant' && policies !== 'Exempt')) return undefined;
  return decision === 'alternative' ? 'Compliant' : 'Exempt';
}

const decided: Readonly<Record<NonNullable<Shown['decision']>, Partial<Record<State, string>>>> = {
  alternative: { Compliant: 'met by a documented alternative (164.306(d)(3))' },
  'not-reasonable': { Exempt: 'not implemented: documented as not reasonable (164.306(d)(3))' },
};

const summaries: Readonly<Record<Exclude<State, 'Unknown'>, string>> = {
  Compliant: 'met: every proof is present and current',
  NonCompliant: 'not met',
  Exempt: 'met but for what is exempt',
  NotApplicable: 'not applicable: nothing here that its policies look at',
};

function summary(state: State, configuration: State | undefined, open = 'operation not shown'): string {
  if (state !== 'Unknown') return summaries[state];
  if (configuration === 'Unknown') return 'configuration not known';
  if (configuration === 'Exempt') return `configured but for what is exempt, ${open}`;
  if (configuration === 'Compliant') return `configured, ${open}`;
  return open === 'operation not shown' ? 'not shown' : open;
}

/** The words for a drill that is needed and does not hold; undefined: none is needed, or it holds. */
function undrilled({ proofs }: Pick<Control, 'proofs'>, shown: Shown): string | undefined {
  if (!proofs.includes('drill')) return undefined;
  const standing = shown.proofs?.get('drill');
  if (standing === undefined) return 'not drilled yet';
  if (standing === 'expired') return 'the last drill was too long ago';
  return standing === 'partial' ? 'drilled in part' : undefined;
}
