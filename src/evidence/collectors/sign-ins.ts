import type { Collector } from './ports.ts';

/** Counts alone: by whether a second factor was asked for, and whether it succeeded. Rows of people are not read. */
const kql = `SigninLogs
| where TimeGenerated >= From and TimeGenerated < To
| summarize signIns = count(), people = dcount(UserId) by AuthenticationRequirement, succeeded = ResultType == "0"`;

/** Sign-ins of people in the period, with one factor and with several. */
export const signIns: Collector = {
  name: 'sign-ins',
  async collect({ period }, { logs }) {
    if (!logs) return { data: {}, gaps: ['no workspace of logs is named, so that no sign-in log was read'] };
    const answer = await logs.query({ kql, ...period });
    switch (answer.kind) {
      case 'rows':
        return { data: { table: 'SigninLogs', rows: answer.rows } };
      case 'absent':
      case 'denied':
        return { data: {}, gaps: [`the sign-in log could not be read: ${answer.why}`] };
      default:
        throw new Error(`The sign-in log could not be read: ${answer.why}`);
    }
  },
};
