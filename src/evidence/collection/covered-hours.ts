import { hour } from '../../base/index.ts';
import type { LogHours } from '../ledger/index.ts';
import type { CoveredHours, Period } from '../model/index.ts';

/**
 * Works out the hours of a period in which phiwatch was at work: those with a run of its ledger. There is one each hour; one without is
 * its own downtime.
 * @param runs ISO 8601, in order
 * @param now hours that have not passed yet are not asked for
 */
export function workingHours(
  { from, to }: Period,
  runs: readonly string[],
  now: string,
): Pick<CoveredHours, 'hours' | 'covered' | 'gaps'> {
  const times = runs.map((run) => Date.parse(run));
  return hoursOf({ from, to }, now, (start) =>
    times.some((time) => time >= start && time < start + hour)
      ? undefined
      : 'phiwatch was not at work, or could not write its ledger',
  );
}

/** Hours of logs as a mark of the ledger has them. */
export interface RecordedHours extends Period {
  readonly logs: Readonly<Record<string, LogHours>>;
}

/** Works out the hours of a period in which each log was read and had rows. A silent hour is none: nobody can tell it from a log that was off. */
export function logCoverage(
  period: Period,
  recorded: readonly RecordedHours[],
  now: string,
): readonly (Pick<CoveredHours, 'hours' | 'covered' | 'gaps'> & { readonly log: string })[] {
  const names = new Set(recorded.flatMap(({ logs }) => Object.keys(logs)));
  return [...names].toSorted().map((log) => {
    const why = new Map<number, string | undefined>();
    for (const { from, to, logs } of recorded) {
      const { silent, unread } = logs[log] ?? { silent: [], unread: [] };
      if (!(log in logs)) continue;
      for (let start = Date.parse(from); start < Date.parse(to); start += hour) why.set(start, undefined);
      for (const each of silent) why.set(Date.parse(each), 'the log was silent');
      for (const each of unread) why.set(Date.parse(each), 'the log was not read');
    }
    return {
      log,
      ...hoursOf(period, now, (start) => (why.has(start) ? why.get(start) : 'nothing is on record')),
    };
  });
}

/** Asks of each hour of a period why it is missing; hours in a row with one reason are one gap. */
function hoursOf(
  { from, to }: Period,
  now: string,
  missing: (start: number) => string | undefined,
): Pick<CoveredHours, 'hours' | 'covered' | 'gaps'> {
  const end = to < now ? to : startOfHour(now);
  const hours = Math.max(0, Math.ceil((Date.parse(end) - Date.parse(from)) / hour));
  const gaps: { from: string; to: string; reason: string }[] = [];
  let covered = hours;
  for (let n = 0; n < hours; n += 1) {
    const start = Date.parse(from) + n * hour;
    const reason = missing(start);
    if (reason === undefined) continue;
    covered -= 1;
    const [begun, ended] = [new Date(start).toISOString(), new Date(start + hour).toISOString()];
    const last = gaps.at(-1);
    if (last?.to === begun && last.reason === reason) last.to = ended;
    else gaps.push({ from: begun, to: ended, reason });
  }
  return { hours, covered, gaps };
}

function startOfHour(time: string): string {
  return new Date(Math.floor(Date.parse(time) / hour) * hour).toISOString();
}
