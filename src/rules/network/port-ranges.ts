/** Ports from the first to the last, both included. */
export type PortRange = readonly [first: number, last: number];

const lastPort = 65_535;

/** `*`, `22`, `8000-8080`; undefined: the text is none of these. */
export function parsePorts(value: unknown): PortRange | undefined {
  const text = String(value).trim();
  if (text === '*') return [0, lastPort];
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const range: PortRange = [Number(from), Number(to ?? from)];
  return range[0] <= range[1] && range[1] <= lastPort ? range : undefined;
}

export function formatPorts([first, last]: PortRange): string {
  if (first === 0 && last === lastPort) return '*';
  return first === last ? `${first}` : `${first}-${last}`;
}

/** The same ports in order, as few ranges as there can be. */
export function joinPorts(ranges: readonly PortRange[]): readonly PortRange[] {
  const found: [number, number][] = [];
  for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
    const previous = found.at(-1);
    if (!previous || first > previous[1] + 1) found.push([first, last]);
    else previous[1] = Math.max(previous[1], last);
  }
  return found;
}

/** Ranges cut wherever one of any rule begins or ends: within a piece all ports fare alike. */
export function pieces(ranges: readonly PortRange[]): readonly PortRange[] {
  const cuts = [...new Set(ranges.flatMap(([first, last]) => [first, last + 1]))].toSorted((a, b) => a - b);
  return cuts.slice(0, -1).map((first, n): PortRange => [first, (cuts[n + 1] ?? first) - 1]);
}

export function includes(ranges: readonly PortRange[], [first, last]: PortRange): boolean {
  return ranges.some(([from, to]) => from <= first && last <= to);
}
