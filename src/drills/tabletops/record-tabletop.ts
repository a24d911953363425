import { z } from 'zod';
import { daysAfter } from '../../base/index.ts';
import { isOwn } from '../../platform/auth/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { checked, everyOwner, invalid, saveChange, saveNew, text } from '../../records/index.ts';
import type { Saved, Saving } from '../../records/index.ts';
import type { TabletopPorts } from './ports.ts';
import { tabletopRequest } from './tabletop.ts';
import type { Tabletop } from './tabletop.ts';

/** An exercise is put on record while people remember it: after so many days at most. */
const mostDaysLater = 90;

export const tabletopWithdrawal = z.strictObject({ why: text() });

/** Puts on record that an exercise was held. The caller is its facilitator. */
export async function recordTabletop(
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { tabletops, clock }: TabletopPorts,
  newId: Saving['newId'],
): Promise<Saved<Tabletop>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(tabletopRequest, input);
  if (request.kind === 'invalid') return request;
  const now = clock.now().toISOString();
  const { startedAt, endedAt } = request.value;
  if (startedAt > now) return invalid('startedAt', 'must not be in the future');
  if (endedAt > now) return invalid('endedAt', 'must not be in the future');
  if (endedAt < daysAfter(now, -mostDaysLater))
    return invalid('endedAt', `must be at most ${mostDaysLater} days ago`);
  const value: Tabletop = {
    ...request.value,
    status: 'recorded',
    facilitator: caller.objectId,
    confirmations: [],
  };
  return saveNew(tabletops, everyOwner, value, { now, newId });
}

/** Confirms that an exercise was held as recorded. A participant may, once each; whoever led it may not. */
export async function confirmTabletop(
  id: string,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { tabletops, clock }: TabletopPorts,
): Promise<Saved<Tabletop>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const now = clock.now().toISOString();
  return saveChange(tabletops, everyOwner, id, now, ({ value }) => {
    if (isOwn(caller, { owners: [value.facilitator] })) return { kind: 'forbidden', why: 'own' };
    const by = caller.objectId.toLowerCase();
    if (!value.participants.some(({ person }) => person === by)) return { kind: 'forbidden', why: 'role' };
    if (value.status === 'withdrawn') return { kind: 'conflict', why: 'the tabletop is withdrawn' };
    if (value.confirmations.some((each) => each.by === by))
      return { kind: 'conflict', why: 'you have confirmed it already' };
    return { kind: 'ok', value: { ...value, confirmations: [...value.confirmations, { by, at: now }] } };
  });
}

/** Withdraws an exercise that was recorded wrongly. It stays on record, and proves nothing. */
export async function withdrawTabletop(
  id: string,
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind' | 'roles'>,
  { tabletops, clock }: TabletopPorts,
): Promise<Saved<Tabletop>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(tabletopWithdrawal, input);
  if (request.kind === 'invalid') return request;
  const at = clock.now().toISOString();
  return saveChange(tabletops, everyOwner, id, at, ({ value }) => {
    if (!isOwn(caller, { owners: [value.facilitator] }) && !caller.roles.includes('Operator'))
      return { kind: 'forbidden', why: 'role' };
    if (value.status === 'withdrawn') return { kind: 'conflict', why: 'the tabletop is already withdrawn' };
    const withdrawal = { by: caller.objectId, at, why: request.value.why };
    return { kind: 'ok', value: { ...value, status: 'withdrawn', withdrawal } };
  });
}
