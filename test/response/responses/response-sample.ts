import type { Response } from '../../../src/response/responses/index.ts';
import { driftOf, resourceIn } from '../../platform/store/samples.ts';

/** A decision to write, by Ada. */
export const decisionSample = (id: string): NonNullable<Response['decision']> => ({
  id,
  kind: 'apply',
  by: ['ada'],
  at: hour(1),
  plan: {
    hash: 'h',
    kind: 'patch',
    policy: 'storage-secure-transfer',
    policyVersion: '1.0.0',
    target: resourceIn('clinic'),
    method: 'PATCH',
    changes: [],
    plannedAt: hour(0),
  },
});

const opened = Date.parse('2026-03-01T08:00:00.000Z');

/** A moment so many hours after the responses of these tests were opened. */
export const hour = (hours: number): string => new Date(opened + Math.round(hours * 3_600_000)).toISOString();

/** A response to a severe drift, of which people were told. It is due after 24 hours. */
export function responseOf(more: Partial<Response> = {}): Response {
  const drift = more.drift ?? driftOf(resourceIn('clinic'), 2);
  return {
    id: drift.id,
    drift,
    status: 'waiting',
    step: 2,
    openedAt: hour(0),
    dueAt: hour(24),
    escalations: 0,
    notified: true,
    ...more,
  };
}
