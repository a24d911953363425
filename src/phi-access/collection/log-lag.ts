import { hour } from '../../base/index.ts';
import type { CollectPorts } from './ports.ts';

/** Rows take minutes to come in, and the review comes every ten. */
const longest = hour;

/** A log that is not followed as it should be: the monitor sees less than it seems to. */
interface LogLag {
  readonly log: string;
  /** Up to when its rows were taken in; absent: never yet. */
  readonly since?: string;
}

/** Logs whose watermark stands still: they cannot be asked, or the first look at the past is not over. */
export async function logLags({
  queries,
  watermarks,
  clock,
}: Pick<CollectPorts, 'queries' | 'watermarks' | 'clock'>): Promise<readonly LogLag[]> {
  const oldest = new Date(clock.now().getTime() - longest).toISOString();
  const marks = await Promise.all(
    queries.map(async ({ name }) => ({ name, since: (await watermarks.read(watermarkOf(name)))?.value })),
  );
  return marks
    .filter(({ since = '' }) => since < oldest)
    .map(({ name, since }) => ({ log: name, ...(since !== undefined && { since }) }));
}

/** Name of a query's watermark. */
export function watermarkOf(query: string): string {
  return `access|${query}`;
}

/** Name of the mark of when a query's table was last not there. */
export function absenceOf(query: string): string {
  return `${watermarkOf(query)}|absent`;
}
