import { plusSeconds } from '../../base/index.ts';
import { responseHours, severityOf } from '../../model/index.ts';
import { approversFor } from '../responses/index.ts';
import type { ApprovalRequest, Response, ResponsePorts } from '../responses/index.ts';

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
