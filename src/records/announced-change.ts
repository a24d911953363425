import { z } from 'zod';
import { daysAfter } from '../base/index.ts';
import type { Records } from '../model/index.ts';
import type { Caller } from '../platform/auth/index.ts';
import { checked, moment, scope, text, ticket, invalid } from './fields.ts';
import { ownerOf } from './owner.ts';
import type { BookPorts, Saving, Saved } from './versioned-record.ts';
import { saveChange, saveNew } from './versioned-record.ts';

/** A window of work is short: what lasts longer needs an exemption. */
export const longestWindowDays = 14;

export const announcementRequest = z
  .strictObject({ ticket, scope, what: text(), from: moment, until: moment })
  .superRefine(({ from, until }, context) => {
    if (until <= from) context.addIssue({ code: 'custom', path: ['until'], message: 'must be after from' });
  });

export type AnnouncementRequest = z.infer<typeof announcementRequest>;

/** A change that somebody said beforehand would be made. Saved by subscription (lower-case GUID). */
export interface AnnouncedChange extends AnnouncementRequest {
  readonly status: 'announced' | 'withdrawn';
  readonly by: string;
}

type Needs = BookPorts<{ readonly announcedChanges: Records<AnnouncedChange> }>;

/** Puts on record that a change will be made. Nothing is announced after the fact. */
export async function announceChange(
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  { records, clock, subscriptions }: Needs & { readonly subscriptions: readonly string[] },
  newId: Saving['newId'],
): Promise<Saved<AnnouncedChange>> {
  const request = checked(announcementRequest, input);
  if (request.kind === 'invalid') return request;
  const now = clock.now().toISOString();
  const { scope, from, until } = request.value;
  if (from < now) return invalid('from', 'must not be in the past');
  if (until > daysAfter(from, longestWindowDays))
    return invalid('until', `must be at most ${longestWindowDays} days after from`);
  const owner = ownerOf(scope);
  if (!subscriptions.includes(owner)) return invalid('scope', 'must be in a watched subscription');
  const value: AnnouncedChange = { ...request.value, status: 'announced', by: caller.objectId };
  return saveNew(records.announcedChanges, owner, value, { now, newId });
}

/** Says that an announced change will not be made. An application says so of its own alone. */
export async function withdrawChange(
  subscription: string,
  id: string,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { records, clock }: Needs,
): Promise<Saved<AnnouncedChange>> {
  const now = clock.now().toISOString();
  return saveChange(records.announcedChanges, subscription, id, now, ({ value }) => {
    if (caller.kind === 'application' && value.by !== caller.objectId)
      return { kind: 'forbidden', why: 'application' };
    return value.status === 'withdrawn'
      ? { kind: 'conflict', why: 'the announced change is already withdrawn' }
      : { kind: 'ok', value: { ...value, status: 'withdrawn' } };
  });
}
