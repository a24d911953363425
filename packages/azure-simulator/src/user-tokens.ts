import { randomInt, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { Token } from './tokens.ts';

/** Someone who can sign in. */
export interface Person {
  readonly name: string;
  readonly oid: string;
  readonly roles: readonly string[];
}

/** The audience for which the API of a local run takes tokens. */
export const apiAudience = 'api://phiwatch';

/** A token to issue for someone who calls the app. What is left out is as Entra would have it. */
export interface UserTokenRequest {
  readonly oid: string;
  /** App roles. */
  readonly roles?: readonly string[] | undefined;
  /** `application`: without a user. */
  readonly kind?: 'user' | 'application' | undefined;
  /** The client id of the application that asks for it. */
  readonly appid?: string | undefined;
  readonly audience?: string | undefined;
  /** The version of the token; default 1.0, as `az account get-access-token` gets it. */
  readonly version?: '1.0' | '2.0' | undefined;
  /** Another tenant's token. */
  readonly tenantId?: string | undefined;
  /** Negative: one that has expired. Default: 60 to 90 minutes. At most 28 hours: Entra issues none that holds longer. */
  readonly expiresInSeconds?: number | undefined;
  /** Since when it holds, from now; default: 5 minutes ago. */
  readonly notBeforeSeconds?: number | undefined;
}

/** With continuous access evaluation, and five minutes by which tokens are dated back. */
const longestSeconds = 28 * 3600 + 300;

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The one that starts `az`; issued to the Azure CLI in Entra. */
const cli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** A delegated token's subject is another one for each application. */
const pairwise = 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ';

/**
 * Entra ID as the app's callers and the app itself see it: access tokens of both versions, signed with RS256 by a key that is
 * made at the start, and the documents by which a verifier finds that key.
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export class UserTokens {
  readonly #tenantId: string;
  readonly #now: () => number;
  readonly #key: Promise<SigningKey>;

  constructor(tenantId: string, now: () => number) {
    this.#tenantId = tenantId;
    this.#now = now;
    this.#key = newKey();
  }

  /** @param authority address of this Entra, without a last slash: version 2.0 tokens name it as their issuer. */
  async issue(request: UserTokenRequest, authority: string): Promise<Token> {
    const { oid, kind = 'user', version = '1.0', tenantId = this.#tenantId, appid = cli } = request;
    const now = Math.floor(this.#now() / 1000);
    const from = now + (request.notBeforeSeconds ?? -300);
    const expiresOn = now + (request.expiresInSeconds ?? randomInt(3600, 5401));
    if (expiresOn - from > longestSeconds) throw new Error('Entra issues no token that holds for so long');
    const claims = {
      ...(version === '1.0' ? { appid, appidacr: '0' } : { azp: appid, azpacr: '0' }),
      ...(kind === 'user' ? { scp: 'user_impersonation' } : {}),
      ...(request.roles && { roles: request.roles }),
      oid,
      sub: kind === 'user' ? pairwise : oid,
      tid: tenantId,
      uti: randomUUID(),
      ver: version,
    };
    const { privateKey, publicJwk } = await this.#key;
    const issuer =
      version === '1.0' ? `https://sts.windows.net/${tenantId}/` : `${authority}/${tenantId}/v2.0`;
    const token = await new SignJWT(claims)
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: publicJwk.kid ?? '' })
      .setIssuer(issuer)
      .setAudience(request.audience ?? apiAudience)
      // Entra dates both five minutes back, for verifiers whose clocks are behind.
      .setIssuedAt(from)
      .setNotBefore(from)
      .setExpirationTime(expiresOn)
      .sign(privateKey);
    return { token, expiresOn };
  }

  /** The document at a path of Entra, for anyone; undefined where there is none. */
  async document(path: string, authority: string): Promise<unknown> {
    const [tenant, ...rest] = path.split('/').slice(1);
    if (tenant !== this.#tenantId) return undefined;
    const issuer = `${authority}/${tenant}/v2.0`;
    const keys = `${authority}/${tenant}/discovery/v2.0/keys`;
    switch (rest.join('/')) {
      case 'discovery/v2.0/keys':
        return { keys: [(await this.#key).publicJwk] };
      case 'v2.0/.well-known/openid-configuration':
        return {
          issuer,
          jwks_uri: keys,
          end_session_endpoint: `${authority}/${tenant}/oauth2/v2.0/logout`,
          id_token_signing_alg_values_supported: ['RS256'],
        };
      default:
        return undefined;
    }
  }
}

async function newKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const publicJwk = { ...(await exportJWK(publicKey)), use: 'sig', kid: randomUUID() };
  return { privateKey, publicJwk };
}
