import { z } from 'zod';
import { can } from '../auth/index.ts';
import type { Caller } from '../auth/index.ts';
import { checked, everyOwner } from '../compliance/records/index.ts';
import { text } from '../compliance/records/fields.ts';
import { keepChange, keepNew } from '../compliance/records/keep.ts';
import type { Kept } from '../compliance/records/keep.ts';
import type { Anomalies, Records } from '../store/types.ts';
import { anomalyReaders, isConcerned, principalsOf } from './concerned.ts';
import type { KeptAnomaly } from './ports.ts';
import type { AnomalyKind, AnomalySeverity } from './types.ts';

const verdictRequest = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('confirmed'), reason: text().optional() }),
  z.strictObject({ verdict: z.literal('benign'), reason: text() }),
]);

/** What a person found an anomaly to be. Under the id of the anomaly; another verdict is a further version. */
export interface AnomalyVerdict {
  readonly verdict: 'confirmed' | 'benign';
  readonly reason?: string;
  readonly by: string;
  /** As it stood then. */
  readonly kinds: readonly AnomalyKind[];
  readonly severity: AnomalySeverity;
}

export interface VerdictPorts {
  readonly anomalies: Pick<Anomalies<KeptAnomaly>, 'read'>;
  readonly verdicts: Records<AnomalyVerdict>;
  readonly clock: { now(): Date };
}

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
  if (!anomaly || isConcerned(anomaly, caller)) return { kind: 'missing' };
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
