import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { UserTokenRequest } from '../../local/azure/index.ts';
import { roles } from '../../src/auth/index.ts';
import type { Role } from '../../src/auth/index.ts';

/** Someone who calls the app, rightly or not. */
export interface Caller {
  readonly name: string;
  /** Absent: none is sent. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the token is one that must be accepted. */
  readonly known: boolean;
  /** In force. */
  readonly roles: readonly Role[];
}

export interface CallerParts {
  /** Has the simulated Entra issue a token. */
  readonly issue: (request: UserTokenRequest) => Promise<string>;
  /** PEM of the key that Entra publishes. */
  readonly publicKey: string;
  /** Who has been granted access as Auditor. */
  readonly auditor: string;
}

const everyRole = [...roles];
const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';
const stranger = 'c0ffee00-0000-4000-8000-00000000cafe';

/** One caller for each role, and every kind that must not come in. */
export async function callers({ issue, publicKey, auditor }: CallerParts): Promise<readonly Caller[]> {
  const known = async (name: string, request: UserTokenRequest, held: readonly Role[]): Promise<Caller> => ({
    name,
    token: await issue(request),
    known: true,
    roles: held,
  });
  const refused = (name: string, token?: string, headers?: Caller['headers']): Caller => ({
    name,
    known: false,
    roles: [],
    ...(token !== undefined && { token }),
    ...(headers && { headers }),
  });
  const good = await issue({ oid, roles: everyRole });
  const byRole = roles.map((role) =>
    known(role, { oid: role === 'Auditor' ? auditor : oid, roles: [role] }, [role]),
  );
  return [
    ...(await Promise.all(byRole)),
    await known('Auditor without a grant', { oid, roles: ['Auditor'] }, []),
    await known('no role', { oid }, []),
    await known('a role of another app', { oid, roles: ['Owner'] }, []),
    refused('no token'),
    refused('forged x-ms-client-principal', undefined, { 'x-ms-client-principal': principal() }),
    refused('expired', await issue({ oid, roles: everyRole, expiresInSeconds: -3600 })),
    refused('not yet valid', await issue({ oid, roles: everyRole, notBeforeSeconds: 1800 })),
    refused("another tenant's", await issue({ oid, roles: everyRole, tenantId: stranger })),
    refused(
      'another audience',
      await issue({ oid, roles: everyRole, audience: 'https://graph.microsoft.com' }),
    ),
    refused(
      'alg none',
      resigned(good, 'none', () => ''),
    ),
    refused('HS256 with the public key', resigned(good, 'HS256', hmacWith(publicKey))),
    refused("signed with a stranger's key", resigned(good, 'RS256', rsaOfStranger())),
    refused('roles added after signing', tampered(await issue({ oid }))),
  ];
}

/** What App Service would add for someone who signed in there, and anyone may write. */
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
