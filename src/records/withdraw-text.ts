import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../base/index.ts';
import { personalDataInId } from '../model/index.ts';
import type { KeptTexts, TextPart, TextPlace } from '../model/index.ts';
import type { Caller } from '../platform/auth/index.ts';
import { accessReviewHeading } from './attestation.ts';
import { checked, invalid } from './fields.ts';
import { textRecordNames, textRecords } from './text-records.ts';
import type { TextRecord } from './text-records.ts';
import type { Refusal } from './versioned-record.ts';

/** A request to withdraw what somebody wrote. It holds no text itself, or that would have to be withdrawn in turn. */
export const withdrawalRequest = z.strictObject({
  record: z.enum(textRecordNames),
  id: z
    .string()
    .regex(/^[\w.:|~-]{1,200}$/, 'must be the id of a record')
    .refine((id) => personalDataInId(id) === undefined, 'must be the id of a record')
    .describe('The id of the record.'),
  owner: z
    .guid('must be a GUID')
    .transform((id) => id.toLowerCase())
    .exactOptional()
    .describe('The subscription of an exemption or an announced change; the object id of a granted Auditor.'),
  field: z
    .string()
    .regex(
      /^[a-zA-Z]{1,40}(?:\.[a-zA-Z0-9]{1,40}){0,6}$/,
      'must be the path of a field like factors.nature.why',
    )
    .describe('The path of the text: `reason`, `systems.0`, `factors.nature.why`.'),
  version: z
    .int()
    .min(1)
    .exactOptional()
    .describe('The version of the record, or the number of the step; absent: the texts of all of them.'),
});

/** A text that was withdrawn. The key is in this answer alone: with it and the text, anybody can show that the hash is that of the text. */
export interface TextWithdrawal {
  readonly record: TextRecord;
  readonly id: string;
  readonly field: string;
  readonly withdrawnAt: string;
  readonly withdrawnBy: string;
  /** HMAC-SHA256 of each text under the key, in hex, as the tombstones have it. */
  readonly hashes: readonly string[];
  readonly key: string;
}

export interface WithdrawalPorts {
  readonly texts: KeptTexts;
  readonly clock: Clock;
  /** Makes a random key: 32 bytes, in hex. */
  readonly newKey: () => string;
  /** Whether the caller may know of the record: who is concerned by one is told that there is none. */
  readonly mayKnow: (record: TextRecord, id: string) => Promise<boolean>;
  /** Whether a legal hold is in force on everything. */
  readonly isHeld: () => Promise<boolean>;
}

/** Somebody may write on with what they had read before the text was replaced: it is looked for again. */
const mostPasses = 10;

/** All of a text, but for what the app itself wrote before it. */
const tombstone =
  /^(?:\(withdrawn at \S{1,40} by \S{1,40}, hmac-sha256 [0-9a-f]{64}\)|https:\/\/withdrawn\.invalid\/\S{1,200})$/;

/** Whether a text is what stands in the place of one that was withdrawn. */
export function isWithdrawn(text: string): boolean {
  return tombstone.test(text.replace(accessReviewHeading, ''));
}

/**
 * Replaces a text that must not be kept, in all versions of its record, by when and by whom that was done and a hash of the text. The hash
 * has a key that is not kept: a short text, as a name, could else be guessed from it.
 */
export async function withdrawText(
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { texts, clock, newKey, mayKnow, isHeld }: WithdrawalPorts,
): Promise<{ readonly kind: 'withdrawn'; readonly withdrawal: TextWithdrawal } | Refusal> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(withdrawalRequest, input);
  if (request.kind === 'invalid') return request;
  const { record, id, field, version, owner } = request.value;
  const { table, by, names: always, ended } = textRecords[record];
  const names = new Set([...always, ...(ended?.names ?? [])]);
  if ((by === 'all') !== (owner === undefined))
    return invalid('owner', by === 'all' ? 'must not be given' : `must be given: ${by}`);
  if (!names.has(nameOf(field)))
    return invalid('field', `must end with the name of a text: ${[...names].join(', ')}`);
  if (table === 'Responses' && version === undefined)
    return invalid('version', 'must be given: the number of the step');
  const place: TextPlace = { table, owner: owner ?? 'all', id };
  if (table === 'Responses' && !/^[0-9a-f]{64}-\d{1,10}$/.test(id)) return { kind: 'not-found' };
  const parts = await texts.parts(place);
  if (parts.length === 0 || !(await mayKnow(record, id))) return { kind: 'not-found' };
  if (await isHeld())
    return { kind: 'conflict', why: 'a legal hold is in force on everything: two people release it first' };

  if (!always.has(nameOf(field)) && !ended?.statuses.has(statusOf(parts.at(-1))))
    return { kind: 'conflict', why: 'the record is in force, and this says what it is for: end it first' };

  const found = new Set(
    parts
      .filter(({ number }) => version === undefined || number === version)
      .flatMap((part) => textAt(part, field) ?? []),
  );
  const standing = [...found].filter((text) => !isWithdrawn(text));
  if (standing.length === 0)
    return found.size === 0
      ? invalid('field', 'must be the path of a text that the record has')
      : { kind: 'conflict', why: 'the text is already withdrawn' };

  const [withdrawnAt, key] = [clock.now().toISOString(), newKey()];
  const hashOf = (text: string) => createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex');
  const stones = standing.map((text) => {
    // What the app itself wrote before the text says which review it is.
    const heading = accessReviewHeading.exec(text)?.[0] ?? '';
    const hash = hashOf(text.slice(heading.length));
    const stone = isLink(text)
      ? `https://withdrawn.invalid/${withdrawnAt}/${caller.objectId}/hmac-sha256/${hash}`
      : `${heading}(withdrawn at ${withdrawnAt} by ${caller.objectId}, hmac-sha256 ${hash})`;
    return { text, stone, hash };
  });
  const replacing = new Map(stones.map(({ text, stone }) => [text, stone]));
  for (let pass = 0; (await texts.replace(place, names, replacing)) > 0; pass += 1)
    if (pass >= mostPasses) return { kind: 'conflict', why: 'others are changing the record: try again' };
  const hashes = stones.map(({ hash }) => hash);
  return {
    kind: 'withdrawn',
    withdrawal: { record, id, field, withdrawnAt, withdrawnBy: caller.objectId, hashes, key },
  };
}

/** In the place of an address stands one that is nobody's: readers of a record take it for one. RFC 6761 reserves the name. */
function isLink(text: string): boolean {
  return text.startsWith('https://') && URL.canParse(text);
}

/** The last name of a path: an item of an array goes by the name of the array. */
function nameOf(field: string): string {
  return field.split('.').findLast((name) => !/^\d+$/.test(name)) ?? '';
}

function statusOf(last: TextPart | undefined): string {
  const { status } = (last?.value ?? {}) as { readonly status?: unknown };
  return typeof status === 'string' ? status : '';
}

function textAt({ value }: TextPart, field: string): string | undefined {
  const at = field.split('.').reduce<unknown>((inside, name) => {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, name)) return undefined;
    return (inside as Readonly<Record<string, unknown>>)[name];
  }, value);
  return typeof at === 'string' ? at : undefined;
}
