import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { startAzurite } from '../../../dev/azurite.ts';
import type { Azurite } from '../../../dev/azurite.ts';
import collectorRole from '../../../infra/evidence-collector-role.json' with { type: 'json' };
import signerRole from '../../../infra/evidence-signer-role.json' with { type: 'json' };
import { trustedCertificate } from '../../../test/support/trusted-certificate.ts';
import { startImmutableBlobs } from '../src/index.ts';
import type { BlobGrant, ImmutableBlobs } from '../src/index.ts';
import { defaultTenantId, Tokens } from '../src/tokens.ts';

const [collector, signer, administrator, adder, stranger] = [1, 2, 3, 4, 5].map(
  (number) => `22222222-0000-4000-a000-00000000000${number}`,
) as [string, string, string, string, string];
const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const grants: readonly BlobGrant[] = [
  { principal: collector, actions: collectorRole.Actions, dataActions: collectorRole.DataActions },
  { principal: signer, actions: signerRole.Actions, dataActions: signerRole.DataActions },
  { principal: administrator, actions: ['*'], dataActions: ['*'] },
  // Rights on containers are none on blobs, whatever their wildcards.
  { principal: adder, actions: ['*'], dataActions: [`${containers}/blobs/add/action`] },
];
const year = 365 * 24 * 3_600_000;
let time = Math.floor(Date.now() / 1000) * 1000;
const now = () => time;
const inYears = (years: number) => new Date(time + years * year).toUTCString();
const tokens = new Tokens(defaultTenantId, now);
const bearer = new Map<string, string>();
let azurite: Azurite;
let blobs: ImmutableBlobs;

beforeAll(async () => {
  const tls = trustedCertificate();
  azurite = await startAzurite({ tls });
  const target = azurite.blobUrl;
  blobs = await startImmutableBlobs({ target, tls, now, grants, appendBlocks: 2, containers: ['evidence'] });
});

afterAll(async () => {
  await blobs?.stop();
  await azurite?.stop();
});

let name: string;
let numbered = 0;

beforeEach(() => {
  numbered += 1;
  name = `blob ${numbered}`;
});

interface Options {
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly to?: string;
}

async function tokenOf(oid: string): Promise<string> {
  const known = bearer.get(oid);
  if (known !== undefined) return known;
  const resource = 'https://storage.azure.com';
  const { token } = await tokens.issue({ oid, resource, expiresInSeconds: 100 * 365 * 24 * 3600 });
  bearer.set(oid, token);
  return token;
}

/** Calls the service; `path` begins within the container. */
async function call(method: string, path: string, { as = administrator, headers, body, to }: Options = {}) {
  const response = await fetch(`${to ?? `${blobs.url}/evidence`}${path}`, {
    method,
    headers: { Authorization: `Bearer ${await tokenOf(as)}`, 'x-ms-version': '2021-12-02', ...headers },
    ...(body !== undefined && { body }),
  });
  const answered = response.headers;
  return {
    status: response.status,
    code: answered.get('x-ms-error-code') ?? undefined,
    until: answered.get('x-ms-immutability-policy-until-date') ?? undefined,
    mode: answered.get('x-ms-immutability-policy-mode') ?? undefined,
    hold: answered.get('x-ms-legal-hold') ?? undefined,
    version: answered.get('x-ms-version-id') ?? '',
    current: answered.get('x-ms-is-current-version') ?? undefined,
    sealed: answered.get('x-ms-blob-sealed') ?? undefined,
    text: await response.text(),
  };
}

const at = (query = '') => `/${encodeURIComponent(name)}${query}`;
const put = (body: string, headers = {}, options: Options = {}) =>
  call('PUT', at(), { ...options, body, headers: { 'x-ms-blob-type': 'BlockBlob', ...headers } });
const policy = (until: string, mode = 'Locked') => ({
  'x-ms-immutability-policy-until-date': until,
  'x-ms-immutability-policy-mode': mode,
});
const setPolicy = (until: string, mode = 'Locked', options: Options = {}, query = '') =>
  call('PUT', at(`?comp=immutabilityPolicies${query}`), { ...options, headers: policy(until, mode) });
const setHold = (on: boolean, options: Options = {}) =>
  call('PUT', at('?comp=legalhold'), { ...options, headers: { 'x-ms-legal-hold': String(on) } });
const append = (body: string) => call('PUT', at('?comp=appendblock'), { body });
const createAppend = () => call('PUT', at(), { body: '', headers: { 'x-ms-blob-type': 'AppendBlob' } });
const byPolicy = { status: 409, code: 'BlobImmutableDueToPolicy' };
const byHold = { status: 409, code: 'BlobImmutableDueToLegalHold' };

describe('a policy', () => {
  it('is set, shown, and extended', async () => {
    await put('a');
    const until = inYears(6);
    expect(await setPolicy(until)).toMatchObject({ status: 200, until, mode: 'locked' });
    const shown = { status: 200, until, mode: 'locked', current: 'true' };
    expect(await call('HEAD', at())).toMatchObject(shown);
    expect(await call('GET', at())).toMatchObject({ ...shown, text: 'a' });
    expect(await setPolicy(inYears(7))).toMatchObject({ status: 200, until: inYears(7) });
    expect(await setPolicy(inYears(7))).toMatchObject({ status: 200 });
  });

  it.each<[string, () => ReturnType<typeof call>, object]>([
    ['shortened', () => setPolicy(inYears(5)), byPolicy],
    ['unlocked', () => setPolicy(inYears(8), 'Unlocked'), byPolicy],
    [
      'deleted',
      () => call('DELETE', at('?comp=immutabilityPolicies')),
      { status: 409, code: 'ImmutabilityPolicyDeleteOnLockedPolicy' },
    ],
  ])('that is locked cannot be %s, not even once it has expired', async (_name, attempt, refusal) => {
    const until = inYears(6);
    await put('a', policy(until));
    expect(await attempt()).toMatchObject(refusal);
    expect(await call('HEAD', at())).toMatchObject({ until, mode: 'locked' });
  });

  it('that is not locked can be shortened, deleted and locked', async () => {
    await put('a');
    expect(await setPolicy(inYears(6), 'Unlocked')).toMatchObject({ status: 200, mode: 'unlocked' });
    expect(await setPolicy(inYears(1), 'Unlocked')).toMatchObject({ status: 200 });
    expect(await call('DELETE', at())).toMatchObject(byPolicy);
    expect(await call('DELETE', at('?comp=immutabilityPolicies'))).toMatchObject({ status: 200 });
    expect((await call('HEAD', at())).until).toBeUndefined();
    expect(await call('DELETE', at())).toMatchObject({ status: 202 });
  });

  it.each([
    ['in the past', () => inYears(-1), 'InvalidExpiryTime'],
    ['beyond 400 years', () => inYears(401), 'InvalidExpiryTime'],
    ['in another format', () => new Date(time + year).toISOString(), 'InvalidHeaderValue'],
    ['that is no time', () => 'never', 'InvalidHeaderValue'],
  ])('is not taken with a time %s', async (_name, until, code) => {
    expect(await put('a', policy(until()))).toMatchObject({ status: 400, code });
    expect(await call('HEAD', at())).toMatchObject({ status: 404 });
    await put('a');
    expect(await setPolicy(until())).toMatchObject({ status: 400, code });
  });

  it('is that of one blob', async () => {
    expect(await setPolicy(inYears(1))).toMatchObject({ status: 404, code: 'BlobNotFound' });
  });
});

describe('a version that is protected', () => {
  it.each<[string, () => Promise<unknown>, object]>([
    ['a locked policy', () => setPolicy(inYears(6)), byPolicy],
    ['a policy', () => setPolicy(inYears(6), 'Unlocked'), byPolicy],
    ['a hold', () => setHold(true), byHold],
  ])('by %s is neither deleted, nor given metadata', async (_name, protect, refusal) => {
    await put('a');
    await protect();
    expect(await call('DELETE', at())).toMatchObject(refusal);
    const headers = { 'x-ms-meta-a': 'b' };
    expect(await call('PUT', at('?comp=metadata'), { headers })).toMatchObject(refusal);
    expect(await call('GET', at())).toMatchObject({ text: 'a' });
  });

  it('can be deleted once policy and hold are over', async () => {
    await put('a', { ...policy(inYears(1)), 'x-ms-legal-hold': 'true' });
    time += 2 * year;
    expect(await call('DELETE', at())).toMatchObject(byHold);
    expect(await setHold(false)).toMatchObject({ status: 200, hold: 'false' });
    const headers = { 'x-ms-meta-a': 'b' };
    expect(await call('PUT', at('?comp=metadata'), { headers })).toMatchObject(byPolicy);
    expect(await call('DELETE', at())).toMatchObject({ status: 202 });
    expect(await call('HEAD', at())).toMatchObject({ status: 404 });
  });

  it('stays when it is written over: as a previous version, with its protection', async () => {
    const first = await put('first', policy(inYears(6)));
    const second = await put('second');
    expect(second.version > first.version).toBe(true);
    const current = await call('GET', at());
    expect(current).toMatchObject({ text: 'second', version: second.version, current: 'true' });
    expect(current.until).toBeUndefined();
    const ofFirst = `?versionid=${first.version}`;
    const kept = { until: inYears(6), mode: 'locked', version: first.version, current: undefined };
    expect(await call('GET', at(ofFirst))).toMatchObject({ ...kept, status: 200, text: 'first' });
    expect(await call('HEAD', at(ofFirst))).toMatchObject({ ...kept, status: 200 });
    const headers = { 'x-ms-range': 'bytes=1-3' };
    expect(await call('GET', at(ofFirst), { headers })).toMatchObject({ status: 206, text: 'irs' });
    expect(await call('DELETE', at(ofFirst))).toMatchObject(byPolicy);
    expect(await setPolicy(inYears(7), 'Locked', {}, `&versionid=${first.version}`)).toMatchObject({
      status: 200,
    });
    expect(await call('DELETE', at(`?versionid=${second.version}`))).toMatchObject({
      status: 403,
      code: 'OperationNotAllowedOnRootBlob',
    });
    expect(await call('DELETE', at())).toMatchObject({ status: 202 });
    expect(await call('GET', at())).toMatchObject({ status: 404 });
    expect(await call('DELETE', at(`?versionid=${second.version}`))).toMatchObject({ status: 202 });
    expect(await call('GET', at(ofFirst))).toMatchObject({ text: 'first', until: inYears(7) });
  });

  it('is not written over by another type, nor where the caller asks that there be none', async () => {
    const { version } = await put('a');
    expect(await put('b', { 'if-none-match': '*' })).toMatchObject({
      status: 409,
      code: 'BlobAlreadyExists',
    });
    expect(await createAppend()).toMatchObject({ status: 409, code: 'InvalidBlobType' });
    expect(await call('GET', at())).toMatchObject({ text: 'a', version });
  });
});

test('blocks that are committed with a policy are protected', async () => {
  const id = Buffer.from('1').toString('base64');
  await call('PUT', at(`?comp=block&blockid=${encodeURIComponent(id)}`), { body: 'a' });
  const body = `<BlockList><Latest>${id}</Latest></BlockList>`;
  const until = inYears(6);
  expect(await call('PUT', at('?comp=blocklist'), { body, headers: policy(until) })).toMatchObject({
    status: 201,
  });
  expect(await call('GET', at())).toMatchObject({ text: 'a', until, mode: 'locked' });
});

describe('an append blob', () => {
  it('has one version, however much is appended', async () => {
    const { version } = await createAppend();
    await append('a');
    expect(await append('b')).toMatchObject({ status: 201 });
    expect(await call('GET', at())).toMatchObject({ text: 'ab', version });
    expect(await append('c')).toMatchObject({ status: 409, code: 'BlockCountExceedsLimit' });
  });

  it.each<[string, () => Promise<unknown>, object]>([
    ['sealed', () => call('PUT', at('?comp=seal')), { status: 409, code: 'BlobIsSealed' }],
    ['locked', () => setPolicy(inYears(6)), byPolicy],
    ['held', () => setHold(true), byHold],
  ])('that is %s takes no more', async (_name, end, refusal) => {
    await createAppend();
    await append('a');
    await end();
    expect(await append('b')).toMatchObject(refusal);
    expect(await call('GET', at())).toMatchObject({ text: 'a' });
  });

  it('is sealed before it is locked', async () => {
    await createAppend();
    expect(await call('PUT', at('?comp=seal'))).toMatchObject({ status: 200, sealed: 'true' });
    await setPolicy(inYears(6));
    expect(await call('PUT', at('?comp=seal'))).toMatchObject({ status: 200 });
    expect(await call('HEAD', at())).toMatchObject({ sealed: 'true', mode: 'locked' });
    name = `${name} unsealed`;
    await createAppend();
    await setPolicy(inYears(6));
    expect(await call('PUT', at('?comp=seal'))).toMatchObject(byPolicy);
  });

  it('is the only type that is sealed', async () => {
    await put('a');
    expect(await call('PUT', at('?comp=seal'))).toMatchObject({ status: 409, code: 'InvalidBlobType' });
  });
});

test('a list shows versions and protection where they are asked for, in pages', async () => {
  name = 'list/a & b';
  const first = await put('1', { ...policy(inYears(6)), 'x-ms-legal-hold': 'true' });
  const second = await put('2');
  name = 'list/c';
  const third = await put('3');
  await call('DELETE', at());
  const list = (query: string) => call('GET', `?restype=container&comp=list&prefix=list/${query}`);
  const versionsIn = (text: string) => [...text.matchAll(/<VersionId>([^<]*)/g)].map(([, id]) => id);
  const { text } = await list('&include=versions,immutabilitypolicy,legalhold');
  expect(versionsIn(text)).toEqual([first.version, second.version, third.version]);
  expect(text.split('</Blob>').map((blob) => blob.includes('<ImmutabilityPolicyMode>locked<'))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(text).toContain('<Name>list/a &amp; b</Name>');
  expect(text).toContain('<LegalHold>true</LegalHold>');
  const bare = (await list('')).text;
  expect(versionsIn(bare)).toEqual([second.version]);
  expect(bare).not.toContain('<ImmutabilityPolicyMode>');
  const paged: (string | undefined)[] = [];
  let marker = '';
  do {
    const page = (await list(`&include=versions&maxresults=2&marker=${marker}`)).text;
    paged.push(...versionsIn(page));
    marker = /<NextMarker>([^<]+)/.exec(page)?.[1] ?? '';
  } while (marker !== '');
  expect(paged).toEqual([first.version, second.version, third.version]);
});

describe('rights', () => {
  const denied = { status: 403, code: 'AuthorizationPermissionMismatch' };

  test.each<[string, string, () => ReturnType<typeof call>]>([
    ['the collector', 'deletes', () => call('DELETE', at(), { as: collector })],
    ['the signer', 'deletes', () => call('DELETE', at(), { as: signer })],
    ['the collector', 'deletes a version', () => call('DELETE', at('?versionid=x'), { as: collector })],
    ['the signer', 'deletes a version', () => call('DELETE', at('?versionid=x'), { as: signer })],
    ['the collector', 'deletes the container', () => call('DELETE', '?restype=container', { as: collector })],
    ['the signer', 'deletes the container', () => call('DELETE', '?restype=container', { as: signer })],
    ['the collector', 'sets a policy', () => setPolicy(inYears(7), 'Locked', { as: collector })],
    [
      'the collector',
      'writes with a policy',
      () =>
        call('PUT', `${at()}-other`, {
          as: collector,
          body: 'b',
          headers: { 'x-ms-blob-type': 'BlockBlob', ...policy(inYears(7)) },
        }),
    ],
    ['the collector', 'sets a hold', () => setHold(true, { as: collector })],
    [
      'the collector',
      'deletes a policy',
      () => call('DELETE', at('?comp=immutabilityPolicies'), { as: collector }),
    ],
    ['a stranger', 'reads', () => call('GET', at(), { as: stranger })],
    ['who may only add', 'reads', () => call('GET', at(), { as: adder })],
    ['the collector', 'makes a container', () => call('PUT', '?restype=container', { as: collector })],
  ])('%s never %s', async (_who, _does, attempt) => {
    await put('a');
    expect(await attempt()).toMatchObject(denied);
    expect(await call('GET', at())).toMatchObject({ text: 'a' });
  });

  test('the collector writes and reads, the signer locks and extends and cannot shorten', async () => {
    expect(await put('a', {}, { as: collector })).toMatchObject({ status: 201 });
    expect(await call('GET', at(), { as: collector })).toMatchObject({ text: 'a' });
    expect(await setPolicy(inYears(6), 'Locked', { as: signer })).toMatchObject({ status: 200 });
    expect(await setPolicy(inYears(7), 'Locked', { as: signer })).toMatchObject({ status: 200 });
    expect(await setPolicy(inYears(6), 'Locked', { as: signer })).toMatchObject(byPolicy);
    expect(await setPolicy(inYears(7), 'Unlocked', { as: signer })).toMatchObject(byPolicy);
    expect(await setHold(true, { as: signer })).toMatchObject({ status: 200, hold: 'true' });
  });

  test('who may only add blobs writes over none', async () => {
    expect(await put('a', {}, { as: adder })).toMatchObject({ status: 201 });
    expect(await put('b', {}, { as: adder })).toMatchObject({
      status: 403,
      code: 'UnauthorizedBlobOverwrite',
    });
  });

  test.each([
    ['no token', undefined],
    ['a token that was not issued', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA'],
  ])('%s is answered 401', async (_name, authorization) => {
    const response = await fetch(`${blobs.url}/evidence${at()}`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain(defaultTenantId);
  });
});

test.each([
  ['PUT', '?comp=tier', {}],
  ['PUT', '?comp=snapshot', {}],
  ['PUT', '?comp=page', {}],
  ['PUT', '', { 'x-ms-copy-source': 'https://elsewhere.example/a' }],
  ['PUT', '?comp=seal', { 'x-ms-lease-id': 'a' }],
  ['PUT', '?comp=legalhold', { 'if-match': '*', 'x-ms-legal-hold': 'true' }],
])('what is not simulated is refused: %s %s %j', async (method, query, headers) => {
  await put('a');
  expect(await call(method, at(query), { headers })).toMatchObject({ status: 501, code: 'NotImplemented' });
});

test('a container with a blob or a version is not deleted', async () => {
  const to = `${blobs.url}/other`;
  await call('PUT', '?restype=container', { to });
  await call('PUT', '/a', { to, body: 'a', headers: { 'x-ms-blob-type': 'BlockBlob' } });
  expect(await call('DELETE', '?restype=container', { to })).toMatchObject({ status: 409 });
  await call('DELETE', '/a', { to });
  expect(await call('DELETE', '?restype=container', { to })).toMatchObject({ status: 409 });
});

test('the log shows what was asked', async () => {
  await put('a', policy(inYears(6)));
  expect(blobs.log.at(-1)).toEqual({
    method: 'PUT',
    path: `/devstoreaccount1/evidence/${name}`,
    query: {},
    headers: { 'content-length': '1', 'x-ms-blob-type': 'BlockBlob', ...policy(inYears(6)) },
    status: 201,
  });
});
