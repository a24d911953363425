import { plusSeconds } from '../../base/index.ts';
import { responseHours, severityOf } from '../../model/index.ts';
import type { ApprovalRequest, Response, ResponsePorts } from '../responses/index.ts';

/**
 * Tells who made the change that a response is about, and how many others must approve a write. The person is known only where
 * every event that may have caused it names one and the same person; a service principal may be anybody's tool. Where nobody
 * is known, two people must agree: one of them is another.
 */
export function approversFor({ drift, remediation }: Pick<Response, 'drift' | 'remediation'>): {
  readonly owners: readonly [string, ...string[]];
  readonly needed: 1 | 2;
} {
  const named = drift.candidates.flatMap(({ actor }) => actor?.objectId ?? []);
  const isKnown =
    drift.candidates.length > 0 &&
    drift.candidates.every(({ actor }) => actor?.kind === 'User' && actor.objectId !== undefined);
  const askedBy = remediation?.askedBy === undefined ? [] : [remediation.askedBy];
  return { owners: ['nobody', ...named, ...askedBy], needed: isKnown ? 1 : 2 };
}

export function requestFor(
  kind: ApprovalRequest['kind'],
  planHash: string,
  response: Response,
  { clock }: Pick<ResponsePorts, 'clock'>,
): ApprovalRequest {
  const askedAt = clock.now().toISOString();
  const { drift } = response;
  const hours = responseHours(severityOf(drift)) / 2;
  const { needed } = approversFor(response);
  return { kind, planHash, askedAt, expiresAt: plusSeconds(askedAt, hours * 3600), needed, approvals: [] };
}
