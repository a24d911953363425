import { createLocalJWKSet, createRemoteJWKSet, customFetch, UnsecuredJWT } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { createTokenValidator } from '../../../src/platform/auth/index.ts';
import type { TokenOptions } from '../../../src/platform/auth/index.ts';
import { audience, claims, issuers, makeKey, now, oid, seconds, tenantId } from './tokens.ts';

const key = await makeKey('key-1');
const options: TokenOptions = {
  tenantId,
  issuers: Object.values(issuers),
  audiences: [audience, '2f8b1c64-9d3e-4a70-8b5f-c6e1d2a39740'],
  keys: createLocalJWKSet({ keys: [key.jwk] }),
  now: () => now,
};
const validate = createTokenValidator(options);
/** Claims to change; undefined: to leave out. */
type Changes = Readonly<Record<string, unknown>>;
const withClaims = async (more: Changes) => validate(await key.sign({ ...claims, ...more }));

describe('a token in order', () => {
  test('says who calls, by ids alone', async () => {
    expect(
      await validate(await key.sign({ ...claims, name: 'Jane Doe', upn: 'jane@clinic.example' })),
    ).toEqual({
      kind: 'accepted',
      caller: {
        objectId: oid,
        tenantId,
        appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
        kind: 'user',
        roles: ['Reader'],
        auditor: false,
      },
    });
  });

  test('may be of version 2.0', async () => {
    const { appid: _appid, ...rest } = claims;
    const azp = 'd3590ed6-52b3-4102-aeff-aad2292ab01c';
    const [, clientId = ''] = options.audiences;
    const token = await key.sign({ ...rest, azp, iss: issuers['2.0'], aud: clientId });
    expect(await validate(token)).toMatchObject({ kind: 'accepted', caller: { appId: azp, kind: 'user' } });
  });

  test('may be of an application alone', async () => {
    expect(await withClaims({ scp: undefined, sub: oid })).toMatchObject({
      kind: 'accepted',
      caller: { kind: 'application' },
    });
  });

  test.each([
    ['no roles', undefined, []],
    ['roles that are no list', 'Operator', []],
    ['a role that is unknown', ['Owner', 'reader', 7], []],
    ['several roles', ['Operator', 'Owner', 'Auditor'], ['Auditor', 'Operator']],
  ])('with %s has those that are known', async (_, given, roles) => {
    expect(await withClaims({ roles: given })).toMatchObject({
      kind: 'accepted',
      caller: { roles, auditor: (roles as string[]).includes('Auditor') },
    });
  });

  test.each([
    ['expired', { exp: seconds(-59) }],
    ['not valid yet', { nbf: seconds(59) }],
  ])('may be %s by less than clocks differ', async (_, more) => {
    expect(await withClaims(more)).toMatchObject({ kind: 'accepted' });
  });
});

describe('a token is refused that', () => {
  test.each<[string, Changes]>([
    ['has expired', { exp: seconds(-61) }],
    ['never expires', { exp: undefined }],
    ['is not valid yet', { nbf: seconds(61) }],
    ['does not say from when it is valid', { nbf: undefined }],
    ['is for another API', { aud: 'https://graph.microsoft.com' }],
    ['is for no API', { aud: undefined }],
    ['is from another issuer', { iss: 'https://sts.windows.net/11111111-1111-4111-8111-111111111111/' }],
    ['is from an issuer that begins like ours', { iss: `${issuers['1.0']}v2.0` }],
    ['is of another tenant', { tid: '11111111-1111-4111-8111-111111111111' }],
    ['is of no tenant', { tid: undefined }],
    ['names no object', { oid: undefined }],
    ['names an object by no GUID', { oid: 'jane@clinic.example' }],
    ['is an ID token', { scp: undefined }],
    ['has an empty scope', { scp: ' ' }],
  ])('%s', async (_, more) => {
    expect(await withClaims(more)).toMatchObject({ kind: 'refused' });
  });

  test('has alg none', async () => {
    const token = new UnsecuredJWT({ ...claims }).encode();
    expect(await validate(token)).toMatchObject({ kind: 'refused' });
  });

  test('is signed by HS256 with the public key', async () => {
    const secret = new TextEncoder().encode(key.pem);
    expect(await validate(await key.sign(claims, 'HS256', secret))).toMatchObject({ kind: 'refused' });
  });

  test("is signed by a stranger's key of the same name", async () => {
    const stranger = await makeKey('key-1');
    expect(await validate(await stranger.sign(claims))).toMatchObject({ kind: 'refused' });
  });

  test('has other claims than were signed', async () => {
    const [header, , signature] = (await key.sign(claims)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, roles: ['Operator'] })).toString('base64url');
    expect(await validate(`${header}.${forged}.${signature}`)).toMatchObject({ kind: 'refused' });
  });

  test.each(['', 'x', 'a.b', 'a.b.c', '..', 'x'.repeat(20_000)])('is none: %.20s', async (text) => {
    expect(await validate(text)).toMatchObject({ kind: 'refused' });
  });
});

const next = await makeKey('key-2');

describe('the keys', () => {
  const published = (fetch: () => Promise<Response>) =>
    createTokenValidator({
      ...options,
      keys: createRemoteJWKSet(new URL('https://login.example/keys'), {
        [customFetch]: fetch,
        cooldownDuration: 0,
      }),
    });

  test('are fetched again for a key that is new', async () => {
    const sets = [[key.jwk], [next.jwk, key.jwk]];
    const fetch = vi.fn(() => Promise.resolve(Response.json({ keys: sets.shift() })));
    const validate = published(fetch);
    for (const signer of [key, key, next, key])
      expect(await validate(await signer.sign(claims))).toMatchObject({ kind: 'accepted' });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test('are all that counts: a key that is published nowhere is refused', async () => {
    const validate = published(() => Promise.resolve(Response.json({ keys: [key.jwk] })));
    expect(await validate(await next.sign(claims))).toMatchObject({ kind: 'refused' });
  });

  test.each([
    ['fail', () => Promise.reject(new TypeError('fetch failed'))],
    ['answer 500', () => Promise.resolve(new Response('', { status: 500 }))],
    ['are no keys', () => Promise.resolve(Response.json({ error: 'moved' }))],
  ])('cannot be had (%s): nothing is said of the token', async (_, fetch) => {
    expect(await published(fetch)(await key.sign(claims))).toMatchObject({ kind: 'unavailable' });
  });
});
