import { halvesOf, hour, hourOf, intervalsOf, plus } from '../../base/index.ts';
import type { Interval } from '../../base/index.ts';
import type { LogAnswer, LogQuery, LogRow, LogSource } from '../../platform/azure/index.ts';
import { bounded, dirtyHoursQuery } from './access-queries.ts';
import type { AccessQuery } from './access-queries.ts';
import { mergeEvents, mergeHours } from './merge-rows.ts';
import type { CollectPorts } from './ports.ts';
import { rowsToEvents, rowsToHours } from './query-rows.ts';

/** All rows of an interval, or why there are none: never a part of them. */
export type Whole = Exclude<LogAnswer, { readonly kind: 'partial' }>;

export type Parts = CollectPorts & { readonly remembering: LogSource };

/** Asks again for the hours that got rows in a span of ingestion. */
export async function renewProfiles(
  query: AccessQuery,
  ingested: Interval,
  ports: Parts,
  mostHours: number,
): Promise<Exclude<Whole, { readonly kind: 'rows' }> | undefined> {
  const dirty = await askWhole(
    ingested,
    ({ from, to }) => dirtyHoursQuery(query.table, from, to),
    ports.remembering,
  );
  if (dirty.kind !== 'rows') return dirty;
  const hours = dirty.rows.map(({ Hour }) => hourOf(String(Hour)));
  for (const interval of intervalsOf(hours, mostHours)) {
    const askedAt = ports.clock.now().toISOString();
    const answer = await askWhole(interval, ({ from, to }) => bounded(query, from, to), ports.logs);
    if (answer.kind === 'absent')
      return { kind: 'failed', why: `the table has rows, and not all that is asked for: ${answer.why}` };
    if (answer.kind !== 'rows') return answer;
    const byHour = profilesOf(query, answer.rows, ports);
    for (let start = interval.from; start < interval.to; start = plus(start, hour))
      await ports.profiles.replace(query.name, { hour: start, askedAt, rows: byHour.get(start) ?? [] });
  }
  return undefined;
}

/**
 * Asks for an interval completely. Where the answer is a part, each half is asked for, down to a minute; what an hour has then comes in
 * several rows.
 */
async function askWhole(
  interval: Interval,
  queryOf: (interval: Interval) => LogQuery,
  logs: LogSource,
): Promise<Whole> {
  const answer = await logs.query(queryOf(interval));
  if (answer.kind !== 'partial') return answer;
  const halves = halvesOf(interval);
  if (!halves) return { kind: 'failed', why: `a minute has more than can be answered: ${answer.why}` };
  const rows: LogRow[] = [];
  for (const half of halves) {
    const whole = await askWhole(half, queryOf, logs);
    if (whole.kind !== 'rows') return whole;
    for (const row of whole.rows) rows.push(row);
  }
  return { kind: 'rows', rows };
}

function profilesOf(
  { shape, source }: AccessQuery,
  rows: readonly LogRow[],
  { keyed }: Pick<CollectPorts, 'keyed'>,
): ReadonlyMap<string, readonly unknown[]> {
  return shape === 'hours'
    ? Map.groupBy(mergeHours(rowsToHours(source, rows, keyed)), (row) => row.hour)
    : Map.groupBy(mergeEvents(rowsToEvents(source, rows)), ({ time }) => hourOf(time));
}

/** The same question is asked once in a run. */
export function remembered(logs: LogSource): LogSource {
  const answers = new Map<string, ReturnType<LogSource['query']>>();
  return {
    query(query) {
      const found = answers.get(query.kql) ?? logs.query(query);
      answers.set(query.kql, found);
      return found;
    },
  };
}
