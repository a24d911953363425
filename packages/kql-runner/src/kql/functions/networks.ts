import ipaddr from 'ipaddr.js';
import type { Build } from './build.ts';
import { ofTexts } from './build.ts';

/** Null where it is no address of version 4. */
function parse(text: string): ipaddr.IPv4 | null {
  const [address = ''] = text.split('/');
  return ipaddr.IPv4.isValidFourPartDecimal(address) ? ipaddr.IPv4.parse(address) : null;
}

function toNumber(address: ipaddr.IPv4): number {
  return address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function isInRange(text: string, range: string): boolean | null {
  const address = parse(text);
  const network = range.includes('/') ? range : `${range}/32`;
  return address && ipaddr.IPv4.isValidCIDR(network) ? address.match(ipaddr.IPv4.parseCIDR(network)) : null;
}

export const networks: Readonly<Record<string, Build>> = {
  parse_ipv4: ofTexts((text) => {
    const address = parse(text);
    return address && toNumber(address);
  }),
  ipv4_is_private: ofTexts((text) => {
    const address = parse(text);
    return address && address.range() === 'private';
  }),
  ipv4_is_in_range: ofTexts(isInRange),
};
