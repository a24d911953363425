/** Finds out who is calling and what they may do, and audits their calls. */
export { placeOfEntry } from '../store/index.ts';
export { entryOf, entryOfNobody, entryOfTooMany, outcomeOf } from './audited-calls.ts';
export type { AuditedCall } from './audited-calls.ts';
export { grantAuditor, isGrantInForce, revokeAuditor } from './auditor-grants.ts';
export { whyNotRecent } from './recent-token.ts';
export { createApiAccess, createAuthenticate } from './authentication.ts';
export type { ApiAccess, Authentication } from './authentication.ts';
export { createCallLimits } from './call-limits.ts';
export type { CallLimits, CallRates } from './call-limits.ts';
export { can, isOwn } from './authorization.ts';
export type { Permission } from './authorization.ts';
export { createTokenValidator } from './token-validator.ts';
export type { TokenOptions } from './token-validator.ts';
export { roles } from './types.ts';
export type { Caller, Role } from './types.ts';
