import { z } from 'zod';
import type { Caller } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import { checked, everyOwner, saveChange, saveNew, text } from '../../records/index.ts';
import type { Saved } from '../../records/index.ts';
import { anomalyReaders, isAnomalySubject, principalsOf } from './anomaly-subjects.ts';
import type { VerdictPorts } from './ports.ts';
import type { AnomalyVerdict } from './types.ts';

export const verdictRequest = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('needs-inquiry'), reason: text().optional() }),
  z.strictObject({ verdict: z.enum(['explained', 'inconclusive']), reason: text() }),
]);

/** A person who is not concerned says what it was. To whom it concerns there is no such anomaly. */
export async function giveVerdict(
  id: string,
  input: unknown,
  caller: Caller,
  { anomalies, verdicts, clock }: VerdictPorts,
): Promise<Saved<AnomalyVerdict>> {
  const request = checked(verdictRequest, input);
  if (request.kind === 'invalid') return request;
  const anomaly = (await anomalies.read(id))?.value;
  if (!anomaly || isAnomalySubject(anomaly, caller)) return { kind: 'not-found' };
  const permission = can(caller, { roles: anomalyReaders }, { owners: principalsOf(anomaly) });
  if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
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
  const changed = await saveChange(verdicts, everyOwner, id, now, () => ({ kind: 'ok', value }));
  return changed.kind === 'not-found'
    ? saveNew(verdicts, everyOwner, value, { now, newId: () => id })
    : changed;
}
