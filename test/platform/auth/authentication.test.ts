import { afterEach, describe, expect, test, vi } from 'vitest';
import { createApiAccess, createAuthenticate } from '../../../src/platform/auth/index.ts';
import { MemoryAudit, MemoryAuditorGrants } from './memory.ts';
import { audience, claims, issuers, makeKey, now, oid, tenantId } from './tokens.ts';

describe('the header', () => {
  const authenticate = createAuthenticate({
    validate: (token) => Promise.resolve({ kind: 'refused', why: `validated ${token}` }),
    auditorGrants: new MemoryAuditorGrants(),
    now: () => now,
  });
  const none = { kind: 'anonymous' };
  const noToken = { kind: 'refused', why: 'the Authorization header has no bearer token' };
  const validated = { kind: 'refused', why: 'validated a.b-c_d' };

  test.each<[string | null, object, string]>([
    [null, none, 'it is absent'],
    ['', none, 'it is empty'],
    ['  ', none, 'it is blank'],
    ['Basic dXNlcjpwYXNz', noToken, 'another scheme'],
    ['token', noToken, 'no scheme'],
    ['Bearer', noToken, 'no token'],
    ['Bearer ', noToken, 'no token after the blank'],
    ['Bearera.b-c_d', noToken, 'no blank'],
    ['x Bearer a.b-c_d', noToken, 'something before it'],
    ['Bearer a b', noToken, 'something after it'],
    ['Bearer a,b', noToken, 'a character that no token has'],
    ['Bearer é', noToken, 'a letter that no token has'],
    ['Bearer a.b-c_d', validated, 'the usual form'],
    ['bearer  a.b-c_d', validated, 'the scheme in small letters, and two blanks'],
    [' BEARER a.b-c_d ', validated, 'the scheme in capitals, and blanks around it'],
  ])('%j gives %j: %s', async (header, expected) => {
    expect(await authenticate(header)).toEqual(expected);
  });
});

describe('access by tokens of a tenant', () => {
  const authority = 'https://login.example';
  const auditorGrants = new MemoryAuditorGrants();
  const access = () =>
    createApiAccess({
      tenantId,
      audiences: [audience],
      authority,
      issuers: Object.values(issuers),
      audit: new MemoryAudit(),
      auditorGrants,
      rates: { calls: 600, changes: 120 },
      approvalTokenMinutes: 10,
      now: () => now,
    });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('is checked by the keys of that tenant, which are fetched once', async () => {
    const key = await makeKey('key-1');
    const fetch = vi.fn((_url: string | URL) => Promise.resolve(Response.json({ keys: [key.jwk] })));
    vi.stubGlobal('fetch', fetch);
    const { authenticate } = access();
    const header = `Bearer ${await key.sign({ ...claims, roles: ['Reader', 'Auditor'] })}`;
    expect(fetch).not.toHaveBeenCalled();
    const reader = { objectId: oid, roles: ['Reader'], auditor: true };
    expect(await authenticate(header)).toMatchObject({ kind: 'accepted', caller: reader });
    expect(await authenticate(header)).toMatchObject({ kind: 'accepted', caller: reader });
    expect(fetch.mock.calls.map(([url]) => String(url))).toEqual([
      'https://login.example/6c2f0d8e-41b7-4a53-9d2c-8e5b7f10a394/discovery/v2.0/keys',
    ]);
  });

  test('is asked for by a challenge that says where to get a token, and why one was not accepted', () => {
    const { challenge } = access();
    const where = 'Bearer authorization_uri="https://login.example/6c2f0d8e-41b7-4a53-9d2c-8e5b7f10a394"';
    expect(challenge()).toBe(where);
    expect(challenge('the token has expired')).toBe(
      `${where}, error="invalid_token", error_description="the token has expired"`,
    );
  });
});
