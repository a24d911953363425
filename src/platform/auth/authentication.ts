import { createRemoteJWKSet } from 'jose';
import type { AuditorGrant } from '../../model/index.ts';
import type { AuditorGrants, AuditTrail } from '../store/index.ts';
import { describeError } from '../telemetry/index.ts';
import { createCallLimits } from './call-limits.ts';
import type { CallLimits, CallRates } from './call-limits.ts';
import { isGrantInForce } from './auditor-grants.ts';
import { whyNotRecent } from './recent-token.ts';
import type { TokenOutcome } from './token-validator.ts';
import { createTokenValidator, longestToken } from './token-validator.ts';

/** `anonymous`: no token came with the call. */
export type Authentication = TokenOutcome | { readonly kind: 'anonymous' };

/** Says who calls, from the header `Authorization` alone: what a platform or a proxy adds is not looked at. */
type Authenticate = (authorization: string | null) => Promise<Authentication>;

interface AuthenticateParts {
  readonly validate: (token: string) => Promise<TokenOutcome>;
  readonly auditorGrants: Pick<AuditorGrants, 'of'>;
  readonly now: () => Date;
}

/** Characters of a token and what stands before it; Entra's have a few thousand. */
const longestHeader = longestToken + 64;

/** A caller has the roles of the token; that of Auditor only while a grant is in force. */
export function createAuthenticate({ validate, auditorGrants, now }: AuthenticateParts): Authenticate {
  return async (authorization) => {
    if (authorization === null || authorization.trim() === '') return { kind: 'anonymous' };
    if (authorization.length > longestHeader) return { kind: 'refused', why: 'the token is too long' };
    const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization.trim())?.[1];
    if (token === undefined) return { kind: 'refused', why: 'the Authorization header has no bearer token' };
    const outcome = await validate(token);
    if (outcome.kind !== 'accepted' || !outcome.caller.auditor) return outcome;
    const { caller } = outcome;
    let grants: readonly AuditorGrant[];
    try {
      grants = await auditorGrants.of(caller.objectId);
    } catch (error) {
      return { kind: 'unavailable', why: `the grants of Auditors: ${describeError(error)}` };
    }
    if (isGrantInForce(grants, now())) return outcome;
    return {
      ...outcome,
      caller: { ...caller, roles: caller.roles.filter((role) => role !== 'Auditor') },
    };
  };
}

/** All that guards the API: who calls, what they did, and who may act as Auditor. */
export interface ApiAccess {
  readonly authenticate: Authenticate;
  /** Returns the challenge to a refused call: how to authenticate, and why its token was not accepted. RFC 6750, section 3. */
  readonly challenge: (why?: string) => string;
  /** Returns why a token is too old to approve with; undefined: it is recent. */
  readonly whyNotRecent: (issuedAt: Date) => string | undefined;
  readonly audit: AuditTrail;
  readonly auditorGrants: AuditorGrants;
  readonly limits: CallLimits;
}

interface AccessOptions {
  readonly tenantId: string;
  readonly audiences: readonly string[];
  /** The address of Entra ID, without a last slash. Its keys are fetched when first needed, and again when a token names a new one. */
  readonly authority: string;
  readonly issuers: readonly string[];
  readonly audit: AuditTrail;
  readonly auditorGrants: AuditorGrants;
  readonly rates: CallRates;
  /** The greatest age of a token that is used to approve. */
  readonly approvalTokenMinutes: number;
  readonly now: () => Date;
}

/** Access by tokens of one tenant. */
export function createApiAccess({
  authority,
  audit,
  auditorGrants,
  rates,
  approvalTokenMinutes,
  now,
  ...token
}: AccessOptions): ApiAccess {
  const { tenantId } = token;
  const keys = createRemoteJWKSet(new URL(`${authority}/${tenantId}/discovery/v2.0/keys`));
  const validate = createTokenValidator({ ...token, keys, now });
  return {
    authenticate: createAuthenticate({ validate, auditorGrants, now }),
    challenge(why) {
      const where = `Bearer authorization_uri="${authority}/${tenantId}"`;
      return why === undefined ? where : `${where}, error="invalid_token", error_description="${why}"`;
    },
    whyNotRecent: (issuedAt) => whyNotRecent(issuedAt, approvalTokenMinutes, now()),
    audit,
    auditorGrants,
    limits: createCallLimits(rates, now),
  };
}
