import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { genesis } from '../../../src/evidence/chain/index.ts';
import { canonicalJson } from '../../../src/evidence/model/index.ts';
import type { Manifest } from '../../../src/evidence/model/index.ts';
import { localSigner, verifyPackage } from '../../../src/evidence/package/index.ts';
import type { TrustedKey } from '../../../src/evidence/package/index.ts';
import { freshKey, freshSigner, packageOf, readerOf, unzipped, zipOf } from '../support/package-of.ts';
import type { TestPackage } from '../support/package-of.ts';

const rows = ['d-1', 'd-2', 'd-3'].map((id, index) => ({ n: index + 1, id, to: 'NonCompliant' }));
const files = {
  'controls.csv': 'id,status\n164.312(a)(1),met\n'.repeat(20),
  'collected/arm.json': JSON.stringify({ resources: Array.from({ length: 50 }, (_, n) => ({ n })) }),
};

const pem = freshKey();
const attacker = freshKey();
let whole: TestPackage;
let entries: Map<string, Buffer>;

beforeAll(async () => {
  whole = await packageOf({ files, rows, signer: localSigner(pem) });
  entries = await unzipped(whole.zip);
});

const verify = (zip: Buffer, keys?: readonly TrustedKey[]) =>
  verifyPackage(readerOf(zip), keys ? { keys } : {});

/** The same zip with other files in it. */
const changed = (change: (files: Map<string, Buffer>) => void): Promise<Buffer> => {
  const copy = new Map(entries);
  change(copy);
  return zipOf(copy);
};

/** Why a package was refused, check by check. */
async function refusals(zip: Buffer, keys?: readonly TrustedKey[]): Promise<string> {
  const report = await verify(zip, keys);
  expect(report).toMatchObject({ ok: false, proves: [], doesNotProve: ['anything: it was refused'] });
  return report.checks
    .filter(({ ok }) => !ok)
    .map(({ name, why }) => `${name}: ${why}`)
    .join('\n');
}

const flipped = (content: Buffer, at = Math.floor(content.length / 2)): Buffer => {
  const copy = Buffer.from(content);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

const text = (part: string | Uint8Array) => Buffer.from(part as string).toString('base64url');

/** Signs a manifest as whoever has a key could. */
function signedAgain(manifest: Buffer, header: object, key = attacker): string {
  const signed = `${text(canonicalJson(header))}.${text(manifest)}`;
  const made = sign('sha256', Buffer.from(signed), {
    key: createPrivateKey(key),
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${text(made)}`;
}

describe('a package as it was made', () => {
  test('is proven with the key of its signer, read from a file or from elsewhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'p.zip'), whole.zip);
    const report = await verifyPackage(join(folder, 'p.zip'), { keys: whole.keys });
    expect(report).toMatchObject({
      ok: true,
      id: 'evidence-2026Q4',
      class: 'auditor',
      signer: 'proven',
      kid: whole.keys[0]?.kid,
      ledgerRows: 3,
      gaps: [],
    });
    expect(report.proves).toHaveLength(3);
    expect(await verify(whole.zip, whole.keys)).toEqual(report);
    await expect(verifyPackage(join(folder, 'none.zip'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(verifyPackage(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });

  test('is whole without keys, and its signer unproven', async () => {
    const report = await verify(whole.zip);
    expect(report).toMatchObject({ ok: true, signer: 'unproven' });
    expect(report.checks).toContainEqual({
      name: 'signer',
      ok: true,
      why: 'integrity only, signer unproven',
    });
    expect(report.doesNotProve.join()).toContain('anybody can make such a one');
  });

  test('is proven by a retired key, and by a key without a name', async () => {
    const rotated = freshSigner(whole.keys);
    expect(await verify(whole.zip, await rotated.keys())).toMatchObject({ ok: true, signer: 'proven' });
    const nameless = whole.keys.map(({ kty, crv, x, y }) => ({ kty, crv, x, y }));
    expect(await verify(whole.zip, nameless)).toMatchObject({ ok: true, signer: 'proven' });
  });

  test('is refused where its key was never published, and the key is named', async () => {
    const others = await freshSigner().keys();
    const kid = whole.keys[0]?.kid;
    for (const keys of [others, []])
      expect(await refusals(whole.zip, keys)).toBe(
        `signer: it was signed with the key "${kid}", which is none of the given keys`,
      );
    expect(await verify(whole.zip, others)).toMatchObject({ signer: 'refused', kid });
    const posing = others.map((key) => ({ ...key, kid: String(kid) }));
    expect(await refusals(whole.zip, posing)).toContain('none of the given keys made it');
  });

  test('without a ledger, or with gaps, says so', async () => {
    const gaps = [{ collector: 'arm', scope: 's', reason: 'no right to read' }];
    const { zip, keys } = await packageOf({
      manifest: { gaps, previous: { id: 'p', sha256: '0'.repeat(64) } },
    });
    const report = await verify(zip, keys);
    expect(report).toMatchObject({ ok: true, ledgerRows: 0, gaps });
    expect(report.doesNotProve.join()).toMatch(
      /1 of what was asked for is not in it.*no rows.*package p before/,
    );
  });
});

describe('a package in which a file was changed', () => {
  test.each(['controls.csv', 'collected/arm.json', 'ledger/2026-11-001.jsonl', 'keys.json'])(
    'is refused: %s with one byte flipped, removed, or cut off',
    async (path) => {
      const content = entries.get(path) as Buffer;
      const byte = await refusals(await changed((all) => all.set(path, flipped(content))), whole.keys);
      expect(byte).toContain(`files: ${path}: its SHA-256 is `);
      const gone = await refusals(await changed((all) => all.delete(path)), whole.keys);
      expect(gone).toContain(`files: ${path}: it is not in the package`);
      const cut = await refusals(await changed((all) => all.set(path, content.subarray(1))), whole.keys);
      expect(cut).toContain(`files: ${path}: it has ${content.length - 1} bytes`);
    },
  );

  test.each([
    ['manifest.json', 'signature: what was signed is not manifest.json'],
    ['manifest.jws', 'signature: '],
    ['manifest.sig', 'plain signature: manifest.sig is another signature'],
  ])('is refused: %s with one byte flipped, or removed', async (path, why) => {
    const content = entries.get(path) as Buffer;
    expect(await refusals(await changed((all) => all.set(path, flipped(content))), whole.keys)).toContain(
      why,
    );
    expect(await refusals(await changed((all) => all.delete(path)), whole.keys)).toContain(
      'it is not in the package',
    );
  });

  test('is refused where a file was added', async () => {
    const zip = await changed((all) => all.set('more.txt', Buffer.from('x')));
    expect(await refusals(zip, whole.keys)).toBe('files: more.txt: it is not in the manifest');
  });

  test('is refused wherever its packed bytes were changed', async () => {
    for (const [path] of entries) {
      const at = whole.zip.indexOf(path) + path.length + 6;
      expect(await refusals(flipped(whole.zip, at), whole.keys)).toContain(path);
    }
  });
});

describe('a manifest that was written again', () => {
  /** A package with another manifest, under a signature of the attacker. */
  const forged = (change: (manifest: Manifest) => unknown, header = {}) =>
    changed((all) => {
      const manifest = JSON.parse(String(all.get('manifest.json'))) as Manifest;
      const kid = whole.keys[0]?.kid;
      const bytes = Buffer.from(canonicalJson(change(manifest)));
      all.set('manifest.json', bytes);
      const jws = signedAgain(bytes, { alg: 'ES256', kid, typ: 'phiwatch-evidence+jws', ...header });
      all.set('manifest.jws', Buffer.from(jws));
    });

  test('is refused under the name of the key, with keys or without', async () => {
    const zip = await forged((manifest) => ({ ...manifest, gaps: [] }));
    expect(await refusals(zip, whole.keys)).toContain('signer: its signature names the key');
    expect(await refusals(zip)).toContain('none of the keys of keys.json made it');
  });

  test('is refused where the whole package was signed with another key', async () => {
    const other = await packageOf({ files, rows });
    expect(await refusals(other.zip, whole.keys)).toContain('which is none of the given keys');
    expect(await verify(other.zip)).toMatchObject({ ok: true, signer: 'unproven' });
  });

  test.each([
    ['a field more', (manifest: Manifest) => ({ ...manifest, note: 'x' }), 'its note is not a known field'],
    ['another format', (manifest: Manifest) => ({ ...manifest, format: 'x' }), 'its format must be'],
    [
      'a path that leads out',
      (manifest: Manifest) => ({ ...manifest, files: [{ path: '../x', sha256: '0'.repeat(64), bytes: 1 }] }),
      'its files.0.path has a path with ".."',
    ],
    [
      'files in disorder',
      (manifest: Manifest) => ({ ...manifest, files: manifest.files.toReversed() }),
      'in the order of their paths',
    ],
    [
      'a file listed twice',
      (manifest: Manifest) => ({ ...manifest, files: manifest.files.flatMap((file) => [file, file]) }),
      'its files.1.path is there twice',
    ],
    ['a value that is no object', () => 7, 'its JSON must be an object'],
  ])('is refused with %s', async (_, change, why) => {
    expect(await refusals(await forged(change))).toContain(why);
  });

  test('is refused where it is not written as canonical JSON', async () => {
    const spaced = await changed((all) =>
      all.set('manifest.json', Buffer.from(String(all.get('manifest.json')).replace(':', ': '))),
    );
    expect(await refusals(spaced)).toContain('manifest.json: it is not canonical JSON');
    const deep = await changed((all) => all.set('manifest.json', Buffer.alloc(1 << 18, '[')));
    expect(await refusals(deep)).toContain('manifest.json: it is no JSON');
  });
});

describe('a signature', () => {
  const kid = () => String(whole.keys[0]?.kid);
  const typ = 'phiwatch-evidence+jws';
  const withJws = (jws: (manifest: Buffer) => string) =>
    changed((all) => all.set('manifest.jws', Buffer.from(jws(all.get('manifest.json') as Buffer))));

  test.each<[string, (manifest: Buffer) => string, string]>([
    [
      'of the algorithm none',
      (manifest) => `${text(canonicalJson({ alg: 'none', kid: kid(), typ }))}.${text(manifest)}.`,
      'its algorithm is "none": only "ES256" is accepted',
    ],
    [
      'of HS256 with the public key as its secret',
      (manifest) => {
        const signed = `${text(canonicalJson({ alg: 'HS256', kid: kid(), typ }))}.${text(manifest)}`;
        const secret = JSON.stringify(whole.keys[0]);
        return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
      },
      'its algorithm is "HS256"',
    ],
    [
      'that brings its key',
      (manifest) => signedAgain(manifest, { alg: 'ES256', jwk: whole.keys[0], kid: kid(), typ }),
      'its header has "jwk"',
    ],
    [
      'that says where its key is',
      (manifest) => signedAgain(manifest, { alg: 'ES256', jku: 'https://example.org', kid: kid(), typ }),
      'its header has "jku"',
    ],
    [
      'with a certificate',
      (manifest) => signedAgain(manifest, { alg: 'ES256', kid: kid(), typ, x5c: ['AA'] }),
      'its header has "x5c"',
    ],
    [
      'of something else',
      (manifest) => signedAgain(manifest, { alg: 'ES256', kid: kid(), typ: 'JWT' }, pem),
      'its type',
    ],
    [
      'without the name of a key',
      (manifest) => signedAgain(manifest, { alg: 'ES256', typ }, pem),
      'no name of a key',
    ],
    [
      'whose header has a member twice',
      (manifest) =>
        signedAgain(manifest, {}, pem).replace(
          /^[^.]*/,
          text(`{"alg":"none","alg":"ES256","kid":"${kid()}","typ":"${typ}"}`),
        ),
      'its header is not canonical JSON',
    ],
    ['with a part more', () => 'e30.e30.e30.e30', 'it is no compact JWS'],
    ['in base64 with padding', () => `${String(entries.get('manifest.jws'))}==`, 'it is no compact JWS'],
    ['that is too short', () => String(entries.get('manifest.jws')).slice(0, -6), 'has 60 bytes'],
    [
      'of another manifest',
      () => signedAgain(Buffer.from('{}'), { alg: 'ES256', kid: kid(), typ }, pem),
      'what was signed is not manifest.json',
    ],
  ])('%s is refused', async (_, jws, why) => {
    const zip = await withJws(jws);
    expect(await refusals(zip, whole.keys)).toContain(why);
    expect(await verify(zip, whole.keys)).toMatchObject({ signer: 'refused' });
  });
});

describe('a ledger in a package', () => {
  const end = (row: number) => ({ from: { row: 0, hash: genesis }, to: { row, hash: 'ab'.repeat(32) } });

  test.each([
    ['that ends elsewhere', { ledger: end(3) }, 'it ends with row 3 ('],
    ['of fewer rows', { ledger: end(4) }, 'and the manifest says row 4'],
    [
      'that does not begin with zeros',
      { ledger: { ...end(3), from: { row: 0, hash: 'ab'.repeat(32) } } },
      'is not 64 zeros',
    ],
    [
      'that begins after a row',
      { ledger: { ...end(5), from: { row: 2, hash: 'ab'.repeat(32) } } },
      'ledger/2026-11-001.jsonl: row 3 differs: its hash is',
    ],
  ])('%s is refused', async (_, manifest, why) => {
    const { zip, keys } = await packageOf({ rows, manifest });
    expect(await refusals(zip, keys)).toContain(why);
  });

  test('in which a row was changed is refused, though everything was signed', async () => {
    const { zip } = await packageOf({ rows });
    const segments = [...(await unzipped(zip))].filter(([path]) => path.startsWith('ledger/'));
    const edited = segments.map(([path, content]) => [path, String(content).replace('d-2', 'd-9')] as const);
    const again = await packageOf({ files: Object.fromEntries(edited), manifest: { ledger: end(3) } });
    expect(await refusals(again.zip, again.keys)).toMatch(
      /^ledger: ledger\/2026-11-001\.jsonl: row 2 differs: its hash is/,
    );
    const swapped = Object.fromEntries(
      segments.map(([, content], at) => [`ledger/${9 - at}.jsonl`, content]),
    );
    const disorder = await packageOf({ files: swapped, manifest: { ledger: end(3) } });
    expect(await refusals(disorder.zip, disorder.keys)).toContain('ledger: ledger/8.jsonl: row 1 differs');
  });
});

test('a part of a package is none', async () => {
  for (const length of [0, 1, 30, Math.floor(whole.zip.length / 2), whole.zip.length - 1])
    expect(await refusals(whole.zip.subarray(0, length), whole.keys)).toMatch(/^zip: it cannot be read/);
});
