import type { Resource } from '../../model/index.ts';
import { unreadable, whyUnreadable } from '../policy/index.ts';
import { openPorts, TooManyRules } from './open-ports.ts';
import { formatPorts, joinPorts, parsePorts } from './port-ranges.ts';
import type { PortRange } from './port-ranges.ts';
import { namesInternet, protocols, readRule, statedPorts } from './security-rule.ts';
import type { Protocol, RuleProperties, SecurityRule } from './security-rule.ts';

/**
 * A network security group whose rules say one by one what they let in from the internet when all are taken together: by priority, Deny
 * before Allow, ranges of several rules added up. Rules keep their places. One that is hidden by others reads Deny; one that is hidden in part has the
 * ports that are left, with a rule more at the end where they differ by protocol; one that lets in the internet together with others names it as its source.
 * Rules that cannot be read are left as they are, all of them: one that is not known may hide any other.
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 */
export function withEffectiveRules(group: Resource): Resource {
  const properties = memberOf(group, 'properties');
  const rules = isReadable(properties) ? memberOf(properties, 'securityrules') : undefined;
  if (!isReadable(properties)) return group;
  // Resource Manager always shows a list, empty or not.
  if (rules === null) return { ...group, properties: { ...properties, securityRules: nothing } };
  if (!Array.isArray(rules)) return group;
  if (entriesIn(rules) > mostEntries)
    return { ...group, properties: { ...properties, securityRules: tooMany } };
  const known = rules.map((rule: unknown) => knownRule(rule));
  if (!known.every((rule) => rule !== undefined)) return group;
  const securityRules = effective(known);
  if (securityRules === undefined) return group;
  return { ...group, properties: { ...properties, securityRules } };
}

/** Ranges and ports of all rules: a group as Azure allows it seldom has a tenth of that. */
const mostEntries = 50_000;

const tooMany = unreadable('the rules are too many to be compared with one another');

const nothing = unreadable(
  'cut off or malformed at properties.securityRules: expected an array, found nothing',
);

type Json = Readonly<Record<string, unknown>>;

interface KnownRule {
  readonly rule: Json;
  readonly properties: RuleProperties;
  /** Absent: it has nothing to do with what comes in. */
  readonly read?: SecurityRule;
}

function knownRule(rule: unknown): KnownRule | undefined {
  if (!isReadable(rule)) return undefined;
  const given = memberOf(rule, 'properties');
  if (!isReadable(given) || Object.values(given).some((value) => whyUnreadable(value) !== undefined))
    return undefined;
  const properties = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const read = readRule(properties);
  return { rule, properties, ...(read && { read }) };
}

/** Undefined: the rules say it as they are. */
function effective(rules: readonly KnownRule[]): unknown {
  const understood = rules.flatMap(({ read }) => (read ? [read] : []));
  try {
    const open = protocols.map((protocol): Open => [protocol, openPorts(understood, protocol)]);
    const changed = rules.map((rule) => asEffective(rule, open));
    if (changed.every(([first], n) => first === rules[n]?.rule)) return undefined;
    return [...changed.map(([first]) => first), ...changed.flatMap(([, ...more]) => more)];
  } catch (error) {
    if (!(error instanceof TooManyRules)) throw error;
    return tooMany;
  }
}

type Open = readonly [protocol: Protocol, ports: ReadonlyMap<SecurityRule, readonly PortRange[]>];

/** The rule, or those that say what it opens. */
function asEffective({ rule, properties, read }: KnownRule, open: readonly Open[]): readonly Json[] {
  if (read?.access !== 'Allow') return [rule];
  const own = open
    .filter(([protocol]) => read.protocols.includes(protocol))
    .map(([protocol, ports]) => ({ protocol, ports: (ports.get(read) ?? []).map(formatPorts) }));
  const stated = joinPorts(read.ports).map(formatPorts).join();
  const isAlone = namesInternet(properties);
  const isPlain = statedPorts(properties).every((text) => parsePorts(text) !== undefined);
  if (isAlone && isPlain && own.every(({ ports }) => ports.join() === stated)) return [rule];
  const opening = own.filter(({ ports }) => ports.length > 0);
  if (opening.length === 0) return isAlone ? [changedTo(rule, { access: 'Deny' })] : [rule];
  const sources = isAlone ? {} : { sourceAddressPrefix: 'Internet', sourceAddressPrefixes: [] };
  const isAlike = opening.length === own.length && new Set(own.map(({ ports }) => ports.join())).size === 1;
  return (isAlike ? opening.slice(0, 1) : opening).map(({ protocol, ports }) =>
    changedTo(rule, {
      ...sources,
      ...(!isAlike && { protocol }),
      destinationPortRange: ports.length === 1 ? ports[0] : '',
      destinationPortRanges: ports.length === 1 ? [] : ports,
    }),
  );
}

function changedTo(rule: Json, changes: Json): Json {
  const properties = memberOf(rule, 'properties') as Json;
  const changed = new Set(Object.keys(changes).map((name) => name.toLowerCase()));
  const kept = Object.entries(properties).filter(([name]) => !changed.has(name.toLowerCase()));
  return { ...rule, properties: { ...Object.fromEntries(kept), ...changes } };
}

/** The lengths of all lists in the rules. */
function entriesIn(rules: readonly unknown[]): number {
  return rules.reduce<number>((sum, rule) => {
    const properties = isReadable(rule) ? memberOf(rule, 'properties') : undefined;
    const lists = isReadable(properties) ? Object.values(properties) : [];
    return lists.reduce<number>((all, list) => all + (Array.isArray(list) ? list.length : 1), sum);
  }, 0);
}

function isReadable(value: unknown): value is Json {
  return (
    typeof value === 'object' && value !== null && whyUnreadable(value) === undefined && !Array.isArray(value)
  );
}

/** Names have no case in Resource Manager. */
function memberOf(object: Json, lowerCase: string): unknown {
  return Object.entries(object).find(([name]) => name.toLowerCase() === lowerCase)?.[1];
}
