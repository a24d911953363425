import type { Response, ResponsePorts } from '../responses/index.ts';
import { notifyResponders } from '../responses/index.ts';

/**
 * Tells that people have to see to it. What is looped over is told of once a day for each resource and policy, however often it
 * is turned back.
 */
export async function escalateBlocked(response: Response, ports: ResponsePorts): Promise<void> {
  const { id, drift, remediation, decision, plan } = response;
  const why = remediation?.why ?? 'It cannot be remediated.';
  const writes = await ports.remediation.writes.of(drift.resourceId);
  const last = writes.findLast(
    ({ intent, end }) => intent.policy === drift.policy && end?.result === 'applied',
  );
  const looped = remediation?.looped === true && last !== undefined;
  const about = looped
    ? `fight|${drift.policy}|${last.intent.decision}`
    : `${id}|blocked|${decision?.id ?? ''}`;
  await notifyResponders(
    'escalation',
    about,
    response,
    {
      why: `It is not remediated: ${why}.`,
      next: looped
        ? 'Something or somebody sets it each time. phiwatch writes no more until that has been found.'
        : 'Somebody has to put it right.',
      ...(plan && { plan }),
    },
    ports,
  );
}
