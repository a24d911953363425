import { minus, union } from './address-set.ts';
import type { AddressSet } from './address-set.ts';
import { isInternet } from './internet.ts';
import { includes, joinPorts, pieces } from './port-ranges.ts';
import type { PortRange } from './port-ranges.ts';
import { coversDestination } from './security-rule.ts';
import type { Protocol, SecurityRule } from './security-rule.ts';

/** Ranges of addresses that are compared for one group; a group as Azure allows it may need more only where somebody means it to. */
const mostSteps = 500_000;

/** Too much would have to be compared. */
export class TooManyRules extends Error {}

/**
 * The ports that each Allow rule opens to the internet over a protocol, alone or with others, once all rules are taken together: those before it
 * by priority that deny, and those that let in other sources to the same place. @throws TooManyRules
 */
export function openPorts(
  rules: readonly SecurityRule[],
  protocol: Protocol,
): ReadonlyMap<SecurityRule, readonly PortRange[]> {
  const concerned = rules.filter(({ protocols }) => protocols.includes(protocol));
  const open = new Map<SecurityRule, PortRange[]>();
  let steps = 0;
  for (const piece of pieces(concerned.flatMap(({ ports }) => ports))) {
    const here = concerned.filter(({ ports }) => includes(ports, piece));
    const allowing = here.filter(({ access }) => access === 'Allow');
    steps += allowing.length * here.reduce((sum, rule) => sum + rangesOf(rule), 1);
    if (steps > mostSteps) throw new TooManyRules();
    const left = new Map(allowing.map((rule) => [rule, leftOf(rule, here)]));
    for (const [rule, sources] of left)
      if (isOpen(rule, sources, left)) open.set(rule, [...(open.get(rule) ?? []), piece]);
  }
  return new Map([...open].map(([rule, ports]) => [rule, joinPorts(ports)]));
}

function rangesOf({ sources, destination: { addresses, tags } }: SecurityRule): number {
  return sources.v4.length + sources.v6.length + addresses.v4.length + addresses.v6.length + tags.length;
}

/** The sources of an Allow rule without those that a rule before it denies. */
function leftOf(rule: SecurityRule, others: readonly SecurityRule[]): AddressSet {
  const denied = others.filter(
    (other) =>
      other.access === 'Deny' &&
      other.priority < rule.priority &&
      coversDestination(other.destination, rule.destination),
  );
  return denied.reduce((sources, other) => minus(sources, other.sources), rule.sources);
}

function isOpen(
  rule: SecurityRule,
  sources: AddressSet,
  left: ReadonlyMap<SecurityRule, AddressSet>,
): boolean {
  if (isInternet(sources)) return true;
  if (sources.v4.length + sources.v6.length === 0) return false;
  const together = [...left].filter(([other]) => coversDestination(other.destination, rule.destination));
  return isInternet(union(...together.map(([, set]) => set)));
}
