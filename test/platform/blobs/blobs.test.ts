import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { startImmutableBlobs } from '@phiwatch/azure-simulator';
import type { ImmutableBlobs } from '@phiwatch/azure-simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { azuriteAccount, startAzurite } from '../../../dev/azurite.ts';
import type { Azurite } from '../../../dev/azurite.ts';
import collectorRole from '../../../infra/evidence-collector-role.json' with { type: 'json' };
import signerRole from '../../../infra/evidence-signer-role.json' with { type: 'json' };
import { createBlobs } from '../../../src/platform/blobs/index.ts';
import type { BlobProperties, Blobs } from '../../../src/platform/blobs/index.ts';
import { trustedCertificate } from '../../support/trusted-certificate.ts';

const collector = '33333333-0000-4000-a000-000000000001';
const signer = '33333333-0000-4000-a000-000000000002';
const container = 'evidence';
const inYears = (years: number) => {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.toISOString();
};
let azurite: Azurite;
let immutable: ImmutableBlobs;
/** With the account key: it may do all. */
let blobs: Blobs;
/** What others may do to blobs, past the port. */
let others: ContainerClient;

beforeAll(async () => {
  const tls = trustedCertificate();
  azurite = await startAzurite({ tls });
  immutable = await startImmutableBlobs({
    target: azurite.blobUrl,
    tls,
    appendBlocks: 3,
    grants: [
      { principal: collector, actions: collectorRole.Actions, dataActions: collectorRole.DataActions },
      { principal: signer, actions: signerRole.Actions, dataActions: signerRole.DataActions },
    ],
  });
  blobs = createBlobs({ blobServiceUri: immutable.url, container, credential: azuriteAccount });
  const { name, key } = azuriteAccount;
  others = new ContainerClient(`${immutable.url}/${container}`, new StorageSharedKeyCredential(name, key));
  await blobs.create();
  await blobs.create();
});

afterAll(async () => {
  await immutable?.stop();
  await azurite?.stop();
});

function blobsOf(oid: string): Blobs {
  const getToken = async () => {
    const { token, expiresOn } = await immutable.issueToken(oid);
    return { token, expiresOnTimestamp: expiresOn * 1000 };
  };
  return createBlobs({ blobServiceUri: immutable.url, container, credential: { getToken } });
}

let name: string;
let numbered = 0;

beforeEach(() => {
  numbered += 1;
  name = `packages/2026 & more/${numbered}.zip`;
});

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined) => content && Buffer.from(content).toString();
const zip = { contentType: 'application/zip' };
const locked = () => ({ ...zip, retainUntil: inYears(6) });
const overwrite = (content: string) => others.getBlockBlobClient(name).upload(content, content.length);

describe('a blob that is written once', () => {
  it('is locked, read, and not written again', async () => {
    const options = locked();
    expect(await blobs.putOnce(name, bytes('first'), options)).toEqual({ kind: 'written', protected: true });
    expect(await blobs.putOnce(name, bytes('other'), options)).toEqual({ kind: 'there', protected: true });
    const read = await blobs.read(name);
    expect([text(read?.content), read?.versions]).toEqual(['first', 1]);
    const properties = await blobs.properties(name);
    expect(properties).toMatchObject({
      name,
      bytes: 5,
      locked: true,
      legalHold: false,
      sealed: false,
      versions: 1,
    });
    // Whole seconds, and none too few.
    const beyond = Date.parse(properties?.retainUntil ?? '') - Date.parse(options.retainUntil);
    expect(beyond >= 0 && beyond < 1000).toBe(true);
  });

  it('is locked by the next call, where the first was cut off before the lock', async () => {
    expect(await blobs.putOnce(name, bytes('a'), zip)).toEqual({ kind: 'written', protected: false });
    expect(await blobs.properties(name)).toMatchObject({ locked: false });
    expect(await blobs.putOnce(name, bytes('a'), locked())).toEqual({ kind: 'there', protected: true });
    expect(await blobs.properties(name)).toMatchObject({ locked: true });
  });

  it('may be a stream, which comes back as a stream or in parts', async () => {
    const content = randomBytes(9 * 1024 * 1024);
    const parts = () => Readable.from([content.subarray(0, 100), content.subarray(100)]);
    expect(await blobs.putOnce(name, parts(), locked())).toEqual({ kind: 'written', protected: true });
    const again = parts();
    expect(await blobs.putOnce(name, again, locked())).toMatchObject({ kind: 'there' });
    expect(again.destroyed).toBe(true);
    expect(content.equals(await buffer(await blobs.open(name)))).toBe(true);
    const part = await buffer(await blobs.open(name, { offset: 5_000_000, count: 7 }));
    expect(part.equals(content.subarray(5_000_000, 5_000_007))).toBe(true);
    expect(await buffer(await blobs.open(name, { offset: content.length }))).toHaveLength(0);
  });

  it('stays the first, whatever others write over it', async () => {
    await blobs.putOnce(name, bytes('first'), locked());
    await overwrite('forged');
    const read = await blobs.read(name);
    expect([text(read?.content), read?.versions]).toEqual(['first', 2]);
    expect(text(await buffer(await blobs.open(name)))).toBe('first');
    expect(await blobs.properties(name)).toMatchObject({ bytes: 5, locked: true, versions: 2 });
    // Locks the first, not what lies over it.
    expect(await blobs.retain(name, inYears(7))).toBe('extended');
    expect(await blobs.hold(name, true)).toBe('set');
    await others.deleteBlob(name);
    expect(text((await blobs.read(name))?.content)).toBe('first');
    expect(await blobs.properties(name)).toMatchObject({ legalHold: true, versions: 2 });
    expect(await blobs.putOnce(name, bytes('late'), locked())).toEqual({ kind: 'there', protected: true });
  });

  it('is absent where there is none', async () => {
    await blobs.putOnce(`${name}.sig`, bytes('a'), zip);
    expect([await blobs.read(name), await blobs.properties(name), await blobs.tail(name, 9)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([
      await blobs.retain(name, inYears(1)),
      await blobs.hold(name, true),
      await blobs.seal(name),
    ]).toEqual(['absent', 'absent', 'absent']);
    await expect(blobs.open(name)).rejects.toThrow(name);
  });

  it('may be empty', async () => {
    expect(await blobs.putOnce(name, bytes(''), locked())).toEqual({ kind: 'written', protected: true });
    expect((await blobs.read(name))?.content).toHaveLength(0);
  });
});

describe('a lock', () => {
  it('is extended and never asked to be shorter', async () => {
    await blobs.putOnce(name, bytes('a'), locked());
    const asked = immutable.log.length;
    expect(await blobs.retain(name, inYears(5))).toBe('kept');
    expect(await blobs.putOnce(name, bytes('a'), { ...zip, retainUntil: inYears(4) })).toMatchObject({
      protected: true,
    });
    const policies = immutable.log
      .slice(asked)
      .filter(({ query }) => query['comp'] === 'immutabilityPolicies');
    expect(policies).toEqual([]);
    expect(await blobs.retain(name, inYears(7))).toBe('extended');
    expect(await blobs.retain(name, inYears(7))).toBe('kept');
  });

  it('is as long as the longest of those who lock at once', async () => {
    await blobs.putOnce(name, bytes('a'), zip);
    await Promise.all([2, 9, 4, 8].map((years) => blobs.retain(name, inYears(years))));
    expect((await blobs.properties(name))?.retainUntil?.slice(0, 4)).toBe(inYears(9).slice(0, 4));
  });

  it('is not one that can be taken away: that is made a lock, as long as it was', async () => {
    await blobs.putOnce(name, bytes('a'), zip);
    const unlocked = { expiriesOn: new Date(inYears(9)), policyMode: 'Unlocked' } as const;
    await others.getBlobClient(name).setImmutabilityPolicy(unlocked);
    const properties = await blobs.properties(name);
    expect(properties).toMatchObject({ locked: false });
    expect(properties).not.toHaveProperty('retainUntil');
    expect(await blobs.retain(name, inYears(6))).toBe('extended');
    expect((await blobs.properties(name))?.retainUntil?.slice(0, 4)).toBe(inYears(9).slice(0, 4));
  });

  it('wants a time', async () => {
    await blobs.putOnce(name, bytes('a'), zip);
    await expect(blobs.retain(name, 'soon')).rejects.toThrow('retainUntil: expected a time');
  });
});

it('sets and clears holds', async () => {
  await blobs.putOnce(name, bytes('a'), zip);
  expect(await blobs.hold(name, true)).toBe('set');
  expect(await blobs.properties(name)).toMatchObject({ legalHold: true });
  await expect(others.deleteBlob(name)).rejects.toThrow('legal hold');
  expect(await blobs.hold(name, false)).toBe('set');
  expect(await blobs.properties(name)).toMatchObject({ legalHold: false });
});

it('lists by name, each blob once', async () => {
  for (const each of ['list/b', 'list/a', 'list/a.b', 'other/a']) {
    await blobs.putOnce(each, bytes(each), zip);
  }
  name = 'list/a';
  await overwrite('forged');
  const found: BlobProperties[] = [];
  for await (const each of blobs.list('list/')) found.push(each);
  expect(found.map((each) => [each.name, each.bytes, each.versions])).toEqual([
    ['list/a', 6, 2],
    ['list/a.b', 8, 1],
    ['list/b', 6, 1],
  ]);
});

describe('an append blob', () => {
  it('grows at its end alone, until it is full', async () => {
    expect(await blobs.appendTo(name, bytes('aa'), 2)).toBe('conflict');
    expect(await blobs.appendTo(name, bytes('aa'), 0)).toBe('appended');
    expect(await blobs.appendTo(name, bytes('xx'), 0)).toBe('conflict');
    expect(await blobs.appendTo(name, bytes('xx'), 1)).toBe('conflict');
    expect(await blobs.appendTo(name, bytes('bb'), 2)).toBe('appended');
    const { content, ...tail } = (await blobs.tail(name, 3))!;
    expect([text(content), tail]).toEqual(['abb', { length: 4, blocks: 2 }]);
    expect(text((await blobs.tail(name, 100))?.content)).toBe('aabb');
    await blobs.appendTo(name, bytes('c'), 4);
    expect(await blobs.appendTo(name, bytes('d'), 5)).toBe('full');
  });

  it('goes on where its maker was cut off', async () => {
    await others.getAppendBlobClient(name).create();
    expect(await blobs.tail(name, 3)).toMatchObject({ length: 0, blocks: 0 });
    expect(await blobs.appendTo(name, bytes('a'), 0)).toBe('appended');
  });

  it.each<[string, () => Promise<unknown>, object]>([
    ['sealed', () => blobs.seal(name), { sealed: true }],
    ['locked', () => blobs.retain(name, inYears(1)), { locked: true }],
    ['held', () => blobs.hold(name, true), { legalHold: true }],
  ])('takes nothing once it is %s', async (_name, end, shown) => {
    await blobs.appendTo(name, bytes('a'), 0);
    await end();
    expect(await blobs.appendTo(name, bytes('b'), 1)).toBe('conflict');
    expect(await blobs.properties(name)).toMatchObject({ bytes: 1, ...shown });
  });

  it('takes blocks of 4 MiB at most', async () => {
    await expect(blobs.appendTo(name, new Uint8Array(4 * 1024 * 1024 + 1), 0)).rejects.toThrow(
      'content: expected',
    );
  });
});

describe('by their roles', () => {
  it('the collector adds, and cannot write over, seal or lock; the signer seals and locks', async () => {
    const [byCollector, bySigner] = [blobsOf(collector), blobsOf(signer)];
    // It is there: whoever may not make it need not.
    await byCollector.create();
    expect(await byCollector.putOnce(name, bytes('a'), zip)).toEqual({ kind: 'written', protected: false });
    expect(await byCollector.appendTo(`${name}.log`, bytes('a'), 0)).toBe('appended');
    expect(await byCollector.appendTo(`${name}.log`, bytes('b'), 1)).toBe('appended');
    expect(await byCollector.putOnce(name, bytes('b'), zip)).toEqual({ kind: 'there', protected: false });
    await expect(byCollector.seal(`${name}.log`)).rejects.toMatchObject({ statusCode: 403 });
    expect(await bySigner.seal(`${name}.log`)).toBe('sealed');
    await expect(byCollector.retain(name, inYears(6))).rejects.toMatchObject({ statusCode: 403 });
    expect(await bySigner.retain(name, inYears(6))).toBe('extended');
    expect(await bySigner.putOnce(`${name}.sig`, bytes('b'), locked())).toMatchObject({ protected: true });
    expect(await byCollector.properties(name)).toMatchObject({ locked: true });
  });

  it('whoever has another key has no right at all', async () => {
    const key = Buffer.alloc(64).toString('base64');
    const credential = { name: azuriteAccount.name, key };
    const forged = createBlobs({ blobServiceUri: immutable.url, container, credential });
    await blobs.putOnce(name, bytes('a'), zip);
    await expect(forged.read(name)).rejects.toThrow('Authentication');
    const client = new ContainerClient(
      `${immutable.url}/${container}`,
      new StorageSharedKeyCredential(azuriteAccount.name, key),
    ).getBlobClient(name);
    await expect(client.setLegalHold(true)).rejects.toThrow('Authentication');
    expect(await blobs.properties(name)).toMatchObject({ legalHold: false });
  });
});

it('says so where the service cannot protect anything', async () => {
  const plain = createBlobs({
    blobServiceUri: `${azurite.blobUrl}/`,
    container: 'plain',
    credential: azuriteAccount,
  });
  await plain.create();
  expect(await plain.putOnce(name, bytes('a'), locked())).toEqual({ kind: 'written', protected: false });
  expect(await plain.putOnce(name, bytes('b'), locked())).toEqual({ kind: 'there', protected: false });
  expect(await plain.retain(name, inYears(6))).toBe('unsupported');
  expect(await plain.hold(name, true)).toBe('unsupported');
  const properties = await plain.properties(name);
  expect(properties).toMatchObject({ bytes: 1, locked: false, legalHold: false, versions: 1 });
  expect(properties).not.toHaveProperty('retainUntil');
  expect(text((await plain.read(name))?.content)).toBe('a');
  expect(await plain.appendTo('log', bytes('a'), 0)).toBe('appended');
  expect(await plain.tail('log', 9)).toMatchObject({ length: 1, blocks: 1 });
});
