import type { AuditorGrant } from '../../model/index.ts';
import type { AuditorGrants } from '../store/index.ts';
import { can } from './authorization.ts';
import type { Caller } from './types.ts';

/** An engagement may be followed by another, which someone must decide again. */
const longestDays = 90;

const day = 24 * 3600 * 1000;

interface GrantRequest {
  /** The object id of the person who is to act as Auditor. */
  readonly objectId: string;
  /** ISO 8601; the end is exclusive. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** The engagement or ticket; no text about people. */
  readonly reference: string;
}

interface GrantParts {
  readonly auditorGrants: AuditorGrants;
  readonly now: () => Date;
  readonly newId: () => string;
}

type Granted =
  | { readonly kind: 'granted'; readonly grant: AuditorGrant }
  | { readonly kind: 'forbidden'; readonly why: 'own' | 'application' | 'role' }
  | { readonly kind: 'invalid'; readonly field: string; readonly why: string };

/** Lets someone act as Auditor for a time; they also need the app role. A person grants it, to somebody else. */
export async function grantAuditor(
  request: GrantRequest,
  caller: Caller,
  { auditorGrants, now, newId }: GrantParts,
): Promise<Granted> {
  const [start, end] = [Date.parse(request.startsAt), Date.parse(request.endsAt)];
  if (end <= now().getTime()) return { kind: 'invalid', field: 'endsAt', why: 'must be in the future' };
  if (end <= start) return { kind: 'invalid', field: 'endsAt', why: 'must be after startsAt' };
  if (end - start > longestDays * day)
    return { kind: 'invalid', field: 'endsAt', why: `must be at most ${longestDays} days after startsAt` };
  const permission = can(caller, { roles: ['Operator'] }, { owners: [request.objectId] });
  if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
  const grant: AuditorGrant = {
    id: newId(),
    objectId: request.objectId.toLowerCase(),
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(end).toISOString(),
    reference: request.reference,
    grantedBy: caller.objectId,
    grantedAt: now().toISOString(),
  };
  await auditorGrants.add(grant);
  return { kind: 'granted', grant };
}

/** Ends a grant now. False: there is none of that id, or it has ended. */
export async function revokeAuditor(
  { objectId, id }: Pick<AuditorGrant, 'objectId' | 'id'>,
  caller: Caller,
  { auditorGrants, now }: GrantParts,
): Promise<boolean> {
  const grants = await auditorGrants.of(objectId.toLowerCase());
  const grant = grants.find((each) => each.id === id);
  if (!grant || grant.revokedAt !== undefined || Date.parse(grant.endsAt) <= now().getTime()) return false;
  await auditorGrants.revoke(grant, { revokedBy: caller.objectId, revokedAt: now().toISOString() });
  return true;
}

/** Whether one of the grants is in force. */
export function isGrantInForce(grants: readonly AuditorGrant[], now: Date): boolean {
  const at = now.getTime();
  return grants.some(
    ({ startsAt, endsAt, revokedAt }) =>
      revokedAt === undefined && Date.parse(startsAt) <= at && at < Date.parse(endsAt),
  );
}
