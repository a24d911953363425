import ipaddr from 'ipaddr.js';
import type { LostUse } from '../../model/index.ts';
import type { AccessHour } from '../model/index.ts';

export const mostAddresses = 1_000;

/** Calls of one kind, with the distinct addresses that they came from, at most {@link mostAddresses}. */
export interface UseCount {
  calls: number;
  readonly addresses: Set<string>;
  /** Absent: there were no calls. */
  last?: string;
}

/** The use of one resource, as far as one log tells. */
export interface ResourceUse {
  /** The first hour in which anything of it is logged. */
  first: string;
  readonly counts: Map<LostUse, UseCount>;
}

export function noUse(): UseCount {
  return { calls: 0, addresses: new Set() };
}

/** Adds the row of an hour to the use of its resource. */
export function countHour(byResource: Map<string, ResourceUse>, row: AccessHour): void {
  const { resource, hour, last } = row;
  const use = byResource.get(resource) ?? { first: hour, counts: new Map<LostUse, UseCount>() };
  byResource.set(resource, use);
  if (hour < use.first) use.first = hour;
  // A call that is refused already is no use that could end.
  const calls = row.calls - row.denied;
  if (calls <= 0) return;
  for (const [kind, addresses] of kindsOf(row)) {
    const count = use.counts.get(kind) ?? noUse();
    use.counts.set(kind, count);
    addUse(count, { calls, addresses, last });
  }
}

export function addUse(
  count: UseCount,
  {
    calls,
    addresses,
    last,
  }: { readonly calls: number; readonly addresses: Iterable<string>; readonly last?: string },
): void {
  count.calls += calls;
  for (const address of addresses) if (count.addresses.size < mostAddresses) count.addresses.add(address);
  if (last !== undefined && (count.last === undefined || last > count.last)) count.last = last;
}

type Kind = readonly [kind: LostUse, addresses: readonly string[]];

/** The kinds of use of an hour. With public and other addresses, all its calls count as public: it does not tell which came from where. */
function kindsOf({ principal, addresses }: AccessHour): readonly Kind[] {
  const kinds: Kind[] = [];
  if (principal.startsWith('key:')) kinds.push(['by-key', addresses]);
  if (principal === 'anonymous') kinds.push(['anonymous', addresses]);
  const outside = addresses.filter(isPublic);
  if (outside.length > 0) kinds.push(['public-address', outside]);
  return kinds;
}

/** Ranges of addresses within networks: RFC 1918, 6598, 4193. */
const internal: ReadonlySet<string> = new Set([
  'private',
  'carrierGradeNat',
  'uniqueLocal',
  'linkLocal',
  'loopback',
]);

/** Callers by a private endpoint or a service endpoint have addresses of their network. What cannot be read counts as public. */
function isPublic(address: string): boolean {
  return !ipaddr.isValid(address) || !internal.has(ipaddr.process(address).range());
}
