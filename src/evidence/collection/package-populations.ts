import { canonicalJson } from '../model/index.ts';
import type { EvidenceFacts, PackageFile } from '../model/index.ts';
import type { PopulationView } from '../populations/index.ts';

/** The populations of the collectors and those of the ledger, which go before where both have one of a name. */
export function allPopulations(
  collected: EvidenceFacts['populations'],
  views: readonly PopulationView[],
): EvidenceFacts['populations'] {
  const named = new Set(views.map(({ name }) => name));
  return [
    ...collected.filter(({ name }) => !named.has(name)),
    ...views.map(({ members: _members, ...population }) => population),
  ].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** A file for each population of the ledger, with its members: whoever has it draws a sample offline. */
export function* populationFiles(views: readonly PopulationView[]): Generator<PackageFile> {
  for (const view of views)
    yield { path: `populations/${view.name}.json`, content: Buffer.from(canonicalJson(view)) };
}
