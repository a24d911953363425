import { day, hourOf, plus } from '../../base/index.ts';
import type { Interval } from '../../base/index.ts';
import type { CollectPorts } from '../collection/index.ts';
import { watermarkOf } from '../collection/index.ts';

const longestWait = day;

/** With the mark that is to be moved to the end. */
interface ElapsedHours extends Interval {
  readonly name: string;
  readonly etag: string | undefined;
}

/**
 * The hours that have passed since the last time, up to where all logs were taken in that ever were: in what one of them has not told yet,
 * nobody can be missed. For one that cannot be asked any more nothing waits longer than a day; it is behind, and said to be.
 * @param name of the mark of up to where it was done
 * @param begin where there is no mark yet
 */
export async function elapsedHours(
  name: string,
  begin: string | undefined,
  earliest: string,
  { queries, watermarks, clock }: Pick<CollectPorts, 'queries' | 'watermarks' | 'clock'>,
): Promise<ElapsedHours> {
  const now = clock.now().toISOString();
  const [mark, ...logs] = await Promise.all(
    [name, ...queries.map((query) => watermarkOf(query.name))].map((each) => watermarks.read(each)),
  );
  const takenIn = logs.reduce((least, log) => (log && log.value < least ? log.value : least), now);
  const to = hourOf(latest(takenIn, plus(now, -longestWait)));
  const from = latest(mark?.value ?? begin ?? to, earliest);
  return { name, etag: mark?.etag, from, to: latest(from, to) };
}

/** Hours that changed, and those that have passed: that nobody came back says something, too. */
export function windowOf(
  changed: Interval | undefined,
  passed: Interval,
  earliest: string,
): Interval | undefined {
  const parts = [passed, ...(changed ? [changed] : [])].filter(({ from, to }) => from < to);
  const from = parts.map((part) => part.from).toSorted()[0];
  const to = parts
    .map((part) => part.to)
    .toSorted()
    .at(-1);
  if (from === undefined || to === undefined || to <= earliest) return undefined;
  return { from: latest(from, earliest), to };
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}
