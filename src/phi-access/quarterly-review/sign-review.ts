import { z } from 'zod';
import { daysAfter } from '../../base/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { attest, checked, everyOwner, link, text } from '../../records/index.ts';
import type { Attestation, Saving, Saved } from '../../records/index.ts';
import { isAnomalySubject } from '../anomalies/index.ts';
import type { AccessReviewPorts } from './ports.ts';
import { quarterOf } from './quarter-material.ts';
import type { Quarter, ReviewedAnomaly } from './quarter-material.ts';
import { quarterlyReview } from './review-material.ts';
import type { QuarterlyReview } from './review-material.ts';

/** The safeguard that wants records of activity reviewed regularly. */
const control = '164.308(a)(1)(ii)(D)';

/** The days after its quarter within which a review is to be signed: until then the one before holds. */
const graceDays = 45;

/** The digest is that of the material which was examined. */
export const reviewSignature = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest of the material, 64 hexadecimal digits'),
  /** The things that were examined, beside the material. */
  examined: text(1500),
  /** The consequences that were drawn from it. */
  followed: text(),
  met: z.boolean(),
  evidence: link,
});

interface Material {
  readonly quarter: Quarter;
  readonly review: QuarterlyReview;
  readonly anomalies: readonly ReviewedAnomaly[];
}

/** The material for the review of a quarter, and who has signed it; undefined: there is no such quarter. */
export async function accessReview(name: string, ports: AccessReviewPorts) {
  const material = await materialOf(name, ports);
  if (!material) return undefined;
  const signed = (await ports.records.reviews.latest(everyOwner)).filter(
    ({ value }) => value.control === control && value.examined.startsWith(`${titleOf(name)} `),
  );
  return { ...material.review, signed };
}

/**
 * A person signs what they have examined of a quarter, and what followed: only by this is the review of the control current, until the next
 * quarter is to be signed. Nobody reviews a quarter in which they were found themselves.
 */
export async function signAccessReview(
  name: string,
  input: unknown,
  caller: Caller,
  ports: AccessReviewPorts,
  newId: Saving['newId'],
): Promise<Saved<Attestation>> {
  const request = checked(reviewSignature, input);
  if (request.kind === 'invalid') return request;
  const material = await materialOf(name, ports);
  if (!material) return { kind: 'not-found' };
  const { quarter, review, anomalies } = material;
  const now = ports.clock.now().toISOString();
  const { digest, examined, followed, met, evidence } = request.value;
  if (now < quarter.to) return { kind: 'conflict', why: `the quarter lasts until ${quarter.to}` };
  if (anomalies.some((each) => isAnomalySubject(each, caller))) return { kind: 'forbidden', why: 'own' };
  if (digest !== review.digest)
    return { kind: 'conflict', why: 'the material has changed since it was read' };
  if (review.logs.every(({ read }) => read === 'never'))
    return { kind: 'conflict', why: 'no log was read in that quarter, so there is nothing to review' };
  const expiresAt = daysAfter(nextEnd(quarter), graceDays);
  if (expiresAt <= now)
    return { kind: 'conflict', why: 'the time to review that quarter is over: a later quarter is due' };
  const statement = {
    control,
    examined: `${titleOf(name)} (sha256 ${digest}). ${examined}`,
    statement: followed,
    met,
    evidence,
    date: now,
    expiresAt,
  };
  return attest('review', statement, caller, ports, newId);
}

async function materialOf(name: string, ports: AccessReviewPorts): Promise<Material | undefined> {
  const quarter = quarterOf(name);
  if (!quarter) return undefined;
  const { from, to } = quarter;
  const [anomalies, suppressions, coverage, incidents] = await Promise.all([
    ports.watched.between(from, to),
    ports.watched.suppressions(),
    ports.watched.coverage(),
    ports.incidents.latest(everyOwner),
  ]);
  const review = quarterlyReview(quarter, {
    anomalies,
    suppressions: suppressions.filter(({ since, until }) => since < to && until > from),
    coverage,
    incidents: incidents
      .filter(({ value }) => value.openedAt >= from && value.openedAt < to)
      .map(({ value: { decision } }) => (decision ? { outcome: decision.outcome } : {})),
  });
  return { quarter, review, anomalies };
}

function titleOf(name: string): string {
  return `Access review ${name}`;
}

function nextEnd({ to }: Quarter): string {
  const end = new Date(to);
  return new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 3)).toISOString();
}
