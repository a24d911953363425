import type { Response, ResponsePorts } from '../responses/index.ts';
import { notifyResponders } from '../responses/index.ts';

/**
 * Escalates a blocked remediation to people. A remediation loop is escalated once for each resource and policy, however often the
 * setting is changed back.
 */
export async function escalateBlocked(response: Response, ports: ResponsePorts): Promise<void> {
  const { id, drift, remediation, decision, plan } = response;
  const why = remediation?.why ?? 'no reason is on record';
  const writes = await ports.remediation.writes.of(drift.resourceId);
  const last = writes.findLast(
    ({ intent, end }) => intent.policy === drift.policy && end?.result === 'applied',
  );
  const looped = remediation?.looped === true && last !== undefined;
  const about = looped
    ? `loop|${drift.policy}|${last.intent.decision}`
    : `${id}|blocked|${decision?.id ?? ''}`;
  await notifyResponders(
    'escalation',
    about,
    response,
    {
      why: `Remediation is blocked: ${why}.`,
      next: looped
        ? 'Please find out what changes the setting back each time. phiwatch writes it at most three times in a day.'
        : 'Please see to what stands in the way and request the fix again, or correct the setting by hand.',
      ...(plan && { plan }),
    },
    ports,
  );
}
