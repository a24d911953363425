import { compareStatus, rollUp, states, statusBasis } from '../../model/index.ts';
import type { SafeguardStatus } from '../../model/index.ts';
import type { Decision } from '../../records/index.ts';
import { standingOf, unevaluated } from '../../rules/controls/index.ts';
import type { Control, Proof, Shown } from '../../rules/controls/index.ts';
import type { Coverage } from './baa-coverage.ts';
import { excludingProfile } from './excluding-profile.ts';
import type { PosturePorts } from './ports.ts';
import { proofsOf } from './proof-status.ts';
import type { ShownByPeople } from './proof-status.ts';
import { sumCounts } from './tally.ts';
import type { Counts, Tally } from './tally.ts';

/** A control with its status. */
export interface ControlView extends Pick<Control, 'id' | 'title' | 'family' | 'designation'> {
  readonly status: SafeguardStatus;
  readonly summary: string;
  /** Says what a status is not. */
  readonly basis: string;
  /** The proofs that stand against it. */
  readonly open: readonly Proof[];
  /** The number of (resource, policy) pairs in each state. */
  readonly counts: Counts;
  /** The standing of each proof: a state for policies; current, expired, failed or missing for what people give. */
  readonly proofs: Readonly<Partial<Record<Proof, string>>>;
  /** The moments at which those of them ended that have expired. */
  readonly ended?: Readonly<Partial<Record<Proof, string>>>;
  /** The decision about an addressable specification. */
  readonly decision?: string;
  /** The id of the entity profile by which it does not apply. */
  readonly entityProfile?: string;
  /** Its status in each organization, where there are several. */
  readonly organizations?: Readonly<Record<string, SafeguardStatus>>;
}

/** The facts that are known of one organization. */
interface Known {
  readonly own: Tally;
  readonly fullyRead: boolean;
  readonly coverage: Coverage;
}

export function controlViewOf(
  control: Control,
  organization: string | undefined,
  { own: { byPolicy, phiTypes }, fullyRead, coverage }: Known,
  people: ShownByPeople,
  { catalogue, policies, cloud }: Pick<PosturePorts, 'catalogue' | 'policies' | 'cloud'>,
  now: string,
): ControlView {
  const { id, title, family, designation } = control;
  const counts = sumCounts(control.policies.flatMap((policy) => byPolicy.get(policy) ?? []));
  const present = states.filter((state) => counts[state] > 0);
  const configured = rollUp(present, fullyRead);
  const { proofs: given, decision, ended } = proofsOf(control, organization, people, coverage, cloud, now);
  // What was not seen may hold PHI in a service that the agreement is not about.
  const proofs = new Map(
    [...given].filter(([proof, standing]) => fullyRead || proof !== 'inherited' || standing === 'failed'),
  );
  const evaluating = control.policies.flatMap(
    (name) => catalogue.policy(name) ?? policies.policy(name) ?? [],
  );
  const standings = control.proofs.map((proof) => [
    proof,
    proof === 'policies' ? configured : (proofs.get(proof) ?? 'missing'),
  ]);
  const relief = reliefOf(decision, control, byPolicy);
  const profile = excludingProfile(control, organization, people.entityProfiles, now);
  const standing = standingOf(control, {
    policies: configured,
    findings: { open: counts.NonCompliant, accepted: counts.Exempt },
    unevaluated: control.proofs.includes('policies') ? unevaluated(evaluating, phiTypes, catalogue) : 0,
    proofs,
    ...(relief && { decision: relief }),
    ...(profile && { doesNotApply: profile.why }),
  });
  return {
    id,
    title,
    family,
    designation,
    ...standing,
    basis: statusBasis,
    counts,
    proofs: Object.fromEntries(standings) as ControlView['proofs'],
    ...(Object.keys(ended).length > 0 && { ended }),
    ...(decision && { decision: decision.choice }),
    ...(profile && { entityProfile: profile.id }),
  };
}

/**
 * The decision, as far as it stands in for findings. An alternative does where it names the policies that it is instead of, all that have findings among
 * them, and the evidence that it is in place: 164.306(d)(3)(ii)(B)(2) wants it implemented.
 */
function reliefOf(
  decision: Decision | undefined,
  control: Pick<Control, 'policies'>,
  byPolicy: Tally['byPolicy'],
): Shown['decision'] {
  if (!decision || decision.choice === 'implemented') return undefined;
  if (decision.choice === 'not-reasonable') return 'not-reasonable';
  const failing = control.policies.filter((name) => {
    const { NonCompliant = 0, Exempt = 0 } = byPolicy.get(name) ?? {};
    return NonCompliant + Exempt > 0;
  });
  const isWhole =
    decision.evidence !== undefined && failing.every((name) => decision.policies?.includes(name));
  return isWhole ? 'alternative' : undefined;
}

/** One view of a control over organizations: that of the worst, with all counts. */
export function overallView(
  each: readonly { readonly name: string; readonly view: ControlView }[],
): ControlView {
  const [worst] = each.toSorted((a, b) => compareStatus(a.view.status, b.view.status));
  if (!worst) throw new Error('a control is viewed for no organization');
  if (each.length === 1) return worst.view;
  return {
    ...worst.view,
    counts: sumCounts(each.map(({ view }) => view.counts)),
    organizations: Object.fromEntries(each.map(({ name, view }) => [name, view.status])),
  };
}
