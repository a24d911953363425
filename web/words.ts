import type { Response } from '../src/response/responses/index.ts';

/** What happens next, in a sentence. */
export function nextOf({ status, closure, remediation, request, dueAt }: Response): string {
  const why = remediation?.why === undefined ? '' : ` (${remediation.why})`;
  switch (remediation?.status) {
    case 'asked': {
      const [needed, given] = [request?.needed ?? 1, request?.approvals.length ?? 0];
      return `Approval is needed by ${timeOf(request?.expiresAt)}: ${given} of ${needed} given.`;
    }
    case 'decided':
      return `Decided; phiwatch is about to write it${why}.`;
    case 'written':
      return 'Written; phiwatch is verifying it.';
    case 'waiting':
      return `The remediation plan is reconsidered at ${timeOf(remediation.nextAt)}${why}.`;
    case 'verified':
      return 'Remediated and verified.';
    case 'reverted':
      return 'The remediation was reverted.';
    default:
  }
  if (status === 'closed') return `No action is needed: the finding is closed (${closure ?? 'resolved'}).`;
  const standing = remediation === undefined ? '' : ` ${standings[remediation.status] ?? ''}${why}.`;
  return `The setting must be corrected by ${timeOf(dueAt)}.${standing}`;
}

const standings: Readonly<Record<string, string>> = {
  none: 'phiwatch has no safe remediation for it',
  observed: 'A plan is shown; no approval is requested',
  rejected: 'The plan was rejected',
  expired: 'The request for approval expired',
  blocked: 'Remediation is blocked',
};

/** A moment in the reader's own time. */
export function timeOf(time: string | undefined): string {
  if (time === undefined) return 'an unknown time';
  return new Intl.DateTimeFormat(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(time));
}

/** A value of a setting. */
export function valueOf(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Takes the last name of a resource id. */
export function nameOf(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId;
}
