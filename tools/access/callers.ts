import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { UserTokenRequest } from '@phiwatch/azure-simulator';
import { roles } from '../../src/platform/auth/index.ts';
import type { Role } from '../../src/platform/auth/index.ts';

/** Someone who calls the app, rightly or not. */
export interface Caller {
  readonly name: string;
  /** For the head of a column. */
  readonly short: string;
  /** Absent: none is sent. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the token is one that must be accepted. */
  readonly known: boolean;
  /** In force. */
  readonly roles: readonly Role[];
  /** Nobody is behind it. */
  readonly isApplication?: true;
}

export interface CallerParts {
  /** Has the simulated Entra issue a token. */
  readonly issue: (request: UserTokenRequest) => Promise<string>;
  /** Address of the simulated Entra, without a last slash. */
  readonly authority: string;
  /** The object id of the person who has been granted access as Auditor. */
  readonly auditor: string;
}

const everyRole = [...roles];

/** Nobody has granted the application that it may act as Auditor. */
const butAuditor = roles.filter((role) => role !== 'Auditor');
const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';
const stranger = 'c0ffee00-0000-4000-8000-00000000cafe';

/** One caller for each role, and every kind that must not come in. */
export async function callers({ issue, authority, auditor }: CallerParts): Promise<readonly Caller[]> {
  const known = async (
    [short, name]: Title,
    request: UserTokenRequest,
    held: readonly Role[],
  ): Promise<Caller> => ({ short, name, token: await issue(request), known: true, roles: held });
  const refused = ([short, name]: Title, token?: string, headers?: Caller['headers']): Caller => ({
    short,
    name,
    known: false,
    roles: [],
    ...(token !== undefined && { token }),
    ...(headers && { headers }),
  });
  const everything = (more: Partial<UserTokenRequest> = {}) => issue({ oid, roles: everyRole, ...more });
  const good = await everything();
  const publicKey = await publishedKey(authority, good);
  const byRole = roles.map((role) =>
    known([shortOf(role), role], { oid: role === 'Auditor' ? auditor : oid, roles: [role] }, [role]),
  );
  return [
    ...(await Promise.all(byRole)),
    {
      ...(await known(
        ['app', 'an application of every role'],
        { oid, roles: everyRole, kind: 'application' },
        butAuditor,
      )),
      isApplication: true,
    },
    await known(['au-', 'Auditor without a grant'], { oid, roles: ['Auditor'] }, []),
    await known(['no', 'no role'], { oid }, []),
    await known(['oth', 'a role that the app does not have'], { oid, roles: ['Owner'] }, []),
    refused(['-', 'no token']),
    refused(['hdr', 'no token, a forged x-ms-client-principal'], undefined, {
      'x-ms-client-principal': principal(),
    }),
    refused(['exp', 'expired'], await everything({ expiresInSeconds: -3600 })),
    refused(['nbf', 'not valid yet'], await everything({ notBeforeSeconds: 1800 })),
    refused(['tid', "another tenant's"], await everything({ tenantId: stranger })),
    refused(['aud', 'for another API'], await everything({ audience: 'https://graph.microsoft.com' })),
    refused(
      ['alg', 'alg none'],
      resigned(good, 'none', () => ''),
    ),
    refused(['mac', 'HS256 with the public key'], resigned(good, 'HS256', hmacWith(publicKey))),
    refused(['key', "signed with a stranger's key"], resigned(good, 'RS256', rsaOfStranger())),
    refused(['mod', 'roles added after it was signed'], tampered(await issue({ oid }))),
  ];
}

/** Short and long. */
type Title = readonly [string, string];

/** `RA` of `RemediationApprover`, `Re` of `Reader`. */
function shortOf(role: Role): string {
  const capitals = role.replaceAll(/[a-z]/g, '');
  return capitals.length > 1 ? capitals : role.slice(0, 3);
}

/** PEM of the key that Entra publishes for those who check this token. */
async function publishedKey(authority: string, token: string): Promise<string> {
  const { tid } = decoded(token.split('.')[1] ?? '');
  const response = await fetch(`${authority}/${String(tid)}/discovery/v2.0/keys`);
  const { keys } = (await response.json()) as { readonly keys: readonly JsonWebKey[] };
  const [key] = keys;
  if (!key) throw new Error(`${authority} publishes no key`);
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

/** Returns what App Service would add for someone who signed in there, and anyone may write. */
function principal(): string {
  const claims = everyRole.map((val) => ({ typ: 'roles', val }));
  return Buffer.from(JSON.stringify({ auth_typ: 'aad', claims, role_typ: 'roles' })).toString('base64');
}

/** The same claims under another algorithm and signature. */
function resigned(token: string, alg: string, signer: (input: string) => string): string {
  const [header = '', claims = ''] = token.split('.');
  const input = `${encoded({ ...decoded(header), alg })}.${claims}`;
  return `${input}.${signer(input)}`;
}

/** Other claims under the old signature. */
function tampered(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return `${header}.${encoded({ ...decoded(claims), roles: everyRole })}.${signature}`;
}

function hmacWith(key: string): (input: string) => string {
  return (input) => createHmac('sha256', key).update(input).digest('base64url');
}

function rsaOfStranger(): (input: string) => string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return (input) => sign('sha256', Buffer.from(input), privateKey).toString('base64url');
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
