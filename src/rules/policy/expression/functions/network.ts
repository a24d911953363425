import ipaddr from 'ipaddr.js';
import { Undecidable } from '../../policy-error.ts';
import { define, textArgument } from './arguments.ts';

/** First and last address, as bytes: 4 of them or 16. */
type Range = readonly [first: readonly number[], last: readonly number[]];

/** An address, a CIDR range, or `first-last` as a pair of addresses. @throws Undecidable */
function rangeOf(text: string): Range {
  try {
    const ends = text.split('-').map((end) => ipaddr.parse(cidr(end.trim())[0]).toByteArray());
    const [first, last = first, ...more] = ends;
    if (!first || !last || more.length > 0) throw new Error('not a range');
    const prefix = ends.length === 1 ? cidr(text)[1] : undefined;
    const range = prefix === undefined ? ([first, last] as const) : masked(first, prefix);
    if (range[0].length !== range[1].length || order(...range) > 0) throw new Error('empty');
    return range;
  } catch {
    throw new Undecidable(`ipRangeContains: "${text}" is not an address or a range of addresses`);
  }
}

function cidr(text: string): [address: string, prefix: number | undefined] {
  if (!text.includes('/')) return [text, undefined];
  const [address, prefix] = ipaddr.parseCIDR(text.trim());
  return [address.toString(), prefix];
}

function masked(address: readonly number[], prefix: number): Range {
  const mask = address.map((_, i) => 255 & ~(255 >> Math.min(8, Math.max(0, prefix - 8 * i))));
  return [
    address.map((byte, i) => byte & (mask[i] ?? 0)),
    address.map((byte, i) => byte | (255 & ~(mask[i] ?? 0))),
  ];
}

function order(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function ipRangeContains(range: string, target: string): boolean {
  const [first, last] = rangeOf(range);
  const [from, to] = rangeOf(target);
  if (first.length !== from.length) throw new Undecidable('ipRangeContains: IPv4 and IPv6 are mixed');
  return order(first, from) <= 0 && order(to, last) <= 0;
}

/**
 * Ranges that are empty, or of another family than the other, fail the evaluation.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#policy-functions
 */
export const network = {
  ipRangeContains: define(2, 2, (range, target) =>
    ipRangeContains(textArgument(range, 'ipRangeContains'), textArgument(target, 'ipRangeContains')),
  ),
};
