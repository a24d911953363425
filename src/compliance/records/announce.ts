import type { Caller } from '../../auth/index.ts';
import type { Ports } from '../types.ts';
import { announcementRequest, longestWindowDays } from './announced-change.ts';
import type { AnnouncedChange } from './announced-change.ts';
import { checked, daysAfter, wrong } from './fields.ts';
import { keepChange, keepNew } from './keep.ts';
import type { Keeping, Kept } from './keep.ts';
import { ownerOf } from './types.ts';

/** Puts on record that a change will be made. Nothing is announced after the fact. */
export async function announceChange(
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  { records, clock, subscriptions }: Pick<Ports, 'records' | 'clock' | 'subscriptions'>,
  newId: Keeping['newId'],
): Promise<Kept<AnnouncedChange>> {
  const request = checked(announcementRequest, input);
  if (request.kind === 'wrong') return request;
  const now = clock.now().toISOString();
  const { scope, from, until } = request.value;
  if (from < now) return wrong('from', 'must not lie in the past');
  if (until > daysAfter(from, longestWindowDays))
    return wrong('until', `must lie at most ${longestWindowDays} days after the beginning`);
  const owner = ownerOf(scope);
  if (!subscriptions.includes(owner)) return wrong('scope', 'lies in no subscription that is watched');
  const value: AnnouncedChange = { ...request.value, status: 'announced', by: caller.objectId };
  return keepNew(records.announcedChanges, owner, value, { now, newId });
}

/** Says that an announced change will not be made. */
export async function withdrawChange(
  subscription: string,
  id: string,
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
): Promise<Kept<AnnouncedChange>> {
  const now = clock.now().toISOString();
  return keepChange(records.announcedChanges, subscription, id, now, ({ value }) =>
    value.status === 'withdrawn'
      ? { kind: 'conflict', why: 'it is withdrawn' }
      : { kind: 'good', value: { ...value, status: 'withdrawn' } },
  );
}
