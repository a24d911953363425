import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { errors, jwtVerify } from 'jose';
import { describeError } from '../telemetry/index.ts';
import type { Caller, Role } from './types.ts';
import { roles } from './types.ts';

export interface TokenOptions {
  /** The one tenant whose tokens are accepted. */
  readonly tenantId: string;
  /** Issuers of that tenant, of version 1.0 and 2.0 tokens. */
  readonly issuers: readonly string[];
  /** The audiences that tokens may be for: the application id URI (version 1.0) and the client id (version 2.0) of the API. */
  readonly audiences: readonly string[];
  /** Finds the key that a token names: jose's `createRemoteJWKSet`, or a set at hand. */
  readonly keys: JWTVerifyGetKey;
  readonly now: () => Date;
}

/** `refused`: the token is none that is accepted. `unavailable`: what it takes to check it could not be had, so nothing can be said. */
export type TokenOutcome =
  /** `issuedAt`: when Entra made out the token, with the roles as they were then. */
  | { readonly kind: 'accepted'; readonly caller: Caller; readonly issuedAt: Date }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly why: string };

/** The most by which the clocks of hosts differ. */
export const toleranceSeconds = 60;

/**
 * Entra's access tokens hold for 60 to 90 minutes, by policy for a day, and with continuous access evaluation for up to 28 hours. It dates them
 * five minutes back.
 * https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
 * https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation
 */
const longestHours = 28;
export const datedBackSeconds = 300;

export const longestToken = 16_384;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Checks access tokens of Entra ID: signature (RS256 alone), issuer, tenant, audience, times, and that it is an access token.
 * What a token says of roles is believed; who is meant is its object id.
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 */
export function createTokenValidator(options: TokenOptions): (token: string) => Promise<TokenOutcome> {
  const { tenantId, issuers, audiences, keys, now } = options;
  return async (token) => {
    if (token.length > longestToken) return refused('the token is too long');
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: [...issuers],
        audience: [...audiences],
        clockTolerance: toleranceSeconds,
        currentDate: now(),
        requiredClaims: ['exp', 'nbf', 'iat', 'sub'],
      });
      if ((payload.iat ?? 0) > now().getTime() / 1000 + toleranceSeconds)
        return refused('the token was issued in the future');
      const held = (payload.exp ?? 0) - (payload.iat ?? 0);
      if (held > longestHours * 3600 + datedBackSeconds + toleranceSeconds)
        return refused(`the token holds for longer than ${longestHours} hours`);
      return outcomeOf(payload, tenantId);
    } catch (error) {
      if (error instanceof errors.JWTExpired) return refused('the token has expired');
      if (error instanceof errors.JWTClaimValidationFailed)
        return refused(`the claim ${error.claim} of the token is not accepted`);
      if (isAboutTheToken(error)) return refused('the signature or the form of the token is not accepted');
      return { kind: 'unavailable', why: `the keys of Entra ID: ${describeError(error)}` };
    }
  };
}

function outcomeOf(claims: JWTPayload, tenantId: string): TokenOutcome {
  const { tid, oid, appid, azp, iat = 0 } = claims;
  if (typeof tid !== 'string' || tid.toLowerCase() !== tenantId.toLowerCase())
    return refused('the claim tid of the token is not accepted');
  if (typeof oid !== 'string' || !guid.test(oid))
    return refused('the claim oid of the token is not accepted');
  const kind = kindOf(claims);
  if (kind === undefined) return refused('the token is not an access token');
  const appId = [appid, azp].find((id) => typeof id === 'string');
  const named = Array.isArray(claims['roles']) ? claims['roles'] : [];
  const known = roles.filter((role: Role) => named.includes(role));
  return {
    kind: 'accepted',
    issuedAt: new Date(iat * 1000),
    caller: {
      objectId: oid.toLowerCase(),
      tenantId: tenantId.toLowerCase(),
      ...(appId !== undefined && { appId: appId.toLowerCase() }),
      kind,
      roles: known,
      auditor: known.includes('Auditor'),
    },
  };
}

/**
 * Tokens for a user have scopes; those of an application alone have none, and there the subject is its object id. An ID
 * token has neither, though it may have the audience and the roles of an access token. What says that it is of an application, and has
 * scopes, is neither.
 * https://learn.microsoft.com/entra/identity-platform/claims-validation
 */
function kindOf({ scp, sub, oid, idtyp }: JWTPayload): Caller['kind'] | undefined {
  if (typeof scp === 'string' && scp.trim() !== '') return idtyp === 'app' ? undefined : 'user';
  return sub === oid ? 'application' : undefined;
}

/** As against trouble in fetching the keys. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

function refused(why: string): TokenOutcome {
  return { kind: 'refused', why };
}
