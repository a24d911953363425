import { z } from 'zod';
import type { ArmRequest, ArmResponse } from '../arm-message.ts';
import { ArmError } from '../errors.ts';
import type { Resources } from '../resources.ts';
import type { Roles } from '../roles.ts';
import type { Principal, Tokens } from '../tokens.ts';
import type { KeyVersion, VaultKeys } from './vault-keys.ts';

/** The vaults, their keys, and who may do what. */
interface Vaults {
  readonly resources: Resources;
  readonly roles: Roles;
  readonly vaultKeys: VaultKeys;
}

interface Key {
  readonly vault: string;
  readonly name: string;
  readonly all: readonly KeyVersion[];
}

const audience = 'https://vault.azure.net';

/** Entries of a page, unless fewer are asked for. https://learn.microsoft.com/rest/api/keyvault/keys/get-key-versions/get-key-versions */
const mostOfPage = 25;

/** ES256 signs a SHA-256. https://learn.microsoft.com/rest/api/keyvault/keys/sign/sign */
const digestBytes = 32;

const signBody = z.object({ alg: z.string(), value: z.string() });

/** `/_vaults/NAME/...` stands for `https://NAME.vault.azure.net/...`: a simulation has one host. */
const path = /^\/_vaults\/([^/]+)(\/.*)$/i;

/** Whether a request is one to a vault and not to Resource Manager. */
export function isVaultPath(pathname: string): boolean {
  return path.test(pathname);
}

/**
 * Returns the caller of a vault. Without a token that is for vaults, the answer says where to get one.
 * https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 */
export async function authenticateToVault(
  tokens: Tokens,
  authorization: string | undefined,
): Promise<Principal> {
  try {
    return await tokens.authenticate(authorization, [audience, `${audience}/`]);
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    const challenge = `Bearer authorization="https://login.microsoftonline.com/${tokens.tenantId}", resource="${audience}"`;
    throw new ArmError(error.status, 'Unauthorized', error.message, { 'WWW-Authenticate': challenge });
  }
}

/** Answers a request to a vault of a caller who is already known: lists and reads versions of keys, and signs with one. */
export function answerVault(vaults: Vaults, who: Principal, request: ArmRequest): ArmResponse {
  const [, vault = '', rest = ''] = path.exec(request.url.pathname) ?? [];
  const [, collection, name = '', version = '', operation] = rest.replace(/\/+$/, '').split('/');
  const does = `${request.method} ${version === 'versions' ? version : (operation ?? '')}`.trim();
  const action = { 'GET versions': 'read', GET: 'read', 'POST sign': 'sign/action' }[does];
  if (collection !== 'keys' || name === '' || action === undefined)
    return refusal(405, 'MethodNotAllowed', `The simulation has no '${does}' of ${rest}`);
  const trouble = unauthorized(vaults, who, vault, name, action);
  if (trouble) return trouble;
  const key = { vault, name, all: vaults.vaultKeys.versions(vault, name) };
  if (key.all.length === 0) return missing(name);
  if (does === 'GET versions') return list(key, request.url);
  const found = version === '' ? key.all.at(-1) : key.all.find((each) => each.version === version);
  if (!found) return missing(`${name}/${version}`);
  return does === 'GET' ? read(key, found) : sign(key, found, request.body);
}

/**
 * Vaults decide by roles alone here: those with access policies let nobody in.
 * https://learn.microsoft.com/azure/key-vault/general/rbac-guide
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault
 */
function unauthorized(
  { resources, roles }: Vaults,
  { oid }: Principal,
  vault: string,
  name: string,
  action: string,
): ArmResponse | undefined {
  const resource = [...resources.all()].find(
    (each) =>
      each.type.toLowerCase() === 'microsoft.keyvault/vaults' &&
      each.name?.toLowerCase() === vault.toLowerCase(),
  );
  // There would be no such host.
  if (!resource?.id) return refusal(404, 'VaultNotFound', `There is no vault '${vault}'`);
  const { enableRbacAuthorization } = resource['properties'] as {
    readonly enableRbacAuthorization?: boolean;
  };
  if (enableRbacAuthorization !== true) return forbidden('ForbiddenByPolicy');
  const isAllowed = roles.allowsData(
    oid,
    `Microsoft.KeyVault/vaults/keys/${action}`,
    `${resource.id}/keys/${name}`,
  );
  return isAllowed ? undefined : forbidden('ForbiddenByRbac');
}

function list(key: Key, url: URL): ArmResponse {
  const size = Math.min(Number(url.searchParams.get('maxresults')) || mostOfPage, mostOfPage);
  const start = Number(url.searchParams.get('$skiptoken')) || 0;
  // By the names of versions, which are random: https://github.com/nagyesta/lowkey-vault/issues/467
  const sorted = key.all.toSorted((a, b) => (a.version < b.version ? -1 : 1));
  const value = sorted
    .slice(start, start + size)
    .map((each) => ({ kid: kidOf(key, each), attributes: attributesOf(each) }));
  const next = new URL(`${kidOf(key)}/versions`);
  next.search = url.search;
  next.searchParams.set('$skiptoken', String(start + size));
  return {
    status: 200,
    headers: {},
    body: { value, nextLink: start + size < sorted.length ? next.href : null },
  };
}

/** Disabled versions are read as others are. https://github.com/Azure/azure-sdk-for-python/issues/45342 */
function read(key: Key, version: KeyVersion): ArmResponse {
  const jwk = { kid: kidOf(key, version), kty: 'EC', key_ops: ['sign', 'verify'], ...version.jwk };
  return { status: 200, headers: {}, body: { key: jwk, attributes: attributesOf(version) } };
}

/** https://learn.microsoft.com/rest/api/keyvault/keys/sign/sign; the refusal of a disabled version as in the thread named at `read`. */
function sign(key: Key, version: KeyVersion, text: string): ArmResponse {
  if (!version.enabled) return forbidden('KeyDisabled', 'Operation sign is not allowed on a disabled key.');
  const body = signBody.safeParse(asJson(text));
  const digest = Buffer.from(body.data?.value ?? '', 'base64url');
  if (body.data?.alg !== 'ES256' || version.jwk.crv !== 'P-256' || digest.length !== digestBytes)
    return refusal(400, 'BadParameter', 'Key and signing algorithm are incompatible.');
  return {
    status: 200,
    headers: {},
    body: { kid: kidOf(key, version), value: version.sign(digest).toString('base64url') },
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kidOf({ vault, name }: Key, version?: KeyVersion): string {
  return [`https://${vault}.vault.azure.net/keys/${name}`, ...(version ? [version.version] : [])].join('/');
}

function attributesOf({ enabled, created, expires }: KeyVersion) {
  const recovery = { recoveryLevel: 'Recoverable', recoverableDays: 90, exportable: false };
  return {
    enabled,
    created,
    updated: created,
    ...(expires === undefined ? {} : { exp: expires }),
    ...recovery,
  };
}

function missing(name: string): ArmResponse {
  return refusal(404, 'KeyNotFound', `A key with (name/id) ${name} was not found in this key vault.`);
}

/** https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
function forbidden(
  inner: string,
  message = 'Caller is not authorized to perform action on resource.',
): ArmResponse {
  return {
    status: 403,
    headers: {},
    body: { error: { code: 'Forbidden', message, innererror: { code: inner } } },
  };
}

function refusal(status: number, code: string, message: string): ArmResponse {
  return { status, headers: {}, body: { error: { code, message } } };
}
