import { counted } from '../../base/index.ts';
import {
  finding,
  isAddress,
  neighborhood,
  networkFinder,
  sum,
  wideNeighborhood,
} from '../detection/index.ts';
import type { DetectionContext, Person } from '../detection/index.ts';
import type { AccessFinding, Directory } from '../model/index.ts';

/** Days on which a place was used before it counts as usual for somebody: one day could be the first of an intruder. */
const usualAfter = 3;

const leastDays = 5;

const roaming = 5;

const finders = new WeakMap<Directory, ReturnType<typeof networkFinder>>();

function finderOf(directory: Directory): ReturnType<typeof networkFinder> {
  let finder = finders.get(directory);
  if (!finder) finders.set(directory, (finder = networkFinder(directory.networks)));
  return finder;
}

/** Access from outside the organization's networks, and of a service from where it never was. */
export function newNetwork(context: DetectionContext): AccessFinding[] {
  const networkOf = finderOf(context.directory);
  const networks = context.directory.networks.length > 0;
  const isOutside = (address: string): boolean =>
    networks ? networkOf(address) === undefined : !sharedPlaces(context).has(wideNeighborhood(address));
  return context.active.flatMap((person) => {
    const parts = context.partsOf(person).filter((part) => part.addresses.length > 0);
    if (parts.length === 0) return [];
    // People are at home in all networks of the organization: of them only what lies outside is asked about.
    const addresses = new Set(parts.flatMap((part) => part.addresses));
    if (networks && person.kind === 'human' && [...addresses].every((each) => networkOf(each) !== undefined))
      return [];
    const past = placesOf(person, Math.floor((context.from - 24) / 24), networkOf, isOutside);
    const isOdd = (address: string): boolean => {
      // Some logs mask a part of an address: of such nothing can be said.
      if (!isAddress(address)) return false;
      if ((past.neighborhoods.get(neighborhood(address))?.size ?? 0) >= usualAfter) return false;
      const network = networkOf(address);
      if (person.kind === 'human' && roams(past)) return false;
      if (networks && network === undefined) return true;
      if (past.days.size < leastDays) return false;
      if (person.kind === 'human') return !networks && isOutside(address);
      // Within the organization a service may move between hosts of a network, not between networks.
      return network === undefined
        ? !past.neighborhoods.has(neighborhood(address))
        : !past.networks.has(network) && !past.neighborhoods.has(neighborhood(address));
    };
    const odd = parts.filter((part) => part.addresses.some(isOdd));
    if (odd.length === 0) return [];
    const odds = new Set(odd.flatMap((part) => part.addresses.filter(isOdd)));
    const outside = networks && [...odds].some((address) => networkOf(address) === undefined);
    const reads = sum(odd, (part) => part.reads);
    const where = outside ? 'outside the networks of the organization' : 'where it never was before';
    return finding(
      'new-network',
      person,
      odd,
      person.kind === 'human' ? (reads > 0 ? 'medium' : 'low') : reads > 0 ? 'high' : 'medium',
      person.kind === 'human' ? 0.6 : 0.8,
      { addresses: odds.size, reads, daysOfHistory: past.days.size },
      `${counted(reads, 'successful read')} from ${odds.size === 1 ? 'an address' : `${odds.size} addresses`} ${where}, in ${counted(past.days.size, 'day')} of history not usual either.`,
    );
  });
}

/** Says whether somebody works from a new place outside every few days: then the next one is not reported. */
function roams({ days, outside }: Places): boolean {
  return outside.size >= roaming && outside.size > days.size / 5;
}

/** Returns the places from which several people work: they stand for the networks of an organization that has not named them. */
function sharedPlaces(context: DetectionContext): ReadonlySet<string> {
  return context.remember('shared places', () => {
    const users = new Map<string, Set<string>>();
    for (const { id, days } of context.history.people.values())
      for (const [day, { addresses }] of days)
        if (day < Math.floor((context.from - 24) / 24))
          for (const address of addresses) {
            const wide = wideNeighborhood(address);
            users.set(wide, (users.get(wide) ?? new Set()).add(id));
          }
    return new Set([...users].flatMap(([wide, ids]) => (ids.size >= 3 ? wide : [])));
  });
}

interface Places {
  readonly days: ReadonlySet<number>;
  readonly networks: ReadonlySet<number>;
  /** With the days on which they were used. */
  readonly neighborhoods: ReadonlyMap<string, ReadonlySet<number>>;
  /** Those that are not the organization's. */
  readonly outside: ReadonlySet<string>;
}

function placesOf(
  person: Person,
  before: number,
  networkOf: (address: string) => number | undefined,
  isOutside: (address: string) => boolean,
): Places {
  const days = new Set<number>();
  const networks = new Set<number>();
  const outside = new Set<string>();
  const neighborhoods = new Map<string, Set<number>>();
  for (const [day, { addresses }] of person.days) {
    if (day >= before) continue;
    days.add(day);
    for (const address of addresses) {
      const network = networkOf(address);
      if (network !== undefined) networks.add(network);
      const near = neighborhood(address);
      if (isOutside(address)) outside.add(near);
      const seen = neighborhoods.get(near);
      if (seen) seen.add(day);
      else neighborhoods.set(near, new Set([day]));
    }
  }
  return { days, networks, neighborhoods, outside };
}
