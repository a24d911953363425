import ipaddr from 'ipaddr.js';
import { Undecidable } from '../../error.ts';
import { define, text } from './arguments.ts';

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** An address, a CIDR range, or `first-last` as a pair of addresses. */
function rangeOf(value: string): Range {
  try {
    const range = value.includes('/') ? ipaddr.parseCIDR(value) : ([ipaddr.parse(value), -1] as const);
    return range[1] < 0 ? [range[0], range[0].kind() === 'ipv4' ? 32 : 128] : range;
  } catch {
    throw new Undecidable(`ipRangeContains: "${value}" is not an address or a CIDR range`);
  }
}

function inside(range: Range, address: Range): boolean {
  return (
    range[0].kind() === address[0].kind() && address[1] >= range[1] && address[0].match(range[0], range[1])
  );
}

function ipRangeContains(range: string, target: string): boolean {
  const ends = target.split('-').map((end) => rangeOf(end.trim()));
  return ends.every((end) => inside(rangeOf(range), end));
}

/** https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#policy-functions */
export const network = {
  ipRangeContains: define(2, 2, (range, target) =>
    ipRangeContains(text(range, 'ipRangeContains'), text(target, 'ipRangeContains')),
  ),
};
