import type { Caller } from '../../platform/auth/index.ts';
import { checked } from '../../records/index.ts';
import type { Saved } from '../../records/index.ts';
import { changeIncident } from './incident-permissions.ts';
import type { Needs } from './incident-permissions.ts';
import { incidentDecisionRequest } from './incident-requests.ts';
import type { Incident } from './incident.ts';

type Outcome = NonNullable<Incident['decision']>['outcome'];

const factors = ['nature', 'recipient', 'acquired', 'mitigation'] as const;

/**
 * Decides whether it was a breach; the caller signs. That it was one is presumed and needs no proof; that it was none needs all four
 * factors, and what the outcome rests on. 45 CFR 164.402, 164.414(b).
 */
export async function decideIncident(
  id: string,
  input: unknown,
  caller: Caller,
  ports: Needs,
): Promise<Saved<Incident>> {
  const request = checked(incidentDecisionRequest, input);
  if (request.kind === 'invalid') return request;
  return changeIncident(id, caller, ports, (value, now) => {
    const lacking = lacks(value, request.value.outcome);
    if (lacking !== undefined) return { kind: 'conflict', why: lacking };
    const decision = { ...request.value, signedBy: caller.objectId, signedAt: now };
    return { kind: 'ok', value: { ...value, decision } };
  });
}

/** Says what is not on record that must be there first. */
function lacks(incident: Incident, outcome: Outcome): string | undefined {
  if (outcome === 'breach') return undefined;
  const open = factors.filter((factor) => incident.factors?.[factor] === undefined);
  if (open.length > 0)
    return `the incident is presumed a breach until all factors are assessed, and these are not: ${open.join(', ')}`;
  if (outcome === 'exception' && incident.exception === undefined)
    return 'no exception of 45 CFR 164.402, breach, (1)(i) to (iii), is on record';
  if (outcome === 'not-unsecured' && incident.phi?.state !== 'secured')
    return 'the record does not say how the PHI was secured';
  return undefined;
}
