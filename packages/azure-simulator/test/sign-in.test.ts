import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import { pageClientId, SignIn } from '../src/sign-in.ts';
import type { SignInAnswer } from '../src/sign-in.ts';
import { UserTokens } from '../src/user-tokens.ts';

const tenantId = '6c2f0d8e-41b7-4a53-9d2c-8e5b7f10a394';
const at = `https://127.0.0.1:1/${tenantId}/oauth2/v2.0`;
const ada = { name: 'Ada', oid: '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61', roles: ['Responder'] };
const redirectUri = 'http://127.0.0.1:7071/api/page';
const verifier = 'a'.repeat(43);
const asked = {
  client_id: pageClientId,
  redirect_uri: redirectUri,
  response_type: 'code',
  response_mode: 'fragment',
  scope: 'api://phiwatch/user_impersonation',
  state: 'state-1',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};
const redeemed = {
  grant_type: 'authorization_code',
  client_id: pageClientId,
  redirect_uri: redirectUri,
  code_verifier: verifier,
};
let now: number;
let signIn: SignIn;

beforeEach(() => {
  now = Date.parse('2026-03-01T08:00:00Z');
  const tokens = new UserTokens(tenantId, () => now);
  signIn = new SignIn({ tenantId, people: [ada], tokens, now: () => now });
});

async function authorize(more: object = {}, person = ada.oid): Promise<SignInAnswer> {
  const url = new URL(`${at}/authorize`);
  url.search = new URLSearchParams({ ...asked, ...more }).toString();
  const answer = await signIn.answer('POST', url, `person=${person}`, undefined);
  if (!answer) throw new Error('not answered');
  return answer;
}
const returned = ({ headers }: SignInAnswer) =>
  new URLSearchParams(new URL(headers['Location'] ?? '').hash.slice(1));

async function redeem(code: string | null, more: object = {}, origin: string | undefined = 'http://page') {
  const body = new URLSearchParams({ ...redeemed, code: code ?? '', ...more }).toString();
  const answer = await signIn.answer('POST', new URL(`${at}/token`), body, origin);
  return { ...answer, json: JSON.parse(answer?.body ?? '{}') as Record<string, string> };
}

test('who is chosen comes back with a code that is a token once', async () => {
  const answer = returned(await authorize());
  expect(answer.get('state')).toBe('state-1');
  const { status, headers, json } = await redeem(answer.get('code'));
  expect(status).toBe(200);
  expect(headers?.['Access-Control-Allow-Origin']).toBe('http://page');
  expect(decodeJwt(json['access_token'] ?? '')).toMatchObject({ oid: ada.oid, roles: ada.roles });
  expect((await redeem(answer.get('code'))).json).toMatchObject({ error: 'invalid_grant' });
});

test.each([
  ['another verifier', { code_verifier: 'b'.repeat(43) }],
  ['another address', { redirect_uri: 'http://127.0.0.1:1/api/page' }],
  ['another application', { client_id: tenantId }],
])('a code is worth nothing with %s', async (_name, more) => {
  const { status, json } = await redeem(returned(await authorize()).get('code'), more);
  expect([status, json['error']]).toEqual([400, 'invalid_grant']);
});

test('nor when it is old, or not redeemed by a page', async () => {
  const old = returned(await authorize()).get('code');
  now += 601_000;
  expect((await redeem(old)).json).toMatchObject({ error: 'invalid_grant' });
  const code = returned(await authorize()).get('code');
  const body = new URLSearchParams({ ...redeemed, code: code ?? '' }).toString();
  const answer = await signIn.answer('POST', new URL(`${at}/token`), body, undefined);
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('AADSTS9002327') as string });
});

test.each([
  ['an address that is not registered', { redirect_uri: 'https://evil.example/api/page' }],
  ['an application that is not', { client_id: tenantId }],
])('nobody is sent to %s', async (_name, more) => {
  const { status, headers } = await authorize(more);
  expect(status).toBe(400);
  expect(headers).not.toHaveProperty('Location');
});

test.each([
  [{ code_challenge: '' }, 'invalid_request'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ response_type: 'token' }, 'unsupported_response_type'],
  [{ scope: 'https://graph.microsoft.com/.default' }, 'invalid_scope'],
])('%j is answered %s', async (more, error) => {
  const answer = returned(await authorize(more));
  expect([answer.get('error'), answer.get('code')]).toEqual([error, null]);
});

test('until somebody is chosen, there is a choice', async () => {
  const answer = await authorize({}, 'nobody');
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('Ada');
});

const cookieOf = (answer: SignInAnswer | undefined) => answer?.headers['Set-Cookie']?.split(';')[0] ?? '';
const logout = (parameters: Record<string, string>, cookies?: string, method = 'GET') => {
  const asked = new URLSearchParams(parameters).toString();
  const url = new URL(`${at}/logout${method === 'GET' ? `?${asked}` : ''}`);
  return signIn.answer(method, url, method === 'GET' ? '' : asked, undefined, cookies);
};
const choice = async (cookies: string) => {
  const url = new URL(`${at}/authorize?${new URLSearchParams(asked).toString()}`);
  return (await signIn.answer('GET', url, '', undefined, cookies))?.body ?? '';
};

test.each(['GET', 'POST'])('signing out by %s ends the session and goes back to the page', async (method) => {
  const cookie = cookieOf(await authorize());
  expect(cookie).toMatch(/^ESTSAUTH=.{43}$/);
  expect(await choice(`other=1; ${cookie}`)).toContain('Ada is signed in.');
  const answer = await logout({ post_logout_redirect_uri: redirectUri, state: 'a b' }, cookie, method);
  expect(answer).toMatchObject({ status: 302, headers: { Location: `${redirectUri}?state=a+b` } });
  expect(answer?.headers['Set-Cookie']).toMatch(/^ESTSAUTH=; .*Max-Age=0/);
  expect(await choice(cookie)).not.toContain('is signed in');
});

test('another sign-in of the browser takes the place of its session', async () => {
  const cookie = cookieOf(await authorize());
  const url = new URL(`${at}/authorize?${new URLSearchParams(asked).toString()}`);
  const next = await signIn.answer('POST', url, `person=${ada.oid}`, undefined, cookie);
  expect(await choice(cookie)).not.toContain('is signed in');
  expect(await choice(cookieOf(next))).toContain('Ada is signed in.');
});

test.each([
  undefined,
  'https://evil.example/api/page',
  'http://127.0.0.1.evil.example/api/page',
  'http://user@127.0.0.1:7071/api/page',
  'https://127.0.0.1:7071/api/page',
  'http://127.0.0.1:7071/api/page?to=x',
  'http://127.0.0.1:7071/api/page/',
  '//127.0.0.1/api/page',
  'javascript:alert(1)',
])('who signs out is not sent to %s, and signed out all the same', async (address) => {
  const cookie = cookieOf(await authorize());
  const answer = await logout(address === undefined ? {} : { post_logout_redirect_uri: address }, cookie);
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('You signed out') as string });
  expect(answer?.headers).not.toHaveProperty('Location');
  expect(await choice(cookie)).not.toContain('is signed in');
});
