import type { Population } from '../model/index.ts';
import type { CollectionPart } from './collection.ts';

/** A population as one scope of a collector has it. */
export type CountedPopulation = Population & { readonly collector: string };

/** Adds up what collectors counted scope by scope. A population is compared only where each of the planned scopes was. */
export function mergePopulations(
  all: readonly CountedPopulation[],
  planned: readonly CollectionPart[],
): readonly Population[] {
  const byName = Map.groupBy(all, ({ name, source }) => `${name}|${source}`);
  return Array.from(byName.values(), (parts) => {
    const [first] = parts as [CountedPopulation];
    const scopes = planned.filter(({ collector }) => collector === first.collector).length;
    const compared = parts.flatMap(({ independent }) => independent ?? []);
    const { name, source, unreconciled } = first;
    const [one] = compared;
    return {
      name,
      source,
      count: sum(parts),
      asOf: parts.map(({ asOf }) => asOf).toSorted()[0] ?? first.asOf,
      ...(one && compared.length === parts.length && parts.length === scopes
        ? {
            independent: {
              source: one.source,
              count: sum(compared),
              unexplained: compared.flatMap(({ unexplained }) => unexplained).toSorted(),
            },
          }
        : { unreconciled: unreconciled ?? 'not every scope could be compared' }),
    };
  }).toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
