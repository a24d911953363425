import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dataPlanes } from '../../../src/platform/data-plane/data-planes.ts';
import { createVaultSigner } from '../../../src/platform/data-plane/index.ts';
import { buildPackage, verifyPackage } from '../../../src/evidence/package/index.ts';
import type { Signer } from '../../../src/evidence/model/index.ts';
import { packageOf, readerOf } from '../../evidence/support/package-of.ts';
import { grant, readerGrant, startVault } from './simulated-vault.ts';

const key = 'https://kv-evidence.vault.azure.net/keys/evidence';
const start = Date.parse('2026-12-01T00:00:00Z');

type Options = Parameters<typeof createVaultSigner>[0];

const signerOf = (open: NonNullable<Options['open']>, more: Partial<Options> = {}): Signer =>
  createVaultSigner({
    key,
    credential: { getToken: () => Promise.reject(new Error('the vault has a credential of its own')) },
    ...dataPlanes.AzureCloud,
    now: () => new Date(start),
    open,
    ...more,
  });

/** A vault whose versions are each a minute younger than the one before. */
async function started(options: Parameters<typeof startVault>[0] = {}) {
  let time = start - 3_600_000;
  const vault = await startVault({ now: () => (time += 60_000), ...options });
  const create = (more: Parameters<typeof vault.keys.create>[2] = {}) =>
    vault.keys.create('kv-evidence', 'evidence', more);
  return { ...vault, create, signer: signerOf(vault.open) };
}

describe('a signer of Key Vault', () => {
  test('signs with the newest version, which others verify', async () => {
    const { create, signer, sent } = await started();
    create();
    const { version, jwk } = create();
    const { kid, signature } = await signer.sign(Buffer.from('content'));
    expect({ kid, bytes: signature.length }).toEqual({ kid: version, bytes: 64 });
    const publicKey = createPublicKey({ key: { kty: 'EC', ...jwk }, format: 'jwk' });
    const isOf = (text: string) =>
      verify('sha256', Buffer.from(text), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
    expect([isOf('content'), isOf('other')]).toEqual([true, false]);
    expect(sent).toEqual([
      'GET /keys/evidence/versions',
      `GET /keys/evidence/${version}`,
      `POST /keys/evidence/${version}/sign`,
    ]);
  });

  test('shows the public parts of all versions, the one that signs first, then the newest first', async () => {
    const { create, signer, sent } = await started();
    const versions = Array.from({ length: 30 }, () => create());
    const [oldest, , disabled] = versions;
    if (disabled) disabled.enabled = false;
    create({ curve: 'P-384' }).enabled = false;
    const expired = create({ expires: start / 1000 - 1 });
    const off = create({ enabled: false });
    const shown = await signer.keys();
    const inUse = versions.at(-1);
    const expected = [inUse, off, expired, ...versions.slice(0, -1).toReversed()];
    expect(shown.map(({ kid }) => kid)).toEqual(expected.map((each) => each?.version));
    expect(shown[0]).toEqual({ kty: 'EC', ...inUse?.jwk, kid: inUse?.version });
    expect(shown.at(-1)?.kid).toBe(oldest?.version);
    expect((await signer.sign(Buffer.of())).kid).toBe(inUse?.version);
    // Public parts are read once.
    sent.length = 0;
    await signer.keys();
    expect(new Set(sent)).toEqual(new Set(['GET /keys/evidence/versions']));
  });

  test('signs packages that verify after the key was replaced and disabled', async () => {
    const { create, signer } = await started();
    const first = create();
    const { zip } = await packageOf({ files: { 'a.txt': 'a' }, signer });
    const second = create();
    first.enabled = false;
    const keys = await signer.keys();
    expect(keys.map(({ kid }) => kid)).toEqual([second.version, first.version]);
    expect(await verifyPackage(readerOf(zip), { keys })).toMatchObject({
      ok: true,
      signer: 'proven',
      kid: first.version,
    });
  });

  test('signs no package while another version comes into use', async () => {
    const { create, signer } = await started();
    create();
    const { manifest } = await packageOf();
    const { files: _, format: __, ...given } = manifest;
    const files = async function* () {
      create();
      yield { path: 'a.txt', content: Buffer.of() };
    };
    const { stream, built } = buildPackage({ manifest: given, files: files(), signer });
    stream.on('error', () => undefined).resume();
    await expect(built).rejects.toThrow('Another key came into use');
  });

  test.each([
    ['the right to sign', readerGrant, 'Forbidden ForbiddenByRbac'],
    // Of a list the client gives the outer code alone.
    ['any right on keys', grant(), 'Forbidden'],
    ['the right to read', grant('Microsoft.KeyVault/vaults/keys/sign/action'), 'Forbidden'],
  ])('without %s says the codes, and no message', async (_, role, codes) => {
    const { create, signer } = await started({ roles: [role] });
    create();
    await expect(signer.sign(Buffer.of())).rejects.toThrow(new Error(`The key evidence: HTTP 403 ${codes}`));
  });

  test.each<[string, (vault: Awaited<ReturnType<typeof started>>) => unknown, string]>([
    ['that is not there', () => undefined, 'HTTP 404 KeyNotFound'],
    [
      'that is disabled',
      ({ create }) => create({ enabled: false }),
      'no version that is enabled, and in its time',
    ],
    ['that has expired', ({ create }) => create({ expires: start / 1000 }), 'no version that is enabled'],
    ['on another curve', ({ create }) => create({ curve: 'P-384' }), 'is not one on P-256'],
  ])('has no key %s', async (_, make, why) => {
    const vault = await started();
    make(vault);
    await expect(vault.signer.keys()).rejects.toThrow(why);
  });

  test('reads no endless list, and does not wait for ever', async () => {
    const { create, signer, open } = await started();
    for (let count = 0; count < 201; count += 1) create();
    await expect(signer.keys()).rejects.toThrow('The key evidence: TooManyVersions');
    const silent = signerOf(() => new Promise(() => undefined), { timeoutSeconds: 0.02 });
    await expect(silent.sign(Buffer.of())).rejects.toThrow('The key evidence: no answer in 0.02 s');
    const late = signerOf(open, { timeoutSeconds: 0 });
    await expect(late.keys()).rejects.toThrow('no answer in 0 s');
  });

  test.each([
    'http://kv-evidence.vault.azure.net/keys/evidence',
    'https://kv-evidence.vault.azure.net/secrets/evidence',
    'https://kv-evidence.vault.azure.net/keys/evidence/0123456789abcdef0123456789abcdef',
    'https://kv-evidence.vault.azure.net/keys/evidence?x=1',
    'https://me@kv-evidence.vault.azure.net/keys/evidence',
    'https://kv-evidence.vault.usgovcloudapi.net/keys/evidence',
    'https://vault.azure.net.example.org/keys/evidence',
    'evidence',
  ])('goes to no key at %j', (other) => {
    expect(() => signerOf(() => Promise.reject(new Error('opened')), { key: other })).toThrow(
      /signing key (must be|is none)/,
    );
  });
});
