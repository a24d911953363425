import { compareState, rollUp, states } from '../../model/index.ts';
import type { State } from '../../model/index.ts';
import { controlStatus } from '../../rules/controls/index.ts';
import type { Control, Proof } from '../../rules/controls/index.ts';
import type { Coverage } from './baa-coverage.ts';
import type { PosturePorts } from './ports.ts';
import { proofsOf } from './proof-status.ts';
import type { ShownByPeople } from './proof-status.ts';
import { sumCounts } from './tally.ts';
import type { Counts, Tally } from './tally.ts';

/** A control with its state. */
export interface ControlView extends Pick<Control, 'id' | 'title' | 'family' | 'designation'> {
  readonly state: State;
  readonly summary: string;
  /** The proofs that stand against it. */
  readonly open: readonly Proof[];
  /** The number of (resource, policy) pairs in each state. */
  readonly counts: Counts;
  /** The status of each proof: a state for policies; current, expired, failed or missing for what people give. */
  readonly proofs: Readonly<Partial<Record<Proof, string>>>;
  /** The moments at which those of them ended that have expired. */
  readonly ended?: Readonly<Partial<Record<Proof, string>>>;
  /** The decision about an addressable specification. */
  readonly decision?: string;
  /** Its state in each organization, where there are several. */
  readonly organizations?: Readonly<Record<string, State>>;
}

export function controlViewOf(
  control: Control,
  organization: string | undefined,
  { byPolicy, fullyRead }: Pick<Tally, 'byPolicy'> & { readonly fullyRead: boolean },
  people: ShownByPeople,
  coverage: Coverage,
  cloud: PosturePorts['cloud'],
  now: string,
): ControlView {
  const { id, title, family, designation, policies } = control;
  const counts = sumCounts(policies.flatMap((policy) => byPolicy.get(policy) ?? []));
  const present = states.filter((state) => counts[state] > 0);
  const configured = rollUp(present, fullyRead);
  const { proofs: given, decision, ended } = proofsOf(control, organization, people, coverage, cloud, now);
  // What was not seen may hold PHI in a service that the agreement is not about.
  const proofs = new Map(
    [...given].filter(([proof, standing]) => fullyRead || proof !== 'inherited' || standing !== 'current'),
  );
  const relief = decision === 'implemented' ? undefined : decision;
  const standings = control.proofs.map((proof) => [
    proof,
    proof === 'policies' ? configured : (proofs.get(proof) ?? 'missing'),
  ]);
  return {
    id,
    title,
    family,
    designation,
    ...controlStatus(control, { policies: configured, proofs, decision: relief }),
    counts,
    proofs: Object.fromEntries(standings) as ControlView['proofs'],
    ...(Object.keys(ended).length > 0 && { ended }),
    ...(decision && { decision }),
  };
}

/** One view of a control over organizations: that of the worst, with all counts. */
export function overallView(
  each: readonly { readonly name: string; readonly view: ControlView }[],
): ControlView {
  const [worst] = each.toSorted((a, b) => compareState(a.view.state, b.view.state));
  if (!worst) throw new Error('a control is viewed for no organization');
  if (each.length === 1) return worst.view;
  return {
    ...worst.view,
    counts: sumCounts(each.map(({ view }) => view.counts)),
    organizations: Object.fromEntries(each.map(({ name, view }) => [name, view.state])),
  };
}
