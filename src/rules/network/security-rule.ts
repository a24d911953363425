import { covers, prefixSet, union } from './address-set.ts';
import type { AddressSet } from './address-set.ts';
import { internetSources } from './internet.ts';
import { parsePorts } from './port-ranges.ts';
import type { PortRange } from './port-ranges.ts';

export const protocols = ['Tcp', 'Udp'] as const;

export type Protocol = (typeof protocols)[number];

/** An inbound rule of a network security group, as far as traffic from the internet is concerned. */
export interface SecurityRule {
  readonly access: 'Allow' | 'Deny';
  /** Lower numbers come first. 0: none is stated, and nothing is taken to come before it. */
  readonly priority: number;
  readonly protocols: readonly Protocol[];
  readonly sources: AddressSet;
  readonly ports: readonly PortRange[];
  readonly destination: Destination;
}

interface Destination {
  /** Lower-case ids of application security groups; none: the addresses count. */
  readonly groups: readonly string[];
  /** Inbound traffic ends in the virtual network, always. */
  readonly isWhole: boolean;
  readonly addresses: AddressSet;
  /** Service tags: all that is no range of addresses. */
  readonly tags: readonly string[];
}

/** The properties of a rule, by lower-case name. */
export type RuleProperties = ReadonlyMap<string, unknown>;

/**
 * Reads a rule; undefined: it has nothing to do with TCP or UDP that comes in. What lets in may be guessed, what denies may not: such a rule counts only where it is
 * understood whole.
 */
export function readRule(properties: RuleProperties): SecurityRule | undefined {
  const text = (name: string) => textOf(properties.get(name)).toLowerCase();
  const protocol = text('protocol');
  const spoken = protocols.filter((each) => ['', '*', 'any', each.toLowerCase()].includes(protocol));
  if (text('direction') === 'outbound' || spoken.length === 0) return undefined;
  const access = text('access') === 'deny' ? 'Deny' : 'Allow';
  const priority = Number(properties.get('priority'));
  if (access === 'Deny' && (text('direction') !== 'inbound' || !(priority > 0) || !fromEveryPort(properties)))
    return undefined;
  // Members of application security groups are network cards of the same network.
  const isFromGroups = idsOf(properties.get('sourceapplicationsecuritygroups')).length > 0;
  return {
    access,
    priority: priority > 0 ? priority : 0,
    protocols: spoken,
    sources: internetSources(isFromGroups ? [] : sourcesOf(properties), access),
    // Ports that are not understood may be any where they let in, and are none where they deny.
    ports: statedPorts(properties).flatMap((text) => {
      const range = parsePorts(text) ?? (access === 'Allow' ? parsePorts('*') : undefined);
      return range ? [range] : [];
    }),
    destination: destinationOf(properties),
  };
}

function destinationOf(properties: RuleProperties): Destination {
  const prefixes = valuesOf(properties, 'destinationaddressprefix', 'destinationaddressprefixes').map(
    (prefix) => ({ text: prefix.toLowerCase(), set: prefixSet(prefix) }),
  );
  return {
    groups: idsOf(properties.get('destinationapplicationsecuritygroups')),
    isWhole: prefixes.some(({ text }) => ['*', 'any', 'virtualnetwork'].includes(text)),
    addresses: union(...prefixes.flatMap(({ set }) => set ?? [])),
    tags: prefixes.flatMap(({ text, set }) => (set ? [] : [text])),
  };
}

/** The ports of a rule, as they are written. */
export function statedPorts(properties: RuleProperties): readonly string[] {
  return valuesOf(properties, 'destinationportrange', 'destinationportranges');
}

/** Whether the rule by itself names the internet as a source: any, the tag, or a prefix of /0 to /6. */
export function namesInternet(properties: RuleProperties): boolean {
  return sourcesOf(properties).some((source) => /^(?:\*|any|internet|.*\/[0-6])$/i.test(source));
}

/** Whether whatever one rule is about, as a destination, another is about too. */
export function coversDestination(wide: Destination, narrow: Destination): boolean {
  if (wide.groups.length > 0)
    return narrow.groups.length > 0 && narrow.groups.every((id) => wide.groups.includes(id));
  if (wide.isWhole) return true;
  if (narrow.groups.length > 0 || narrow.isWhole) return false;
  const { v4, v6 } = narrow.addresses;
  if (v4.length + v6.length + narrow.tags.length === 0) return false;
  return narrow.tags.every((tag) => wide.tags.includes(tag)) && covers(wide.addresses, narrow.addresses);
}

function sourcesOf(properties: RuleProperties): readonly string[] {
  return valuesOf(properties, 'sourceaddressprefix', 'sourceaddressprefixes');
}

/** A rule that denies some source ports denies nobody who chooses another. */
function fromEveryPort(properties: RuleProperties): boolean {
  const ranges = valuesOf(properties, 'sourceportrange', 'sourceportranges');
  return ranges.length === 0 || ranges.some((range) => range === '*' || range === '0-65535');
}

/** A rule has one value, or a list of them under another name. */
function valuesOf(properties: RuleProperties, one: string, many: string): readonly string[] {
  const list = properties.get(many);
  return [properties.get(one), ...(Array.isArray(list) ? list : [])]
    .map(textOf)
    .filter((value) => value !== '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function idsOf(groups: unknown): readonly string[] {
  if (!Array.isArray(groups)) return [];
  return groups.map((group: unknown) =>
    typeof group === 'object' && group !== null
      ? textOf((group as { readonly id?: unknown }).id).toLowerCase()
      : '',
  );
}
