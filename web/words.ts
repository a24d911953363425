import type { Response } from '../src/response/responses/index.ts';

/** What happens next, in a sentence. */
export function nextOf({ status, closure, remediation, request, dueAt }: Response): string {
  const why = remediation?.why === undefined ? '' : ` (${remediation.why})`;
  switch (remediation?.status) {
    case 'asked': {
      const [needed, given] = [request?.needed ?? 1, request?.approvals.length ?? 0];
      return `A decision is wanted by ${timeOf(request?.expiresAt)}: ${given} of ${needed} approvals given.`;
    }
    case 'decided':
      return `It is decided, and about to be written${why}.`;
    case 'written':
      return 'It is written, and being read back.';
    case 'waiting':
      return `The remediation plan is reconsidered at ${timeOf(remediation.nextAt)}${why}.`;
    case 'verified':
      return 'It was remediated, and read back: it holds.';
    case 'reverted':
      return 'What was remediated has been taken back.';
    default:
  }
  if (status === 'closed') return `Nothing: it is closed (${closure ?? 'resolved'}).`;
  const standing = remediation === undefined ? '' : ` ${standings[remediation.status] ?? ''}${why}.`;
  return `Somebody has to put it right by ${timeOf(dueAt)}.${standing}`;
}

const standings: Readonly<Record<string, string>> = {
  none: 'phiwatch knows no safe way to do it',
  observed: 'The plan is shown, and nobody is asked to approve it',
  rejected: 'The plan was rejected',
  expired: 'Nobody decided on the plan in time',
  blocked: 'It is not remediated',
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

/** The last name of an id. */
export function nameOf(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId;
}
