import { day, hour } from '../../base/index.ts';
import type { AccessFinding } from '../model/index.ts';
import type { KnownHour } from './observation.ts';

/** Pauses are learned from so many days. */
const looksBack = 28 * day;

/** Below so many hours with rows nothing is usual. */
const fewest = 48;

const shortest = 3 * hour;

/** So many times the longest pause there was. */
const factor = 2;

/**
 * Logs that have fallen silent: nothing for twice as long as it ever was in the four weeks before. The monitor sees nothing then, so it is an
 * anomaly of its own. 45 CFR 164.312(b).
 * @param asked names of the queries that are up to date: of the others nothing can be said
 */
export function silentLogs(
  known: readonly KnownHour[],
  asked: ReadonlySet<string>,
  now: string,
): readonly AccessFinding[] {
  const since = Date.parse(now) - looksBack;
  const filled = known.filter(({ rows, hour }) => rows > 0 && Date.parse(hour) >= since);
  return [...Map.groupBy(filled, ({ query }) => query)].flatMap(([query, own]) => {
    if (!asked.has(query.name) || query.shape !== 'hours' || own.length < fewest) return [];
    const starts = own.map(({ hour }) => Date.parse(hour)).toSorted((one, other) => one - other);
    const pauses = starts.slice(1).map((start, n) => start - (starts[n] ?? start) - hour);
    const longest = Math.max(...pauses);
    const last = (starts.at(-1) ?? 0) + hour;
    const silence = Date.parse(now) - last;
    if (silence < Math.max(shortest, longest * factor)) return [];
    return [
      {
        kind: 'silent-table' as const,
        principal: `log:${query.name.replace(/-hours$/, '')}`,
        start: new Date(last).toISOString(),
        end: now,
        severity: 'high' as const,
        score: Math.min(1, silence / (silence + Math.max(shortest, longest))),
        resources: [query.table],
        counts: { hoursSilent: inHours(silence), longestPauseBefore: inHours(longest) },
        explanation: `${query.table} has had no access to PHI for ${inHours(silence)} hours, where the longest pause in four weeks was ${inHours(longest)}: its diagnostic setting may be gone, or its source.`,
      },
    ];
  });
}

function inHours(milliseconds: number): number {
  return Math.round(milliseconds / hour);
}
