import type { Response, ResponsePorts } from '../responses/index.ts';
import { tell } from '../responses/index.ts';

/**
 * Tells that people have to see to it. What is fought over is told of once a day for each resource and policy, however often it
 * is turned back.
 */
export async function tellBlocked(response: Response, ports: ResponsePorts): Promise<void> {
  const { id, drift, remediation, decision, plan } = response;
  const why = remediation?.why ?? 'It cannot be put back.';
  const writes = await ports.remediation.writes.of(drift.resourceId);
  const last = writes.findLast(
    ({ intent, end }) => intent.policy === drift.policy && end?.result === 'applied',
  );
  const fought = remediation?.fought === true && last !== undefined;
  const about = fought
    ? `fight|${drift.policy}|${last.intent.decision}`
    : `${id}|blocked|${decision?.id ?? ''}`;
  await tell(
    'escalation',
    about,
    response,
    {
      why: `It is not put back: ${why}.`,
      next: fought
        ? 'Something or somebody sets it each time. phiwatch writes no more until that has been found.'
        : 'Somebody has to put it right.',
      ...(plan && { plan }),
    },
    ports,
  );
}
