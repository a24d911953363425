import { compareStatus } from '../../model/index.ts';
import { everyOwner } from '../../records/index.ts';
import { coverageOf } from './baa-coverage.ts';
import type { Coverage } from './baa-coverage.ts';
import { overallView, controlViewOf } from './control-view.ts';
import type { ControlView } from './control-view.ts';
import type { PosturePorts } from './ports.ts';
import type { ShownByPeople } from './proof-status.ts';
import { emptyTally, tally } from './tally.ts';
import type { Tallies, Tally } from './tally.ts';

type Needs = Pick<
  PosturePorts,
  | 'catalogue'
  | 'policies'
  | 'store'
  | 'subscriptions'
  | 'records'
  | 'drills'
  | 'tabletops'
  | 'cloud'
  | 'clock'
>;

/** Nothing that is watched belongs to it, and no setting names it; `known`: the organizations that there are. */
interface UnknownOrganization {
  readonly kind: 'unknown organization';
  readonly known: readonly string[];
}

/** The name for what belongs to no organization, where others do. */
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
    return { name, own, fullyRead, coverage: coverageOf(own.phiTypes.keys(), ports.catalogue.baaServices) };
  });
  const assigned = assignedByControl(tallies, ports);
  const views = ports.catalogue.controls.map((ours) => {
    const control = { ...ours, policies: [...ours.policies, ...(assigned.get(ours.id) ?? [])] };
    const each = organizations.map(({ name, own, fullyRead, coverage }) => ({
      name: name ?? unassigned,
      view: controlViewOf(control, name, { own, fullyRead, coverage }, shown, ports, now),
    }));
    return overallView(each);
  });
  return views.toSorted(
    (a, b) => compareStatus(a.status, b.status) || b.counts.NonCompliant - a.counts.NonCompliant,
  );
}

/** Returns the services that hold PHI, and which of them Microsoft's agreement is about. */
export async function coverageView(
  ports: Pick<PosturePorts, 'catalogue' | 'store' | 'subscriptions'>,
): Promise<Coverage & { readonly source: string; readonly compared?: string }> {
  const { byOrganization: tallies } = await tally(ports);
  const { baaServices } = ports.catalogue;
  const { source, compared } = baaServices;
  const types = Array.from(tallies.values(), ({ phiTypes }) => [...phiTypes.keys()]).flat();
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

async function shownByPeople({ records, drills, tabletops }: Needs): Promise<ShownByPeople> {
  const [attestations, reviews, decisions, entityProfiles, agreements, known, talked, documents] =
    await Promise.all([
      records.attestations.latest(everyOwner),
      records.reviews.latest(everyOwner),
      records.decisions.latest(everyOwner),
      records.entityProfiles.latest(everyOwner),
      records.agreements.latest(everyOwner),
      drills.all(),
      tabletops.latest(everyOwner),
      records.documents.latest(everyOwner),
    ]);
  const changed = documents.filter(({ value }) => value.status === 'changed');
  const executed = known.map(({ value }) => value);
  return {
    attestations,
    reviews,
    decisions,
    entityProfiles,
    agreements,
    drills: executed,
    tabletops: talked,
    changedDocuments: new Set(changed.map(({ id }) => id)),
  };
}
