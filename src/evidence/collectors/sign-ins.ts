import { daysAfter } from '../../base/index.ts';
import type { LogRow } from '../../platform/azure/index.ts';
import type { Collector } from './ports.ts';

/** Counts alone: by whether a second factor was asked for, and whether it succeeded. Rows of people are not read. */
const kql = `SigninLogs
| where TimeGenerated >= From and TimeGenerated < To
| summarize signIns = count(), people = dcount(UserId), earliest = min(TimeGenerated) by AuthenticationRequirement, succeeded = ResultType == "0"`;

/** Sign-ins of people in the period, with one factor and with several. */
export const signIns: Collector = {
  name: 'sign-ins',
  async collect({ period }, { logs }) {
    if (!logs) return { data: {}, gaps: ['no workspace of logs is named, so that no sign-in log was read'] };
    const answer = await logs.query({ kql, ...period });
    switch (answer.kind) {
      case 'rows':
        return { data: { table: 'SigninLogs', rows: answer.rows }, gaps: reachOf(answer.rows, period.from) };
      case 'absent':
      case 'denied':
        return { data: {}, gaps: [`the sign-in log could not be read: ${answer.why}`] };
      default:
        throw new Error(`The sign-in log could not be read: ${answer.why}`);
    }
  },
};

/** A workspace keeps rows for some time: what is older is missing from the counts. */
function reachOf(rows: readonly LogRow[], from: string): readonly string[] {
  const earliest = rows.map(({ earliest: time }) => String(time)).toSorted()[0];
  // Nobody can tell a log that was off from people who did not sign in.
  if (earliest === undefined) return ['the sign-in log has no rows of the period'];
  if (earliest <= daysAfter(from, 1)) return [];
  return [`the sign-in log reaches back to ${earliest} only: what came before is not counted`];
}
