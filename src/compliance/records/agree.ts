import type { Caller } from '../../auth/index.ts';
import type { Ports } from '../types.ts';
import { agreementRequest } from './agreement.ts';
import type { Agreement } from './agreement.ts';
import { checked, wrong } from './fields.ts';
import { keepChange, keepNew } from './keep.ts';
import type { Keeping, Kept } from './keep.ts';
import { everyOwner } from './types.ts';

type Needs = Pick<Ports, 'records' | 'clock'>;

/** Puts a business associate agreement on record. */
export async function recordAgreement(
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
  newId: Keeping['newId'],
): Promise<Kept<Agreement>> {
  const request = checked(agreementRequest, input);
  if (request.kind === 'wrong') return request;
  const now = clock.now().toISOString();
  if (request.value.expiresAt <= now) return wrong('expiresAt', 'must lie ahead');
  const value: Agreement = { ...request.value, status: 'in-force', recordedBy: caller.objectId };
  return keepNew(records.agreements, everyOwner, value, { now, newId });
}

/** Prolongs or corrects an agreement: the former version stays on record. */
export async function changeAgreement(
  id: string,
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
): Promise<Kept<Agreement>> {
  const request = checked(agreementRequest, input);
  if (request.kind === 'wrong') return request;
  const now = clock.now().toISOString();
  return keepChange(records.agreements, everyOwner, id, now, () => ({
    kind: 'good',
    value: { ...request.value, status: 'in-force', recordedBy: caller.objectId },
  }));
}

/** Says that nothing depends on an agreement any more: the two have parted. */
export async function endAgreement(
  id: string,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
): Promise<Kept<Agreement>> {
  const now = clock.now().toISOString();
  return keepChange(records.agreements, everyOwner, id, now, ({ value }) =>
    value.status === 'ended'
      ? { kind: 'conflict', why: 'it is ended' }
      : { kind: 'good', value: { ...value, status: 'ended', endedBy: caller.objectId } },
  );
}
