import { randomBytes, randomUUID } from 'node:crypto';
import { decodeJwt, jwtVerify, SignJWT, errors } from 'jose';
import { ArmError } from './errors.ts';

/** The tenant of a simulation that is not given one. */
export const defaultTenantId = '6c2f0d8e-41b7-4a53-9d2c-8e5b7f10a394';

/** A principal that tokens are issued for. */
export interface Identity {
  readonly oid: string;
  /** Client id; the object id where it is not given. */
  readonly appid?: string | undefined;
}

/** The sender of a request. */
export interface Principal {
  readonly oid: string;
  readonly appid: string;
}

export interface TokenRequest extends Identity {
  /** Audience: `https://management.azure.com`, `https://storage.azure.com`. */
  readonly resource: string;
  /** Negative: a token that has expired already. */
  readonly expiresInSeconds?: number | undefined;
}

export interface Token {
  readonly token: string;
  /** Seconds since 1970. */
  readonly expiresOn: number;
}

const armAudiences = [
  'https://management.azure.com',
  'https://management.azure.com/',
  'https://management.core.windows.net',
  'https://management.core.windows.net/',
];

/** One for the process: credentials keep a token for the whole of it, and it must serve all simulations in there. */
const key = randomBytes(32);

/** Issues and checks tokens shaped as those of Entra ID (version 1.0), signed with a key made when the process starts. */
export class Tokens {
  readonly tenantId: string;
  readonly #now: () => number;

  constructor(tenantId: string, now: () => number) {
    this.tenantId = tenantId;
    this.#now = now;
  }

  async issue({ oid, appid = oid, resource, expiresInSeconds = 86_399 }: TokenRequest): Promise<Token> {
    const now = Math.floor(this.#now() / 1000);
    const expiresOn = now + expiresInSeconds;
    const claims = {
      appid,
      appidacr: '2',
      idp: this.#issuer,
      idtyp: 'app',
      oid,
      sub: oid,
      tid: this.tenantId,
      ver: '1.0',
    };
    const token = await new SignJWT({ ...claims, uti: randomUUID() })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(this.#issuer)
      .setAudience(resource)
      .setIssuedAt(now)
      .setNotBefore(Math.min(now, expiresOn) - 300)
      .setExpirationTime(expiresOn)
      .sign(key);
    return { token, expiresOn };
  }

  /**
   * Returns the sender of the request.
   * @throws ArmError 401 with a challenge, in ARM's words, where the header is absent or its token is not accepted.
   */
  async authenticate(
    authorization: string | undefined,
    audiences: readonly string[] = armAudiences,
  ): Promise<Principal> {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (!token)
      throw this.#refused(
        'AuthenticationFailed',
        "Authentication failed. The 'Authorization' header is missing.",
      );
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: this.#issuer,
        audience: [...audiences],
        currentDate: new Date(this.#now()),
      });
      return { oid: String(payload['oid']), appid: String(payload['appid']) };
    } catch (error) {
      throw this.#refusal(error, token, audiences);
    }
  }

  get #issuer(): string {
    return `https://sts.windows.net/${this.tenantId}/`;
  }

  #refusal(error: unknown, token: string, audiences: readonly string[]): ArmError {
    if (error instanceof errors.JWTExpired)
      return this.#refused(
        'ExpiredAuthenticationToken',
        'The access token expiry UTC time is earlier than current UTC time.',
      );
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
      return this.#refused(
        'InvalidAuthenticationTokenAudience',
        `The access token has been obtained for wrong audience or resource '${String(decodeJwt(token).aud)}'. It should exactly match with one of the allowed audiences '${audiences.join("','")}'.`,
      );
    return this.#refused('InvalidAuthenticationToken', 'The access token is invalid.');
  }

  #refused(code: string, message: string): ArmError {
    const reason =
      code === 'AuthenticationFailed' ? '' : `, error="invalid_token", error_description="${code}"`;
    const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/${this.tenantId}"${reason}`;
    return new ArmError(401, code, message, { 'WWW-Authenticate': challenge });
  }
}
