import { z } from 'zod';
import type { Caller } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import { checked, everyOwner, keepChange, keepNew, text } from '../../records/index.ts';
import type { Kept } from '../../records/index.ts';
import { anomalyReaders, isAnomalySubject, principalsOf } from './anomaly-subjects.ts';
import type { VerdictPorts } from './ports.ts';
import type { AnomalyVerdict } from './types.ts';

export const verdictRequest = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('confirmed'), reason: text().optional() }),
  z.strictObject({ verdict: z.literal('benign'), reason: text() }),
]);

/** A person who is not concerned says what it was. To whom it concerns there is no such anomaly. */
export async function giveVerdict(
  id: string,
  input: unknown,
  caller: Caller,
  { anomalies, verdicts, clock }: VerdictPorts,
): Promise<Kept<AnomalyVerdict>> {
  const request = checked(verdictRequest, input);
  if (request.kind === 'wrong') return request;
  const anomaly = (await anomalies.read(id))?.value;
  if (!anomaly || isAnomalySubject(anomaly, caller)) return { kind: 'missing' };
  const permission = can(caller, { roles: anomalyReaders }, { owners: principalsOf(anomaly) });
  if (!permission.allowed) return { kind: 'refused', why: permission.why };
  const now = clock.now().toISOString();
  const { verdict, reason } = request.value;
  const { kinds, severity } = anomaly;
  const value: AnomalyVerdict = {
    verdict,
    ...(reason !== undefined && { reason }),
    by: caller.objectId,
    kinds,
    severity,
  };
  const changed = await keepChange(verdicts, everyOwner, id, now, () => ({ kind: 'good', value }));
  return changed.kind === 'missing'
    ? keepNew(verdicts, everyOwner, value, { now, newId: () => id })
    : changed;
}
