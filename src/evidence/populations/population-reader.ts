import type { Blobs } from '../../platform/blobs/index.ts';
import { readHead } from '../ledger/index.ts';
import { readPopulations } from './populations.ts';
import type { PopulationReader, PopulationsReading } from './populations.ts';

/** Readings that are remembered: whoever pages through a population, or draws samples of it, asks for the same again and again. */
const mostRemembered = 4;

/** Each reading goes through the whole ledger: they take turns, and one that was made of the same rows is used again. */
export function createPopulationReader(ledger: Blobs): PopulationReader {
  const remembered = new Map<string, PopulationsReading>();
  let turn: Promise<unknown> = Promise.resolve();
  return (period, asKnownAt) => {
    const reading = turn.then(async () => {
      const { place } = await readHead(ledger);
      const key = JSON.stringify([place.row, period, asKnownAt]);
      const known = remembered.get(key);
      if (known) return known;
      const read = await readPopulations(period, { asKnownAt }, ledger);
      const [oldest] = remembered.keys();
      if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
      remembered.set(key, read);
      return read;
    });
    turn = reading.catch(() => undefined);
    return reading;
  };
}
