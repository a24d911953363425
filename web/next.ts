import type { Response } from '../src/response/responses/index.ts';
import type { Words } from './words.ts';

/** Says what happens next and by when; once a response is closed, how it ended. */
export function nextOf(response: Response): Words {
  const { status, remediation, request, dueAt } = response;
  switch (remediation?.status) {
    case 'asked': {
      const { kind = 'apply', needed = 1, approvals = [], expiresAt = dueAt } = request ?? {};
      const what = kind === 'revert' ? 'The revert' : 'The fix';
      return [
        `${what} waits for approval until `,
        { at: expiresAt },
        `: ${approvals.length} of ${needed} approvals given.`,
      ];
    }
    case 'decided':
      return [`Approved. phiwatch is about to write the setting${because(remediation.why)}.`];
    case 'written':
      return ['Written. phiwatch is checking that it holds.'];
    case 'waiting': {
      const { nextAt, why } = remediation;
      const when = nextAt === undefined ? [' shortly'] : [' at ', { at: nextAt }];
      return ['phiwatch prepares a fix again', ...when, `${because(why)}.`];
    }
    default:
  }
  if (status === 'closed') return endingOf(response);
  if (remediation?.status === 'verified') return ['Written and checked: the setting is as it must be.'];
  const standing = remediation && standings[remediation.status];
  const next =
    standing === undefined ? 'phiwatch is looking for a fix' : `${standing}${because(remediation?.why)}`;
  return ['Correct the setting by ', { at: dueAt }, `. ${next}.`];
}

const standings: Readonly<Record<string, string>> = {
  none: 'phiwatch has no safe fix for it',
  observed: 'A fix is prepared; no approval has been requested yet',
  rejected: 'The fix was rejected',
  expired: 'The request for approval expired',
  blocked: 'The fix is blocked',
  reverted: 'The fix was reverted',
};

/** Says how a response ended, when, and what that leaves to do. */
function endingOf({ closure = 'resolved', closedAt, remediation }: Response): Words {
  const at = closedAt === undefined ? [] : [' at ', { at: closedAt }];
  if (remediation?.status === 'reverted')
    return ['Fixed', ...at, ', and the fix was reverted later. The setting counts again as a new drift.'];
  const [begin, rest] = endings[closure];
  return [begin, ...at, rest];
}

const endings: Readonly<Record<NonNullable<Response['closure']>, readonly [string, string]>> = {
  resolved: ['Corrected', ': the resource complies with the policy. No action is needed.'],
  remediated: ['Fixed', ': phiwatch wrote the setting and read it back. No action is needed.'],
  superseded: ['Replaced', ' by a newer drift of the same policy.'],
  exempt: ['Exempted', ': the resource is exempt from the policy. No action is needed.'],
  'not-applicable': [
    'Ended',
    ': the policy no longer applies to the resource, or the resource was deleted. No action is needed.',
  ],
};

function because(why: string | undefined): string {
  return why === undefined ? '' : ` (${why})`;
}
