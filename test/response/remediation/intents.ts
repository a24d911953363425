import type { WriteIntent } from '../../../src/platform/store/write-types.ts';
import { accountId, secureTransfer } from '../../support/fakes.ts';

/** The intent of a write that closes an account, begun at some time. */
export function intentOf(at: string, more: Partial<WriteIntent> = {}): WriteIntent {
  return {
    decision: 'decision',
    attempt: 1,
    kind: 'apply',
    resourceId: accountId,
    policy: secureTransfer.name,
    target: accountId,
    method: 'PATCH',
    planHash: '0',
    changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: false, after: true }],
    correlationId: 'correlation',
    approvedBy: ['auto'],
    token: 1,
    at,
    ...more,
  };
}
