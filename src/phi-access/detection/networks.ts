import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;

/** Which of an organization's networks an address lies in: its place in the list, or undefined. */
export function networkFinder(cidrs: readonly string[]): (address: string) => number | undefined {
  const ranges = cidrs.map((cidr) => ipaddr.parseCIDR(cidr));
  const known = new Map<string, number | undefined>();
  return (address) => {
    if (known.has(address)) return known.get(address);
    const parsed = parse(address);
    const place =
      parsed &&
      ranges.findIndex(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
    const found = place === undefined || place < 0 ? undefined : place;
    known.set(address, found);
    return found;
  };
}

const near = new Map<string, string>();

/** The neighborhood of an address, within which a machine or a home may get another: /24, or /56 of IPv6. */
export function neighborhood(address: string): string {
  let found = near.get(address);
  if (found === undefined) {
    if (near.size > 100_000) near.clear();
    near.set(address, (found = prefix(address)));
  }
  return found;
}

/** Returns the neighborhood that one provider or one site has: /16, or /32 of IPv6. */
export function wideNeighborhood(address: string): string {
  return neighborhood(address)
    .split('.')
    .slice(0, neighborhood(address).split('.').length === 3 ? 2 : 4)
    .join('.');
}

function prefix(address: string): string {
  const parsed = parse(address);
  if (!parsed) return address;
  return parsed
    .toByteArray()
    .slice(0, parsed.kind() === 'ipv4' ? 3 : 7)
    .join('.');
}

function parse(address: string): Address | undefined {
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
}

export function isAddress(text: string): boolean {
  return ipaddr.isValid(text);
}
