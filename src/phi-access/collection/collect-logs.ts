import { concurrently, day, hour, minute, plus } from '../../base/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { AccessQuery } from './access-queries.ts';
import { historyDays } from './log-keeping.ts';
import { absenceOf, watermarkOf } from './log-lag.ts';
import type { CollectPorts } from './ports.ts';
import { remembered, renewProfiles } from './renew-profiles.ts';
import type { Parts, Whole } from './renew-profiles.ts';

/** Rows that are being ingested become visible in no fixed order: what is younger waits for the next time. */
const lag = 2 * minute;

/** Rows that were ingested so shortly before the watermark are looked at once more. */
const overlap = 5 * minute;

const atOnce = 5;

export interface Pace {
  /** The number of days that the first look goes back. */
  readonly historyDays: number;
  /** The watermark moves by so much of ingestion at most, each time that all of it is saved. */
  readonly stepHours: number;
  /** Hours of a log that are asked for at once. */
  readonly mostHours: number;
  /** When to leave the rest to the next run, ISO 8601. */
  readonly until?: string;
}

/** All of an answer is held at once: of a day with ten million rows of audit that takes 1,100 MB, of six hours 650 MB. */
export const usualPace: Pace = { historyDays, stepHours: 24, mostHours: 6 };

/** The status of a query after a run. */
export type CollectionStatus =
  | { readonly kind: 'current' }
  /** Time was up, or another run was faster: the next one continues. */
  | { readonly kind: 'behind' }
  | Exclude<Whole, { readonly kind: 'rows' }>;

/**
 * Brings the profiles up to what was ingested: for each query, the hours that got rows since its watermark are asked for
 * again and replaced. The watermark moves only once they are complete and saved, so that wherever a run ends, the next
 * one continues it.
 */
export async function collectLogs(
  ports: CollectPorts,
  pace: Pace = usualPace,
): Promise<ReadonlyMap<string, CollectionStatus>> {
  const standings = new Map<string, CollectionStatus>();
  // Several queries look at one table.
  const remembering = remembered(ports.logs);
  let throttled: CollectionStatus | undefined;
  await concurrently(ports.queries, atOnce, async (query) => {
    const standing = throttled ?? (await attempt(query, { ...ports, remembering }, pace));
    if (standing.kind === 'throttled') throttled = standing;
    standings.set(query.name, standing);
    if (standing.kind === 'current' || standing.kind === 'behind' || standing.kind === 'absent') return;
    ports.log.warn('A log could not be queried', {
      target: query.name,
      kind: standing.kind,
      reason: standing.why,
    });
  });
  return standings;
}

async function attempt(query: AccessQuery, ports: Parts, pace: Pace): Promise<CollectionStatus> {
  try {
    return await catchUp(query, ports, pace);
  } catch (error) {
    return { kind: 'failed', why: describeError(error) };
  }
}

async function catchUp(query: AccessQuery, ports: Parts, pace: Pace): Promise<CollectionStatus> {
  const { watermarks, clock } = ports;
  const name = watermarkOf(query.name);
  const end = plus(clock.now().toISOString(), -lag);
  for (;;) {
    const mark = await watermarks.read(name);
    const from = mark?.value ?? plus(end, -pace.historyDays * day);
    if (from >= end) return { kind: 'current' };
    if (pace.until !== undefined && clock.now().toISOString() >= pace.until) return { kind: 'behind' };
    const next = plus(from, pace.stepHours * hour);
    const to = next < end ? next : end;
    const trouble = await renewProfiles(query, { from: plus(from, -overlap), to }, ports, pace.mostHours);
    if (trouble && trouble.kind !== 'absent') return trouble;
    // A table without rows is none, and its watermark moves on: rows that come later are ingested later.
    const reached = trouble ? end : to;
    if (trouble) await noteAbsence(query, end, watermarks);
    if ((await watermarks.write(name, reached, mark?.etag)) === 'conflict') return { kind: 'behind' };
    if (trouble) return trouble;
  }
}

/** Notes that a table is not there, so that a watermark that moves past it is not taken for rows that were read. */
async function noteAbsence(
  { name }: AccessQuery,
  at: string,
  watermarks: CollectPorts['watermarks'],
): Promise<void> {
  const mark = absenceOf(name);
  await watermarks.write(mark, at, (await watermarks.read(mark))?.etag);
}
