import ipaddr from 'ipaddr.js';

/** Addresses from the first to the last, both included. */
type Range = readonly [first: bigint, last: bigint];

/** Addresses of both families: ranges in order that do not touch. */
export interface AddressSet {
  readonly v4: readonly Range[];
  readonly v6: readonly Range[];
}

export const nobody: AddressSet = { v4: [], v6: [] };

export const everybody: AddressSet = { v4: [[0n, 2n ** 32n - 1n]], v6: [[0n, 2n ** 128n - 1n]] };

/** The addresses of a prefix, `10.0.0.0/8`, or of a single address; undefined: the text is none. */
export function prefixSet(text: string): AddressSet | undefined {
  const [address = '', length, ...rest] = text.trim().split('/');
  if (rest.length > 0 || !mayBeAddress(address) || !ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const isV4 = parsed.kind() === 'ipv4';
  const most = isV4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = Number(length ?? most);
  if (bits > most) return undefined;
  const value = parsed.toByteArray().reduce((all, byte) => all * 256n + BigInt(byte), 0n);
  const size = 2n ** BigInt(most - bits);
  const first = value - (value % size);
  const range: Range = [first, first + size - 1n];
  return isV4 ? { v4: [range], v6: [] } : { v4: [], v6: [range] };
}

/**
 * Most texts here are service tags, which the library would refuse by an exception, and slowly. To it `10.1` and `0xa.0.0.1` are addresses,
 * and to Azure they are none.
 */
function mayBeAddress(text: string): boolean {
  return text.includes(':') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
}

export function union(...sets: readonly AddressSet[]): AddressSet {
  return { v4: joined(sets.flatMap(({ v4 }) => v4)), v6: joined(sets.flatMap(({ v6 }) => v6)) };
}

export function minus(set: AddressSet, other: AddressSet): AddressSet {
  return { v4: without(set.v4, other.v4), v6: without(set.v6, other.v6) };
}

/** Numbers of addresses. */
export function sizes({ v4, v6 }: AddressSet): { readonly v4: bigint; readonly v6: bigint } {
  return { v4: sizeOf(v4), v6: sizeOf(v6) };
}

function sizeOf(ranges: readonly Range[]): bigint {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1n, 0n);
}

/** Whether all addresses of another set are in a set. */
export function covers(set: AddressSet, other: AddressSet): boolean {
  const { v4, v6 } = minus(other, set);
  return v4.length === 0 && v6.length === 0;
}

function joined(ranges: readonly Range[]): Range[] {
  const found: [bigint, bigint][] = [];
  for (const [first, last] of ranges.toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const previous = found.at(-1);
    if (!previous || first > previous[1] + 1n) found.push([first, last]);
    else if (last > previous[1]) previous[1] = last;
  }
  return found;
}

function without(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  return others.reduce<readonly Range[]>(
    (left, [from, to]) =>
      left.flatMap(([first, last]): Range[] => {
        if (to < first || from > last) return [[first, last]];
        const before: Range[] = first < from ? [[first, from - 1n]] : [];
        return to < last ? [...before, [to + 1n, last]] : before;
      }),
    ranges,
  );
}
