import { constants, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import { expect, test } from 'vitest';
import { createTokenValidator } from '../../src/platform/auth/index.ts';
import { audience, claims, issuers, now, oid, seconds, tenantId } from '../platform/auth/tokens.ts';

/** Entra's key and that of somebody who forges. Tokens are put together by hand here: a library would refuse to. */
const entra = generateKeyPairSync('rsa', { modulusLength: 2048 });
const forger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...entra.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig' };
const forgersJwk = { ...forger.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig' };

const validate = createTokenValidator({
  tenantId,
  issuers: Object.values(issuers),
  audiences: [audience],
  keys: createLocalJWKSet({ keys: [jwk] }),
  now: () => now,
});

type Members = Readonly<Record<string, unknown>>;
type Signer = (input: string) => Buffer | string;

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const rsa =
  (key: KeyObject, hash = 'sha256'): Signer =>
  (input) =>
    sign(hash, Buffer.from(input), key);
const pss: Signer = (input) =>
  sign('sha256', Buffer.from(input), {
    key: entra.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
const hmac =
  (key: string | Buffer): Signer =>
  (input) =>
    createHmac('sha256', key).update(input).digest();

function forged(header: Members, signer: Signer, more: Members = {}): string {
  const input = `${encoded({ alg: 'RS256', kid: 'key-1', typ: 'JWT', ...header })}.${encoded({ ...claims, roles: ['Operator'], ...more })}`;
  return `${input}.${Buffer.from(signer(input)).toString('base64url')}`;
}

const good = rsa(entra.privateKey);
const evil = rsa(forger.privateKey);
const nothing: Signer = () => '';
const pem = entra.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const der = entra.publicKey.export({ type: 'spki', format: 'der' });
const [head = '', body = '', signature = ''] = forged({}, good).split('.');

test('what these are like, signed by Entra, is taken', async () => {
  expect(await validate(forged({}, good))).toMatchObject({ kind: 'accepted', caller: { objectId: oid } });
});

test.each<[title: string, token: string]>([
  ['alg none', forged({ alg: 'none' }, nothing)],
  ['alg None', forged({ alg: 'None' }, nothing)],
  ['alg NONE', forged({ alg: 'NONE' }, nothing)],
  [
    'alg none, with the signature of another token',
    forged({ alg: 'none' }, () => Buffer.from(signature, 'base64url')),
  ],
  ['alg of no characters', forged({ alg: '' }, nothing)],
  ['alg null', forged({ alg: null }, good)],
  ['no alg', `${encoded({ kid: 'key-1' })}.${body}.${signature}`],
  ['alg as a list', forged({ alg: ['RS256', 'none'] }, good)],
  ['HS256 with the public key as PEM', forged({ alg: 'HS256' }, hmac(pem))],
  ['HS256 with the PEM without its last line break', forged({ alg: 'HS256' }, hmac(pem.trim()))],
  ['HS256 with the public key as DER', forged({ alg: 'HS256' }, hmac(der))],
  ['HS256 with the public key as JWK', forged({ alg: 'HS256' }, hmac(JSON.stringify(jwk)))],
  ['HS256 with the modulus', forged({ alg: 'HS256' }, hmac(Buffer.from(String(jwk.n), 'base64url')))],
  ['HS256 with no key', forged({ alg: 'HS256' }, hmac(''))],
  ["a forger's key under the right id", forged({}, evil)],
  ["a forger's key in jwk", forged({ jwk: forgersJwk }, evil)],
  ["a forger's key in jwk, without an id", forged({ jwk: forgersJwk, kid: undefined }, evil)],
  ["a forger's keys at jku", forged({ jku: 'https://evil.example/keys' }, evil)],
  ["a forger's certificate at x5u", forged({ x5u: 'https://evil.example/chain' }, evil)],
  ["a forger's certificate in x5c", forged({ x5c: [der.toString('base64')] }, evil)],
  ['kid as a path', forged({ kid: '../../../../dev/null' }, hmac(''))],
  ['kid as a path, signed by a forger', forged({ kid: '../../../../dev/null' }, evil)],
  ['kid as SQL', forged({ kid: "' union select 'key" }, evil)],
  ['kid as a list', forged({ kid: ['key-1'] }, good)],
  ['kid as an object', forged({ kid: { toString: 'key-1' } }, good)],
  ['kid as a number', forged({ kid: 1 }, good)],
  ['kid of 5,000 characters', forged({ kid: 'k'.repeat(5_000) }, good)],
  ['kid __proto__', forged({ kid: '__proto__' }, good)],
  ['crit that nobody knows', forged({ crit: ['exp'], exp: 1 }, good)],
  ['crit that is no list', forged({ crit: 'b64' }, good)],
  ['crit of nothing', forged({ crit: [] }, good)],
  ['b64 false', forged({ crit: ['b64'], b64: false }, good)],
  ['PS256 with the right key', forged({ alg: 'PS256' }, pss)],
  ['RS384 with the right key', forged({ alg: 'RS384' }, rsa(entra.privateKey, 'sha384'))],
  ['RS512 with the right key', forged({ alg: 'RS512' }, rsa(entra.privateKey, 'sha512'))],
  ['RS1', forged({ alg: 'RS1' }, rsa(entra.privateKey, 'sha1'))],
  ['ES256', forged({ alg: 'ES256' }, (input) => sign('sha256', Buffer.from(input), elliptic.privateKey))],
  ['rs256 in small letters', forged({ alg: 'rs256' }, good)],
  ['no signature', `${head}.${body}.`],
  ['two parts', `${head}.${body}`],
  ['four parts', `${head}.${body}.${signature}.${signature}`],
  ['five parts, as one that is encrypted', `${head}.${body}.${signature}.${body}.${signature}`],
  ['a signature that is cut short', `${head}.${body}.${signature.slice(0, -4)}`],
  ['a signature with something behind it', `${head}.${body}.${signature}AAAA`],
  ['a header that is no JSON', `${Buffer.from('{').toString('base64url')}.${body}.${signature}`],
  ['a header that is a list', `${encoded([])}.${body}.${signature}`],
  ['claims that are a list', forged({}, good).replace(body, encoded([claims]))],
  ['another tenant', forged({}, good, { tid: '11111111-1111-4111-8111-111111111111' })],
  [
    'another tenant as the issuer',
    forged({}, good, { iss: 'https://sts.windows.net/11111111-1111-4111-8111-111111111111/' }),
  ],
  [
    'the tenant in the issuer of another cloud',
    forged({}, good, { iss: `https://login.evil.example/${tenantId}/v2.0` }),
  ],
  ['the issuer as a list', forged({}, good, { iss: Object.values(issuers) })],
  ['another API', forged({}, good, { aud: 'https://graph.microsoft.com' })],
  ['another API among none of ours', forged({}, good, { aud: ['api://one', 'api://other'] })],
  ['an audience with ours in it', forged({}, good, { aud: `${audience}.evil.example` })],
  ['an hour over', forged({}, good, { exp: seconds(-3_600) })],
  ['not begun', forged({}, good, { nbf: seconds(3_600) })],
  ['issued in an hour', forged({}, good, { iat: seconds(3_600) })],
  ['an end that is a text', forged({}, good, { exp: '9999999999' })],
  ['an application with scopes', forged({}, good, { idtyp: 'app' })],
  ['no object id', forged({}, good, { oid: undefined })],
  ['a mail address for an object id', forged({}, good, { oid: 'a@b.example' })],
])('%s is refused', async (_, token) => {
  expect(await validate(token)).toMatchObject({ kind: 'refused' });
});
