import { firstStatus } from '../../model/index.ts';
import type { SafeguardStatus, State } from '../../model/index.ts';
import { isRelieved } from './shown.ts';
import type { Shown } from './shown.ts';
import { statusReasons } from './status-reasons.ts';
import type { Control, Proof } from './types.ts';

export interface SafeguardStanding {
  readonly status: SafeguardStatus;
  /** In words for a person: `3 findings open`. */
  readonly summary: string;
  /** The proofs that stand against it: failed, where something failed; otherwise those not given, or not current. */
  readonly open: readonly Proof[];
}

/**
 * Every proof that a safeguard needs must be on record and current; what is not shown is unknown. Policies that find nothing to look at ask for nothing.
 *
 * 45 CFR 164.306(d)(3): an addressable specification may be replaced by an equivalent alternative, or left out where neither
 * is reasonable and appropriate, if that is documented. Such a decision stands in for findings that are open, and the summary says so.
 */
export function standingOf(control: Pick<Control, 'proofs' | 'policies'>, shown: Shown): SafeguardStanding {
  if (shown.doesNotApply !== undefined)
    return { status: 'does-not-apply', summary: `Does not apply: ${shown.doesNotApply}`, open: [] };
  const each = new Map(control.proofs.map((proof) => [proof, proofStatus(proof, control, shown)]));
  const status = firstStatus([...each.values()]);
  const isOpen = status === 'findings-open' || status === 'unknown';
  const open = isOpen ? control.proofs.filter((proof) => each.get(proof) === status) : [];
  return { status, summary: statusReasons(status, open, control, shown), open };
}

const ofState: Readonly<Record<State, SafeguardStatus>> = {
  NonCompliant: 'findings-open',
  Unknown: 'unknown',
  Exempt: 'risk-accepted',
  Compliant: 'proofs-on-record',
  NotApplicable: 'does-not-apply',
};

function proofStatus(proof: Proof, control: Pick<Control, 'policies'>, shown: Shown): SafeguardStatus {
  if (proof === 'policies') return policiesStatus(control, shown);
  const standing = shown.proofs?.get(proof);
  if (standing === 'failed') return 'findings-open';
  return standing === 'current' ? 'proofs-on-record' : 'unknown';
}

function policiesStatus({ policies }: Pick<Control, 'policies'>, shown: Shown): SafeguardStatus {
  const known = policies.length > 0 ? ofState[shown.policies ?? 'Unknown'] : 'unknown';
  const relieved = isRelieved(shown) ? reliefs[shown.decision] : known;
  return (shown.unevaluated ?? 0) > 0 ? firstStatus([relieved, 'unknown']) : relieved;
}

const reliefs = { alternative: 'proofs-on-record', 'not-reasonable': 'risk-accepted' } as const;
