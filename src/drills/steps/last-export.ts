import { day, plus } from '../../base/index.ts';
import { parseResourceId } from '../../model/index.ts';
import type { LogQuery, LogSource } from '../../platform/azure/index.ts';

/** The last export of a service, as its audit log shows it. */
export type LastExport =
  | {
      readonly kind: 'found';
      /** It holds what was there then. */
      readonly begunAt: string;
      /** When somebody who asked was first told that it is complete. */
      readonly seenCompleteAt: string;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'throttled'; readonly why: string; readonly retryAfterSeconds: number }
  | { readonly kind: 'unknown'; readonly why: string };

export const daysLookedBack = 90;

/** A caller asks every few seconds how far its export is. */
const mostRows = 1000;

/**
 * Looks in the audit log for the last export that is known to be complete. The service logs no end of its own: whoever asks `_operations/export/ID` is answered 202 while it goes on, and
 * 200 once it is complete (GetExportStatusById of github.com/microsoft/fhir-server). No address leaves the workspace, as it may hold names.
 */
export async function lastExportOf(
  resourceId: string,
  before: string,
  logs: LogSource | undefined,
): Promise<LastExport> {
  if (!/\/fhirservices$/i.test(parseResourceId(resourceId)?.type ?? ''))
    return { kind: 'unknown', why: 'the exports of this type of service are not looked for' };
  if (!logs) return { kind: 'unknown', why: 'no workspace is named that its audit log goes to' };
  const answer = await logs.query(exportsOf(resourceId, before));
  switch (answer.kind) {
    case 'rows':
      return lastOf(
        answer.rows
          .map(({ At, Complete }) => ({ at: String(At), isComplete: Complete === true }))
          // Of several workspaces each answers in its own order.
          .toSorted((one, other) => (one.at < other.at ? 1 : -1)),
      );
    case 'throttled':
      return answer;
    default:
      return { kind: 'unknown', why: `its audit log could not be read: ${answer.why}` };
  }
}

/** A call about exports that was answered. */
interface ExportCall {
  readonly at: string;
  /** It told that one is complete; otherwise it began one. */
  readonly isComplete: boolean;
}

/** Latest first. */
function exportsOf(resourceId: string, before: string): LogQuery {
  const from = plus(before, -daysLookedBack * day);
  const kql = `MicrosoftHealthcareApisAuditLogs
| where TimeGenerated >= datetime(${from}) and TimeGenerated < datetime(${before})
| where _ResourceId =~ ${JSON.stringify(resourceId)} and ResultType != 'Started' and OperationName has 'export'
| extend Asked = RequestUri has '_operations/export'
| where (Asked and StatusCode == 200) or (not(Asked) and StatusCode == 202)
| project At = TimeGenerated, Complete = Asked
| order by At desc
| take ${mostRows}`;
  return { kql, from, to: before };
}

function lastOf(calls: readonly ExportCall[]): LastExport {
  const complete = calls.findIndex(({ isComplete }) => isComplete);
  const begun = calls.findIndex(({ isComplete }, n) => n > complete && !isComplete);
  // Told twice that it is complete: the first time is nearest to its end.
  const [first, told] = [calls[begun], calls[begun - 1]];
  if (complete >= 0 && first && told) return { kind: 'found', begunAt: first.at, seenCompleteAt: told.at };
  return calls.length < mostRows
    ? { kind: 'none' }
    : { kind: 'unknown', why: `its audit log holds more than ${mostRows} calls about exports` };
}
