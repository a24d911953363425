import { z } from 'zod';
import { entityKinds } from '../model/index.ts';
import type { Records } from '../model/index.ts';
import type { Caller } from '../platform/auth/index.ts';
import { checked, endTrouble, invalid, link, moment, organization, text } from './fields.ts';
import { everyOwner } from './owner.ts';
import type { BookPorts, Saving, Saved } from './versioned-record.ts';
import { saveChange, saveNew } from './versioned-record.ts';

export const longestEntityProfileDays = 730;

/**
 * Which kinds of entity an organization is under HIPAA: some safeguards are for some kinds alone. 45 CFR 160.103.
 * https://www.ecfr.gov/current/title-45/section-160.103
 */
export const entityProfileRequest = z.strictObject({
  /** Absent: it holds for all that have none of their own. */
  organization: organization.exactOptional(),
  kinds: z
    .array(z.enum(entityKinds))
    .min(1)
    .max(entityKinds.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'must not repeat a kind')
    .refine(
      (kinds) => kinds.some((kind) => kind !== 'government'),
      'must name another kind beside government: the rule is for no entity that is nothing else',
    ),
  /** Whether it is a hybrid entity: then nothing is taken not to apply, as its components are of several kinds. 45 CFR 164.105. */
  hybrid: z.boolean(),
  /** Why it is of these kinds, in the words of who signs. */
  statement: text(),
  evidence: link,
  date: moment,
  expiresAt: moment,
});

export type EntityProfileRequest = z.infer<typeof entityProfileRequest>;

export interface EntityProfile extends EntityProfileRequest {
  readonly status: 'given' | 'revoked';
  readonly signedBy: string;
  readonly revokedBy?: string;
}

type Needs = BookPorts<{ readonly entityProfiles: Records<EntityProfile> }>;

/** Puts on record which kinds of entity an organization is; the caller signs it. */
export async function recordEntityProfile(
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { records, clock }: Needs,
  newId: Saving['newId'],
): Promise<Saved<EntityProfile>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(entityProfileRequest, input);
  if (request.kind === 'invalid') return request;
  const now = clock.now().toISOString();
  const { date, expiresAt } = request.value;
  if (date > now) return invalid('date', 'must not be in the future');
  const trouble = endTrouble('expiresAt', expiresAt, now, longestEntityProfileDays);
  if (trouble) return trouble;
  const value: EntityProfile = { ...request.value, status: 'given', signedBy: caller.objectId };
  return saveNew(records.entityProfiles, everyOwner, value, { now, newId });
}

/** Takes an entity profile back: what it took not to apply is asked again. */
export async function revokeEntityProfile(
  id: string,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: Needs,
): Promise<Saved<EntityProfile>> {
  const now = clock.now().toISOString();
  return saveChange(records.entityProfiles, everyOwner, id, now, ({ value }) =>
    value.status === 'revoked'
      ? { kind: 'conflict', why: 'the entity profile is already revoked' }
      : { kind: 'ok', value: { ...value, status: 'revoked', revokedBy: caller.objectId } },
  );
}
