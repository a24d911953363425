import type { Caller, Role, Subject } from './types.ts';

/** Something that only some may do: any one of the roles is enough. */
interface Action {
  readonly roles: readonly Role[];
}

/**
 * `role`: the caller has none of the roles. `application`: only a person may decide. `own`: it is their own work.
 */
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: 'role' | 'application' | 'own' };

/**
 * Says whether a caller may do something. With a subject, the action decides on the work of others (approves a change,
 * an exemption, an attestation, a suppression, a closure): then the caller must be a person, and none of its owners.
 * Separation of duties: NIST SP 800-53 AC-5; 45 CFR 164.308(a)(3) and (4).
 */
export function can(caller: Caller, action: Action, subject?: Subject): Permission {
  if (!caller.roles.some((role) => action.roles.includes(role))) return { allowed: false, why: 'role' };
  if (subject === undefined) return { allowed: true };
  if (caller.kind === 'application') return { allowed: false, why: 'application' };
  return isOwn(caller, subject) ? { allowed: false, why: 'own' } : { allowed: true };
}

/** Whether it is the caller's own work. */
export function isOwn(caller: Pick<Caller, 'objectId'>, subject: Subject): boolean {
  return subject.owners.some((owner) => owner.toLowerCase() === caller.objectId.toLowerCase());
}
