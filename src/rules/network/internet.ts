import { everybody, minus, nobody, prefixSet, sizes, union } from './address-set.ts';
import type { AddressSet } from './address-set.ts';

const setOf = (...prefixes: readonly string[]): AddressSet =>
  union(...prefixes.map((prefix) => prefixSet(prefix) ?? nobody));

/**
 * Addresses that are routed on the internet: of IPv4 all but what IANA keeps for other uses, of IPv6 the global unicast space.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const routed: AddressSet = {
  v4: minus(
    { v4: everybody.v4, v6: [] },
    setOf(
      '0.0.0.0/8',
      '10.0.0.0/8',
      '100.64.0.0/10',
      '127.0.0.0/8',
      '169.254.0.0/16',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '198.18.0.0/15',
      '224.0.0.0/3',
    ),
  ).v4,
  v6: setOf('2000::/3').v6,
};

/** From so many addresses on it is no named network that is let in: as many as a prefix of /6 has, some of which may not be routed. */
const many = { v4: 3n * 2n ** 24n, v6: 2n ** 122n };

/**
 * The sources of a rule that are on the internet. The tag Internet is all of it. Anybody can rent an address of the tag AzureCloud; what it holds changes every week, so
 * a rule that lets it in counts as letting in all, and one that denies it as denying nobody. Other tags are known networks.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview
 */
export function internetSources(prefixes: readonly string[], access: 'Allow' | 'Deny'): AddressSet {
  const sets = prefixes.map((text) => {
    const prefix = text.trim().toLowerCase();
    if (prefix === '*' || prefix === 'any' || prefix === 'internet') return routed;
    if (/^azurecloud(?:\.|$)/.test(prefix)) return access === 'Allow' ? routed : nobody;
    const set = prefixSet(prefix);
    if (set) return common(set);
    // What is neither a range nor has the form of a tag is not understood: it may let in anybody, and denies nobody.
    return access === 'Allow' && !/^[a-z][a-z0-9.]*$/.test(prefix) ? routed : nobody;
  });
  return union(...sets);
}

/** Whether sources are so many that they are the internet, and no named networks. */
export function isInternet(sources: AddressSet): boolean {
  const { v4, v6 } = sizes(sources);
  return v4 >= many.v4 || v6 >= many.v6;
}

function common(set: AddressSet): AddressSet {
  return minus(set, minus(set, routed));
}
