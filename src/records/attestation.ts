import { z } from 'zod';
import { daysAfter } from '../base/index.ts';
import type { Records, RecordVersion } from '../model/index.ts';
import type { Caller } from '../platform/auth/index.ts';
import { isOwn } from '../platform/auth/index.ts';
import type { Catalogue } from '../rules/controls/index.ts';
import type { KeptDocument } from './document.ts';
import {
  checked,
  citation,
  endTrouble,
  link,
  moment,
  organization,
  person,
  text,
  invalid,
} from './fields.ts';
import { everyOwner } from './owner.ts';
import type { BookPorts, Saving, Saved } from './versioned-record.ts';
import { saveChange, saveNew } from './versioned-record.ts';

/** An attestation or a review is good for two years at most. 164.316(b)(2)(iii) wants documentation reviewed periodically. */
export const longestAttestationDays = 730;

/** The statement of somebody who knows a control, or the finding of somebody who examined it. The author comes from the token. */
export const attestationRequest = z.strictObject({
  control: citation,
  organization: organization.exactOptional(),
  /** The things that were examined. */
  examined: text(),
  statement: text(),
  /** Whether the control is met. */
  met: z.boolean(),
  evidence: link,
  /** The SHA-256 of a document that was uploaded, by which it is attested. */
  documentHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of a document that was uploaded')
    .exactOptional(),
  /** When they were examined. */
  date: moment,
  expiresAt: moment,
});

/** The heading that the app writes before the text of who signed the review of a quarter; the review is known by it. */
export const accessReviewHeading = /^Access review \d{4}-Q[1-4] \(sha256 [0-9a-f]{64}\)\. /;

export type AttestationRequest = z.infer<typeof attestationRequest>;

/** A person stands for a control being met or not. Reviews have the same shape: somebody else has examined it. */
export interface Attestation extends AttestationRequest {
  readonly status: 'given' | 'revoked';
  readonly by: string;
  readonly revokedBy?: z.infer<typeof person>;
}

interface Statements {
  readonly attestations: Records<Attestation>;
  readonly reviews: Records<Attestation>;
  readonly documents: Pick<Records<KeptDocument>, 'history'>;
}

type Needs = BookPorts<Statements> & { readonly catalogue: Catalogue };

export type Statement = 'attestation' | 'review';

/**
 * Puts on record that the caller stands for a control (`attestation`), or has examined it (`review`). Only what the control
 * needs is taken; where it needs both, they come from two people: NIST SP 800-53 AC-5.
 */
export async function attest(
  kind: Statement,
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { records, catalogue, clock }: Needs,
  newId: Saving['newId'],
): Promise<Saved<Attestation>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(attestationRequest, input);
  if (request.kind === 'invalid') return request;
  const now = clock.now().toISOString();
  const { control, organization, date, expiresAt, documentHash } = request.value;
  const needed = catalogue.control(control);
  if (!needed?.proofs.includes(kind))
    return invalid('control', `must be a control that needs this, which ${control} is not`);
  if (date > now) return invalid('date', 'must not be in the future');
  if (
    documentHash !== undefined &&
    (await records.documents.history(everyOwner, documentHash)).at(-1)?.value.status !== 'kept'
  )
    return invalid(
      'documentHash',
      'must be the SHA-256 of a document that was uploaded, and is there as it was',
    );
  const trouble = endTrouble('expiresAt', expiresAt, now, longestAttestationDays);
  if (trouble) return trouble;
  const most = kind === 'review' ? needed.reviewDays : undefined;
  if (most !== undefined && expiresAt > daysAfter(date, most))
    return invalid('expiresAt', `must be at most ${most} days after the date of the review`);
  const others = await tableOf(kind === 'review' ? 'attestation' : 'review', records).latest(everyOwner);
  const counterparts = standing(others, control, organization, now);
  if (counterparts.some(({ by }) => isOwn(caller, { owners: [by] })))
    return { kind: 'forbidden', why: 'own' };
  const value: Attestation = { ...request.value, status: 'given', by: caller.objectId };
  return saveNew(tableOf(kind, records), everyOwner, value, { now, newId });
}

/** Takes an attestation or a review back. */
export async function revokeAttestation(
  kind: Statement,
  id: string,
  caller: Pick<Caller, 'objectId'>,
  { records, clock }: BookPorts<Omit<Statements, 'documents'>>,
): Promise<Saved<Attestation>> {
  const now = clock.now().toISOString();
  return saveChange(tableOf(kind, records), everyOwner, id, now, ({ value }) =>
    value.status === 'revoked'
      ? { kind: 'conflict', why: 'the record is already revoked' }
      : { kind: 'ok', value: { ...value, status: 'revoked', revokedBy: caller.objectId } },
  );
}

function tableOf(kind: Statement, records: Omit<Statements, 'documents'>): Records<Attestation> {
  return kind === 'review' ? records.reviews : records.attestations;
}

/** Returns the records of the other kind that count now and may be looked at together with this one. */
function standing(
  all: readonly RecordVersion<Attestation>[],
  control: string,
  organization: string | undefined,
  now: string,
): readonly Attestation[] {
  return all
    .map(({ value }) => value)
    .filter(
      (value) =>
        value.control === control &&
        value.status === 'given' &&
        value.expiresAt > now &&
        (value.organization === undefined ||
          organization === undefined ||
          value.organization === organization),
    );
}
