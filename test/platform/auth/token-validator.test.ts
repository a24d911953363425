import { CompactSign, createLocalJWKSet, createRemoteJWKSet, customFetch, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { createTokenValidator } from '../../../src/platform/auth/index.ts';
import type { TokenOptions } from '../../../src/platform/auth/index.ts';
import { audience, claims, issuers, makeKey, now, oid, seconds, tenantId } from './tokens.ts';

const key = await makeKey('key-1');
const next = await makeKey('key-2');
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
const notOurs = { kind: 'refused', why: 'the signature or the form of the token is not accepted' };
const withClaims = async (more: Changes) => validate(await key.sign({ ...claims, ...more }));

describe('a token in order', () => {
  test('says who calls, by ids alone', async () => {
    expect(
      await validate(await key.sign({ ...claims, name: 'Jane Doe', upn: 'jane@clinic.example' })),
    ).toEqual({
      kind: 'accepted',
      issuedAt: now,
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
});

interface Claim {
  readonly claim: string;
  readonly value: unknown;
  /** Why the token is refused; absent: it is accepted. */
  readonly refused?: string;
  readonly why: string;
}

const notAccepted = (claim: string) => `the claim ${claim} of the token is not accepted`;
const stranger = '11111111-1111-4111-8111-111111111111';

/** A token that is in order but for one claim; undefined: without it. Clocks may differ by 60 seconds. */
const claimCases: readonly Claim[] = [
  { claim: 'exp', value: seconds(1), why: 'it is about to expire' },
  { claim: 'exp', value: seconds(-59), why: 'it expired by less than clocks differ' },
  { claim: 'exp', value: seconds(-60), refused: 'the token has expired', why: 'it has expired' },
  { claim: 'exp', value: undefined, refused: notAccepted('exp'), why: 'it would never expire' },
  { claim: 'exp', value: 'soon', refused: notAccepted('exp'), why: 'that is no time' },
  { claim: 'nbf', value: seconds(60), why: 'it begins within what clocks differ by' },
  { claim: 'nbf', value: seconds(61), refused: notAccepted('nbf'), why: 'it has not begun' },
  { claim: 'nbf', value: undefined, refused: notAccepted('nbf'), why: 'nothing says when it begins' },
  { claim: 'iat', value: seconds(-86_400), why: 'when it was issued is no limit' },
  { claim: 'iat', value: undefined, refused: notAccepted('iat'), why: 'nothing says when it was issued' },
  { claim: 'aud', value: ['api://another', audience], why: 'the API is one of several' },
  { claim: 'aud', value: 'https://graph.microsoft.com', refused: notAccepted('aud'), why: 'another API' },
  { claim: 'aud', value: `${audience}2`, refused: notAccepted('aud'), why: 'it only begins like ours' },
  { claim: 'aud', value: undefined, refused: notAccepted('aud'), why: 'for no API' },
  { claim: 'iss', value: issuers['2.0'], why: 'the other issuer of the tenant' },
  {
    claim: 'iss',
    value: `https://sts.windows.net/${stranger}/`,
    refused: notAccepted('iss'),
    why: 'another issuer',
  },
  {
    claim: 'iss',
    value: `${issuers['1.0']}v2.0`,
    refused: notAccepted('iss'),
    why: 'it only begins like ours',
  },
  { claim: 'iss', value: undefined, refused: notAccepted('iss'), why: 'from nobody' },
  { claim: 'tid', value: tenantId.toUpperCase(), why: 'ids mean the same in capitals' },
  { claim: 'tid', value: stranger, refused: notAccepted('tid'), why: 'another tenant' },
  { claim: 'tid', value: 7, refused: notAccepted('tid'), why: 'that is no tenant' },
  { claim: 'tid', value: undefined, refused: notAccepted('tid'), why: 'no tenant' },
  { claim: 'oid', value: oid.toUpperCase(), why: 'ids mean the same in capitals' },
  {
    claim: 'oid',
    value: 'jane@clinic.example',
    refused: notAccepted('oid'),
    why: 'an address may be given away',
  },
  { claim: 'oid', value: `x${oid}`, refused: notAccepted('oid'), why: 'more than an id at its beginning' },
  { claim: 'oid', value: `${oid}x`, refused: notAccepted('oid'), why: 'more than an id at its end' },
  { claim: 'oid', value: 7, refused: notAccepted('oid'), why: 'that is no id' },
  { claim: 'oid', value: undefined, refused: notAccepted('oid'), why: 'it is about nobody' },
  { claim: 'appid', value: undefined, why: 'which application asked is said where it is known' },
  { claim: 'sub', value: undefined, refused: notAccepted('sub'), why: 'it has no subject' },
  {
    claim: 'scp',
    value: undefined,
    refused: 'the token is not an access token',
    why: 'an ID token has no scope',
  },
  { claim: 'scp', value: ' ', refused: 'the token is not an access token', why: 'the scope is empty' },
  { claim: 'scp', value: ['x'], refused: 'the token is not an access token', why: 'that is no scope' },
];

test.each(claimCases)('the claim $claim: $why', async ({ claim, value, refused }) => {
  const outcome = await withClaims({ [claim]: value });
  if (refused !== undefined) expect(outcome).toEqual({ kind: 'refused', why: refused });
  else expect(outcome).toMatchObject({ kind: 'accepted', caller: { objectId: oid, tenantId } });
});

describe('a token is refused that', () => {
  test('has alg none', async () => {
    const token = new UnsecuredJWT({ ...claims }).encode();
    expect(await validate(token)).toEqual(notOurs);
  });

  test('is signed by HS256 with the public key', async () => {
    const secret = new TextEncoder().encode(key.pem);
    expect(await validate(await key.sign(claims, 'HS256', secret))).toEqual(notOurs);
  });

  test("is signed by a stranger's key of the same name", async () => {
    const stranger = await makeKey('key-1');
    expect(await validate(await stranger.sign(claims))).toEqual(notOurs);
  });

  test('has other claims than were signed', async () => {
    const [header, , signature] = (await key.sign(claims)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, roles: ['Operator'] })).toString('base64url');
    expect(await validate(`${header}.${forged}.${signature}`)).toEqual(notOurs);
  });

  test.each(['', 'x', 'a.b', 'a.b.c', '..'])('is none: %j', async (text) => {
    expect(await validate(text)).toEqual(notOurs);
  });

  test('says of itself what has to be understood and is not', async () => {
    const header = { alg: 'RS256', kid: 'key-1', crit: ['phi'], phi: true };
    const token = await new SignJWT(claims)
      .setProtectedHeader(header)
      .sign(key.privateKey, { crit: { phi: true } });
    expect(await validate(token)).toEqual(notOurs);
  });

  test('names no key where there are several', async () => {
    const keys = createLocalJWKSet({ keys: [key.jwk, next.jwk] });
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key.privateKey);
    expect(await createTokenValidator({ ...options, keys })(token)).toEqual(notOurs);
    expect(await validate(token)).toMatchObject({ kind: 'accepted' });
  });

  test('holds no claims', async () => {
    const header = { alg: 'RS256', kid: 'key-1' };
    const text = new TextEncoder().encode('"PrivacyOfficer"');
    const token = await new CompactSign(text).setProtectedHeader(header).sign(key.privateKey);
    expect(await validate(token)).toEqual(notOurs);
  });

  test('has more than 16,384 characters', async () => {
    const padded = (length: number) =>
      new SignJWT({ ...claims, padding: 'x'.repeat(length) })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(key.privateKey);
    const [longest, longer] = [await padded(11_622), await padded(11_623)];
    expect(longest).toHaveLength(16_384);
    expect(await validate(longest)).toMatchObject({ kind: 'accepted' });
    expect(longer.length).toBeGreaterThan(16_384);
    expect(await validate(longer)).toEqual({ kind: 'refused', why: 'the token is too long' });
  });
});

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
    expect(await validate(await next.sign(claims))).toEqual(notOurs);
  });

  test.each([
    ['fail', () => Promise.reject(new TypeError('fetch failed'))],
    ['answer 500', () => Promise.resolve(new Response('', { status: 500 }))],
    ['are no keys', () => Promise.resolve(Response.json({ error: 'moved' }))],
  ])('cannot be had (%s): nothing is said of the token', async (_, fetch) => {
    expect(await published(fetch)(await key.sign(claims))).toMatchObject({ kind: 'unavailable' });
  });
});
