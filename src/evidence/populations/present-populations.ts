import type { Clock } from '../../base/index.ts';
import { personalDataInId } from '../../model/index.ts';
import type { Principal } from '../../phi-access/model/index.ts';
import type { AzureReader } from '../../platform/azure/index.ts';
import { privilegedIn } from '../collectors/index.ts';
import { sha256 } from '../model/index.ts';
import type { Period } from '../model/index.ts';
import type { PeriodMember } from './members-of-period.ts';
import type { PopulationReader, PopulationView } from './populations.ts';

/** The ports by which populations are read. */
export interface PopulationPorts {
  /** Reads those that the ledger tells of. */
  readonly read: PopulationReader;
  readonly reader: AzureReader;
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  /** Keys a hash, so that nobody can try names against it; absent: nobody is named. */
  readonly keyed?: (hash: string) => string;
  /** Reads the feed of HR; absent: none is named. */
  readonly people?: () => Promise<{
    readonly directory: { readonly principals: ReadonlyMap<string, Principal> };
  }>;
}

/** Populations that no ledger has: they are read where they are kept, as they are now. A text: the reason why there is none. */
export const presentPopulations = {
  joiners: (period: Period, ports: PopulationPorts) => peopleOf('joiners', 'hiredAt', period, ports),
  leavers: (period: Period, ports: PopulationPorts) => peopleOf('leavers', 'terminatedAt', period, ports),
  privileged,
} as const;

async function peopleOf(
  name: string,
  time: 'hiredAt' | 'terminatedAt',
  { from, to }: Period,
  { people, keyed, clock }: PopulationPorts,
): Promise<PopulationView | string> {
  if (!people) return 'no feed of HR is named';
  const principals = [...(await people()).directory.principals.values()];
  const humans = principals.filter(({ kind }) => kind === 'human');
  const known = humans.filter((each) => each[time] !== undefined);
  if (known.length === 0) return `nobody in the feed of HR has ${time}`;
  const members = known
    .map((each): PeriodMember => ({
      id: shownId(each.id, keyed),
      at: new Date(each[time] ?? '').toISOString(),
    }))
    .filter(({ at }) => at >= from && at < to)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return {
    name,
    count: members.length,
    source: `the feed of HR as it is now, which phiwatch does not write: ${known.length} of its ${humans.length} people have ${time}`,
    asOf: clock.now().toISOString(),
    unreconciled: 'Microsoft Entra, which would be a second source, is not read',
    members,
  };
}

/** The feed may name people by their mail address. */
function shownId(id: string, keyed: PopulationPorts['keyed']): string {
  if (personalDataInId(id) === undefined) return id;
  return `person-${keyed ? keyed(sha256(id)) : 'unnamed'}`;
}

async function privileged(_period: Period, ports: PopulationPorts): Promise<PopulationView | string> {
  const members: PeriodMember[] = [];
  const gaps: string[] = [];
  const now = ports.clock.now().toISOString();
  for (const subscription of ports.subscriptions) {
    const found = await privilegedIn(`/subscriptions/${subscription}`, ports);
    if (typeof found === 'string') gaps.push(found);
    else
      for (const { id, createdOn, principalId } of found)
        members.push({ id, at: createdOn ?? now, about: principalId });
  }
  // Part of a population would be taken for all of it.
  if (gaps.length > 0) return `Azure does not show all role assignments: ${gaps.join('; ')}`;
  return {
    name: 'privileged',
    count: members.length,
    source:
      'assignments in Azure of the four privileged built-in roles, as they are now; custom roles and members of groups are not counted',
    asOf: now,
    unreconciled: 'no other source lists the role assignments of Azure',
    members: members.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
  };
}
