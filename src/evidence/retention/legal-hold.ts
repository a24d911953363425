import { z } from 'zod';
import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { isOwn } from '../../platform/auth/index.ts';
import { checked, everyOwner, saveChange, saveNew, text } from '../../records/index.ts';
import type { Saved, Saving } from '../../records/index.ts';

/** The id of a collection of evidence. */
export const collectionId = z
  .string()
  .regex(/^evidence-[A-Za-z0-9-]{6,60}$/, 'must be the id of a collection of evidence like evidence-2026Q4');

export const holdRequest = z.strictObject({
  /** `all`: all evidence and the whole ledger. Else the id of one collection. */
  about: z.union([z.literal('all'), collectionId]),
  /** The matter because of which nothing may be deleted. */
  why: text(1000),
});

/** An order that evidence is kept whatever its retention says, until two people release it. */
export interface LegalHold extends z.infer<typeof holdRequest> {
  readonly status: 'in-force' | 'release-asked' | 'released';
  readonly placedBy: string;
  readonly placedAt: string;
  readonly askedBy?: string;
  readonly releasedBy?: string;
  readonly releasedAt?: string;
  /** When it was taken from the blobs. */
  readonly liftedAt?: string;
}

export interface HoldPorts {
  readonly holds: Records<LegalHold>;
  readonly collections: { read(id: string): Promise<unknown> };
  readonly clock: Pick<Clock, 'now'>;
}

type Person = Pick<Caller, 'objectId' | 'kind'>;

/** Collections of quarters: one that is still to come can be held as well. */
const ofQuarter = /^evidence-\d{4}Q[1-4]$/;

/** Places a legal hold. */
export async function placeHold(
  input: unknown,
  caller: Person,
  { holds, clock, collections }: HoldPorts,
  newId: Saving['newId'],
): Promise<Saved<LegalHold>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(holdRequest, input);
  if (request.kind === 'invalid') return request;
  const { about } = request.value;
  if (about !== 'all' && !ofQuarter.test(about) && !(await collections.read(about)))
    return {
      kind: 'invalid',
      field: 'about',
      why: 'must be the id of a collection that is there, or of a quarter',
    };
  const now = clock.now().toISOString();
  const hold: LegalHold = { ...request.value, status: 'in-force', placedBy: caller.objectId, placedAt: now };
  return saveNew(holds, everyOwner, hold, { now, newId });
}

/** Asks that a hold be released. It stays in force until somebody else approves. */
export async function askRelease(
  id: string,
  caller: Person,
  { holds, clock }: Pick<HoldPorts, 'holds' | 'clock'>,
): Promise<Saved<LegalHold>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  return saveChange(holds, everyOwner, id, clock.now().toISOString(), ({ value }) =>
    value.status === 'in-force'
      ? { kind: 'ok', value: { ...value, status: 'release-asked', askedBy: caller.objectId } }
      : { kind: 'conflict', why: `the hold is ${value.status}` },
  );
}

/** Releases a hold. Whoever asked for that cannot. */
export async function approveRelease(
  id: string,
  caller: Person,
  { holds, clock }: Pick<HoldPorts, 'holds' | 'clock'>,
): Promise<Saved<LegalHold>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const now = clock.now().toISOString();
  return saveChange(holds, everyOwner, id, now, ({ value }) => {
    const { status, askedBy } = value;
    if (status !== 'release-asked' || askedBy === undefined)
      return { kind: 'conflict', why: 'nobody has asked for its release' };
    if (isOwn(caller, { owners: [askedBy] })) return { kind: 'forbidden', why: 'own' };
    return {
      kind: 'ok',
      value: { ...value, status: 'released', releasedBy: caller.objectId, releasedAt: now },
    };
  });
}

/** Whether everything is held: then nothing that was put on record may be taken away either. */
export async function isAllHeld({ holds }: Pick<HoldPorts, 'holds'>): Promise<boolean> {
  return (await holds.latest(everyOwner)).some(
    ({ value }) => value.about === 'all' && value.status !== 'released',
  );
}
