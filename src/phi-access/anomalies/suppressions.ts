import type { Records } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { isOwn } from '../../platform/auth/index.ts';
import type { Saving, Saved } from '../../records/index.ts';
import { checked, endTrouble, everyOwner, saveChange, saveNew } from '../../records/index.ts';
import type { SuppressionPorts } from './ports.ts';
import type { AnomalySuppression } from './types.ts';
import { suppressionRequest } from './types.ts';

/** The number of days after which somebody looks again at what is usual for a principal. */
const longestDays = 180;

/** Nobody suppresses what is about themselves; the caller answers for it. */
export async function suppressAnomalies(
  input: unknown,
  caller: Caller,
  { suppressions, clock }: SuppressionPorts,
  newId: Saving['newId'],
): Promise<Saved<AnomalySuppression>> {
  const request = checked(suppressionRequest, input);
  if (request.kind === 'invalid') return request;
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const { principal, until } = request.value;
  if (isOwn(caller, { owners: [principal] })) return { kind: 'forbidden', why: 'own' };
  const now = clock.now().toISOString();
  const trouble = endTrouble('until', until, now, longestDays);
  if (trouble) return trouble;
  const value: AnomalySuppression = { ...request.value, owner: caller.objectId, status: 'active' };
  return saveNew(suppressions, everyOwner, value, { now, newId });
}

/** Takes a suppression back; it stays on record. Nobody learns that there is one about themselves. */
export async function withdrawSuppression(
  id: string,
  caller: Caller,
  { suppressions, clock }: SuppressionPorts,
): Promise<Saved<AnomalySuppression>> {
  return saveChange(suppressions, everyOwner, id, clock.now().toISOString(), ({ value }) => {
    if (isOwn(caller, { owners: [value.principal] })) return { kind: 'not-found' };
    return value.status === 'withdrawn'
      ? { kind: 'conflict', why: 'the suppression is already withdrawn' }
      : { kind: 'ok', value: { ...value, status: 'withdrawn' } };
  });
}

/** All of them but those about the caller. */
export async function listSuppressions(
  caller: Caller,
  { suppressions }: Pick<SuppressionPorts, 'suppressions'>,
) {
  const all = await suppressions.latest(everyOwner);
  return all.filter(({ value }) => !isOwn(caller, { owners: [value.principal] }));
}

/** Those that hold, as fusing takes them. */
export async function suppressionsAt(
  now: string,
  { suppressions }: { readonly suppressions: Pick<Records<AnomalySuppression>, 'latest'> },
) {
  return (await suppressions.latest(everyOwner))
    .filter(({ value }) => value.status === 'active' && value.until > now)
    .map(({ id, value: { principal, kinds, owner, reason, until } }) => ({
      id,
      principal,
      kinds,
      owner,
      reason,
      expires: until,
    }));
}
