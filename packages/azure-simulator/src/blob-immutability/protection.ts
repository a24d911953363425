import { BlobError } from './blob-error.ts';
import { headerOf } from './blob-message.ts';
import type { BlobRequest } from './blob-message.ts';

export interface Policy {
  /** Milliseconds since 1970, whole seconds. */
  readonly until: number;
  readonly mode: 'Locked' | 'Unlocked';
}

/** The means by which a version of a blob is kept from changes. */
export interface Protection {
  readonly policy?: Policy;
  /** Absent: none was ever set. */
  readonly legalHold?: boolean;
}

const untilHeader = 'x-ms-immutability-policy-until-date';
const modeHeader = 'x-ms-immutability-policy-mode';
export const holdHeader = 'x-ms-legal-hold';

/** 400 years. https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview#retention-interval-for-a-time-based-policy */
const longestMs = 146_000 * 24 * 3_600_000;

/** Whether a write carries a policy or a hold. */
export function setsProtection({ headers }: BlobRequest): boolean {
  return [untilHeader, modeHeader, holdHeader].some((name) => headers[name] !== undefined);
}

/** Reads the protection that a write carries. @throws BlobError 400 */
export function protectionOf(request: BlobRequest, now: number): Protection {
  const hasPolicy = [untilHeader, modeHeader].some((name) => request.headers[name] !== undefined);
  return {
    ...(hasPolicy && { policy: policyOf(request, now) }),
    ...(request.headers[holdHeader] !== undefined && { legalHold: holdOf(request) }),
  };
}

/**
 * Reads a policy; its mode is Unlocked where it is not given.
 * https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy
 * A time that is past is answered InvalidExpiryTime (https://github.com/Azure/azure-sdk-for-net/issues/35194); no source was found for its status.
 * @throws BlobError 400
 */
export function policyOf(request: BlobRequest, now: number): Policy {
  const text = headerOf(request, untilHeader);
  if (text === undefined)
    throw new BlobError(
      400,
      'MissingRequiredHeader',
      `An HTTP header that's mandatory for this request is not specified: ${untilHeader}.`,
    );
  const until = Date.parse(text);
  if (new Date(until).toUTCString() !== text) throw invalidHeader(untilHeader);
  if (until <= now || until - now > longestMs)
    throw new BlobError(400, 'InvalidExpiryTime', `The value of ${untilHeader} is not valid.`);
  const mode = (headerOf(request, modeHeader) ?? 'Unlocked').toLowerCase();
  if (mode !== 'locked' && mode !== 'unlocked') throw invalidHeader(modeHeader);
  return { until, mode: mode === 'locked' ? 'Locked' : 'Unlocked' };
}

/** @throws BlobError 400 */
export function holdOf(request: BlobRequest): boolean {
  const text = headerOf(request, holdHeader)?.toLowerCase();
  if (text !== 'true' && text !== 'false') throw invalidHeader(holdHeader);
  return text === 'true';
}

/**
 * Refuses to shorten or to unlock a locked policy, whether it has expired or not. No source was found for status and code.
 * https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy#remarks
 * @throws BlobError 409
 */
export function requireExtension({ policy }: Protection, next: Policy): void {
  if (policy?.mode === 'Locked' && (next.mode !== 'Locked' || next.until < policy.until))
    throw immutableByPolicy();
}

/**
 * Refuses to delete a locked policy. The code is that of https://github.com/kopia/kopia/blob/master/repo/blob/azure/azure_immu_test.go, which
 * runs against Azure; no source was found for the status.
 * @throws BlobError 409
 */
export function requireUnlocked({ policy }: Protection): void {
  if (policy?.mode === 'Locked')
    throw new BlobError(
      409,
      'ImmutabilityPolicyDeleteOnLockedPolicy',
      'The immutability policy is locked and cannot be deleted.',
    );
}

/**
 * Refuses what a hold or a policy forbids. No source says which of the two is named where there are both.
 * https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies#scenarios
 * @param from `active`: policies count until they expire; `ever`: also after
 * @throws BlobError 409
 */
export function requireMutable(
  { policy, legalHold }: Protection,
  from: 'active' | 'ever',
  now: number,
): void {
  if (legalHold)
    throw new BlobError(
      409,
      'BlobImmutableDueToLegalHold',
      'This operation is not permitted as the blob is immutable due to one or more legal holds.',
    );
  if (policy && (from === 'ever' || policy.until > now)) throw immutableByPolicy();
}

/** The headers that show a protection. Modes are in lower case, as recordings of Azure have them. */
export function protectionHeaders({ policy, legalHold }: Protection): Readonly<Record<string, string>> {
  return {
    ...(policy && {
      [untilHeader]: new Date(policy.until).toUTCString(),
      [modeHeader]: policy.mode.toLowerCase(),
    }),
    ...(legalHold !== undefined && { [holdHeader]: String(legalHold) }),
  };
}

function immutableByPolicy(): BlobError {
  return new BlobError(
    409,
    'BlobImmutableDueToPolicy',
    'This operation is not permitted as the blob is immutable due to a policy.',
  );
}

function invalidHeader(name: string): BlobError {
  return new BlobError(
    400,
    'InvalidHeaderValue',
    `The value for one of the HTTP headers is not in the correct format: ${name}.`,
  );
}
