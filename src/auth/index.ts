/** Who is calling, what they may do, and the audit of it. */
export { createAccess, createAuthenticate } from './access.ts';
export type { Access, AccessOptions, Authenticate, Authentication } from './access.ts';
export { auditBetween, entryOf, entryOfNobody, outcomeOf } from './audit.ts';
export type { AuditedCall } from './audit.ts';
export { auditorGrantsOf, grantAuditor, isInForce, revokeAuditor } from './auditor-grants.ts';
export type { Granted, GrantParts, GrantRequest } from './auditor-grants.ts';
export { can, isOwn } from './policy.ts';
export type { Action, Permission } from './policy.ts';
export { createTokenValidator } from './token.ts';
export type { TokenOptions, TokenOutcome } from './token.ts';
export { roles } from './types.ts';
export type { Caller, Role, Subject } from './types.ts';
export type { AuditEntry, AuditorGrant, AuditorGrants, AuditTrail } from '../store/types.ts';
