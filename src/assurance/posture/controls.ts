import type { State } from '../../model/index.ts';
import { compareState, rollUp, states } from '../../model/index.ts';
import { everyOwner } from '../../records/index.ts';
import type { Control, Proof } from '../../rules/controls/index.ts';
import { controlStatus } from '../../rules/controls/index.ts';
import { coverageOf } from './baa-coverage.ts';
import type { Coverage } from './baa-coverage.ts';
import type { PosturePorts } from './ports.ts';
import type { ShownByPeople } from './proof-status.ts';
import { proofsOf } from './proof-status.ts';
import type { Counts, Tallies, Tally } from './tally.ts';
import { emptyTally, sumCounts, tally } from './tally.ts';

/** A control with how it stands. */
export interface ControlView extends Pick<Control, 'id' | 'title' | 'family' | 'designation'> {
  readonly state: State;
  readonly summary: string;
  /** The proofs that stand against it. */
  readonly open: readonly Proof[];
  /** How many (resource, policy) are in each state. */
  readonly counts: Counts;
  /** How each proof stands: a state for policies; current, expired, failed or missing for what people give. */
  readonly proofs: Readonly<Partial<Record<Proof, string>>>;
  /** What was decided of an addressable specification. */
  readonly decision?: string;
  /** How it stands in each organization, where there are several. */
  readonly organizations?: Readonly<Record<string, State>>;
}

type Needs = Pick<
  PosturePorts,
  'catalogue' | 'policies' | 'store' | 'subscriptions' | 'records' | 'cloud' | 'clock'
>;

/** Nothing that is watched belongs to it, and no setting names it; `known`: the organizations that there are. */
export interface UnknownOrganization {
  readonly kind: 'unknown organization';
  readonly known: readonly string[];
}

/** What belongs to no organization, where others do. */
const unassigned = 'unassigned';

/** Every control, worst first, over all that is watched: as it stands in the organization where it stands worst. */
export async function controlsView(ports: Needs): Promise<readonly ControlView[]> {
  const tallies = await tally(ports);
  return viewsIn([...tallies.byOrganization.keys()], tallies, ports);
}

/**
 * The same for one organization, by its name as tags and settings write it; `unassigned`: for what belongs to none.
 * While a watched subscription is unseen no configuration is known to be good, whoever asks: its tags would say whose it is.
 */
export async function controlsOfOrganization(
  organization: string,
  ports: Needs & Pick<PosturePorts, 'ownership'>,
): Promise<readonly ControlView[] | UnknownOrganization> {
  const tallies = await tally(ports);
  const seen = Array.from(tallies.byOrganization.keys(), (name) => name ?? unassigned);
  const known = new Set([...seen, ...Object.values(ports.ownership.organizations)]);
  if (!known.has(organization)) return { kind: 'unknown organization', known: [...known].toSorted() };
  return viewsIn([organization === unassigned ? undefined : organization], tallies, ports);
}

async function viewsIn(
  wanted: readonly (string | undefined)[],
  { byOrganization: tallies, unseen }: Tallies,
  ports: Needs,
): Promise<readonly ControlView[]> {
  const shown = await shownByPeople(ports);
  const allSeen = unseen.length === 0;
  const now = ports.clock.now().toISOString();
  const organizations = (wanted.length > 0 ? wanted : [undefined]).map((name) => {
    const own = tallies.get(name) ?? emptyTally();
    const fullyRead = allSeen && own.resources > 0;
    return { name, own, fullyRead, coverage: coverageOf(own.phiTypes, ports.catalogue.baaServices) };
  });
  const assigned = assignedByControl(tallies, ports);
  const views = ports.catalogue.controls.map((ours) => {
    const control = { ...ours, policies: [...ours.policies, ...(assigned.get(ours.id) ?? [])] };
    const each = organizations.map(({ name, own, fullyRead, coverage }) => ({
      name: name ?? unassigned,
      view: viewOf(control, name, { ...own, fullyRead }, shown, coverage, ports.cloud, now),
    }));
    return overall(each);
  });
  return views.toSorted(
    (a, b) => compareState(a.state, b.state) || b.counts.NonCompliant - a.counts.NonCompliant,
  );
}

/** Which services hold PHI, and which of them Microsoft's agreement is about. */
export async function coverageView(
  ports: Pick<PosturePorts, 'catalogue' | 'store' | 'subscriptions'>,
): Promise<Coverage & { readonly source: string; readonly compared?: string }> {
  const { byOrganization: tallies } = await tally(ports);
  const { baaServices } = ports.catalogue;
  const { source, compared } = baaServices;
  const types = Array.from(tallies.values(), ({ phiTypes }) => [...phiTypes]).flat();
  return { ...coverageOf(types, baaServices), source, ...(compared !== undefined && { compared }) };
}

/** Policies of the tenant that have said something, by the controls that they count for. */
function assignedByControl(
  tallies: ReadonlyMap<string | undefined, Tally>,
  { catalogue, policies }: Pick<Needs, 'catalogue' | 'policies'>,
): ReadonlyMap<string, readonly string[]> {
  const names = new Set(Array.from(tallies.values(), ({ byPolicy }) => [...byPolicy.keys()]).flat());
  const byControl = new Map<string, string[]>();
  for (const name of names) {
    if (catalogue.policy(name)) continue;
    for (const id of policies.policy(name)?.controls ?? [])
      byControl.set(id, [...(byControl.get(id) ?? []), name]);
  }
  return byControl;
}

async function shownByPeople({ records }: Needs): Promise<ShownByPeople> {
  const [attestations, reviews, decisions, agreements] = await Promise.all([
    records.attestations.latest(everyOwner),
    records.reviews.latest(everyOwner),
    records.decisions.latest(everyOwner),
    records.agreements.latest(everyOwner),
  ]);
  return { attestations, reviews, decisions, agreements };
}

function viewOf(
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
  const { proofs: given, decision } = proofsOf(control, organization, people, coverage, cloud, now);
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
    ...(decision && { decision }),
  };
}

/** One view of a control over organizations: that of the worst, with all counts. */
function overall(each: readonly { readonly name: string; readonly view: ControlView }[]): ControlView {
  const [worst] = each.toSorted((a, b) => compareState(a.view.state, b.view.state));
  if (!worst) throw new Error('a control is viewed for no organization');
  if (each.length === 1) return worst.view;
  return {
    ...worst.view,
    counts: sumCounts(each.map(({ view }) => view.counts)),
    organizations: Object.fromEntries(each.map(({ name, view }) => [name, view.state])),
  };
}
