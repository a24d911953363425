import { at, hour } from '../../base/index.ts';
import type { Profiles, Watermarks } from '../../platform/store/index.ts';
import type { AccessQuery } from './access-queries.ts';
import { watermarkOf } from './log-lag.ts';

/** The hours of a log without rows, ISO 8601. */
interface HoursWithoutRows {
  /** They were read, and nothing was there. */
  readonly silent: string[];
  readonly unread: string[];
}

interface Ports {
  readonly queries: readonly AccessQuery[];
  readonly profiles: Pick<Profiles, 'versions'>;
  readonly watermarks: Pick<Watermarks, 'read'>;
}

/** Lists, for each query of a log, the hours without rows from one hour on and before another. */
export async function hoursWithoutRows(
  from: string,
  to: string,
  { queries, profiles, watermarks }: Ports,
): Promise<Readonly<Record<string, HoursWithoutRows>>> {
  const found: Record<string, HoursWithoutRows> = {};
  for (const { name } of queries) {
    const readTo = (await watermarks.read(watermarkOf(name)))?.value ?? '';
    const withRows = new Set<string>();
    for await (const { hour: start } of profiles.versions(name, from, to)) withRows.add(start);
    const own: HoursWithoutRows = { silent: [], unread: [] };
    for (let start = at(from); start < at(to); start += hour) {
      const [begun, ended] = [new Date(start).toISOString(), new Date(start + hour).toISOString()];
      if (!withRows.has(begun)) (ended <= readTo ? own.silent : own.unread).push(begun);
    }
    found[name] = own;
  }
  return found;
}
