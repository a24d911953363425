import { sha256 } from '../model/index.ts';

/** A sample of a population, which anybody can draw again from the ids and the seed. */
export interface Sample {
  /** In the order in which they were drawn. */
  readonly ids: readonly string[];
  /** The population has fewer than were asked for: all of it is in the sample. */
  readonly short: boolean;
}

/** Draws the first `n` ids in the order of `sha256(seed + "\n" + id)`. The order in which ids are given does not matter. */
export function drawSample(ids: readonly string[], n: number, seed: string): Sample {
  const drawn = ids
    .map((id) => ({ id, hash: sha256(`${seed}\n${id}`) }))
    .toSorted((one, other) => (one.hash < other.hash ? -1 : 1))
    .slice(0, n);
  return { ids: drawn.map(({ id }) => id), short: ids.length < n };
}
