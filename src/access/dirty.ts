import { askWhole } from './ask.ts';
import type { Whole } from './ask.ts';
import { day, hour, hourOf, plus } from './moments.ts';
import type { Interval } from './moments.ts';
import type { LogQuery, LogSource } from './types.ts';

/** What is older when it arrives has its time rewritten by the service: rows are late by so much at most. */
const latest = 2 * day;

/** Hours of which a table got rows in a span of ingestion. A table that is not there gets none. */
export async function dirtyHours(
  table: string,
  ingested: Interval,
  logs: LogSource,
): Promise<{ readonly kind: 'hours'; readonly hours: readonly string[] } | Exclude<Whole, { kind: 'rows' }>> {
  // Clocks of those who log may be ahead.
  const span = { from: hourOf(plus(ingested.from, -latest)), to: plus(hourOf(ingested.to), 2 * hour) };
  const answer = await askWhole(span, (part) => queryOf(table, ingested, part), logs);
  if (answer.kind !== 'rows') return answer;
  return { kind: 'hours', hours: answer.rows.map(({ Hour }) => hourOf(String(Hour))) };
}

function queryOf(table: string, ingested: Interval, { from, to }: Interval): LogQuery {
  const kql = [
    table,
    `| where TimeGenerated >= datetime(${from}) and TimeGenerated < datetime(${to})`,
    `| where ingestion_time() >= datetime(${ingested.from}) and ingestion_time() < datetime(${ingested.to})`,
    '| summarize Rows = count() by Hour = bin(TimeGenerated, 1h)',
  ].join('\n');
  return { kql, from, to };
}
