import type { Finding } from '../types.ts';
import type { Person } from './history.ts';
import { neighbourhood, networkFinder } from './networks.ts';
import { finding, sum, type Scene } from './scene.ts';

/** Days on which a place was used before it counts as usual for somebody: one day could be the first of an intruder. */
const usualAfter = 3;
const leastDays = 5;

/** Access from outside the organization's networks, and of a service from where it never was. */
export function newNetwork(scene: Scene): Finding[] {
  const networkOf = networkFinder(scene.directory.networks);
  const networks = scene.directory.networks.length > 0;
  return scene.active.flatMap((person) => {
    const parts = scene.partsOf(person).filter((part) => part.addresses.length > 0);
    if (parts.length === 0) return [];
    const past = placesOf(person, scene.from - 24, networkOf);
    const isOdd = (address: string): boolean => {
      if ((past.neighbourhoods.get(neighbourhood(address))?.size ?? 0) >= usualAfter) return false;
      const network = networkOf(address);
      if (networks && network === undefined) return true;
      if (person.kind === 'human' || past.days.size < leastDays) return false;
      // Within the organization a service may move between hosts of a network, not between networks.
      return network === undefined
        ? !past.neighbourhoods.has(neighbourhood(address))
        : !past.networks.has(network) && !past.neighbourhoods.has(neighbourhood(address));
    };
    const odd = parts.filter((part) => part.addresses.some(isOdd));
    if (odd.length === 0) return [];
    const addresses = new Set(odd.flatMap((part) => part.addresses.filter(isOdd)));
    const outside = networks && [...addresses].some((address) => networkOf(address) === undefined);
    const reads = sum(odd, (part) => part.reads);
    const where = outside ? 'outside the networks of the organization' : 'where it never was before';
    return finding(
      'new-network',
      person,
      odd,
      person.kind === 'human' ? (reads > 0 ? 'medium' : 'low') : reads > 0 ? 'high' : 'medium',
      person.kind === 'human' ? 0.6 : 0.8,
      { addresses: addresses.size, reads, daysOfHistory: past.days.size },
      `${reads} successful reads from ${addresses.size === 1 ? 'an address' : `${addresses.size} addresses`} ${where}, in ${past.days.size} days of history not usual either.`,
    );
  });
}

interface Places {
  readonly days: ReadonlySet<number>;
  readonly networks: ReadonlySet<number>;
  /** With the days on which they were used. */
  readonly neighbourhoods: ReadonlyMap<string, ReadonlySet<number>>;
}

function placesOf(
  person: Person,
  before: number,
  networkOf: (address: string) => number | undefined,
): Places {
  const days = new Set<number>();
  const networks = new Set<number>();
  const neighbourhoods = new Map<string, Set<number>>();
  const addresses = new Map<string, Set<number>>();
  for (const { at, parts } of person.hours) {
    if (at >= before) break;
    const day = Math.floor(at / 24);
    days.add(day);
    for (const part of parts) {
      for (const address of part.addresses) {
        const seen = addresses.get(address);
        if (seen) seen.add(day);
        else addresses.set(address, new Set([day]));
      }
    }
  }
  for (const [address, seen] of addresses) {
    const network = networkOf(address);
    if (network !== undefined) networks.add(network);
    const near = neighbourhood(address);
    neighbourhoods.set(near, (neighbourhoods.get(near) ?? new Set()).union(seen));
  }
  return { days, networks, neighbourhoods };
}
