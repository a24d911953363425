import type { Interval } from '../../base/index.ts';
import { halvesOf } from '../../base/index.ts';
import type { LogAnswer, LogQuery, LogRow, LogSource } from '../../platform/azure/index.ts';

/** All rows of an interval, or why there are none: never a part of them. */
export type Whole = Exclude<LogAnswer, { readonly kind: 'partial' }>;

/**
 * Asks for an interval completely. Where the answer is a part, each half is asked for, down to a minute; what an hour has then comes in
 * several rows.
 */
export async function askWhole(
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
