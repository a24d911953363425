import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compactVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { genesis } from '../../../src/evidence/chain/index.ts';
import { canonicalJson, sha256 } from '../../../src/evidence/model/index.ts';
import type { PackageFile, Signer } from '../../../src/evidence/model/index.ts';
import { buildPackage, localSigner, verifyPackage } from '../../../src/evidence/package/index.ts';
import {
  freshKey,
  freshSigner,
  packageOf,
  plainManifest,
  readerOf,
  unzipped,
} from '../support/package-of.ts';

const start = { row: 0, hash: genesis };
const manifest = { ...plainManifest, ledger: { from: start, to: start } };
const file = (path: string, content = path): PackageFile => ({ path, content: Buffer.from(content) });

const built = async (files: Parameters<typeof buildPackage>[0]['files'], more = {}) => {
  const made = buildPackage({ manifest, files, signer: freshSigner(), ...more });
  const zip = await buffer(made.stream);
  return { zip, ...(await made.built) };
};

describe('a package', () => {
  test('has its files, the keys, the manifest and its signatures, and is summed up', async () => {
    const signer = freshSigner();
    const given = [file('b/c.txt'), file('a.txt')];
    const { zip, bytes, sha256: sum, manifest: made } = await built(given, { signer });
    const files = await unzipped(zip);
    expect([...files.keys()]).toEqual([
      'keys.json',
      'a.txt',
      'b/c.txt',
      'manifest.json',
      'manifest.jws',
      'manifest.sig',
    ]);
    expect({ bytes, sum }).toEqual({ bytes: zip.length, sum: sha256(zip) });
    expect(String(files.get('manifest.json'))).toBe(canonicalJson(made));
    expect(made).toMatchObject({ format: 'phiwatch-evidence/1', id: 'evidence-2026Q4', previous: null });
    expect(made.files.map(({ path }) => path)).toEqual(['a.txt', 'b/c.txt', 'keys.json']);
    expect(made.files[0]).toEqual({ path: 'a.txt', sha256: sha256('a.txt'), bytes: 5 });
    expect(String(files.get('keys.json'))).not.toContain('"d"');
    const [key] = await signer.keys();
    const { payload, protectedHeader } = await compactVerify(String(files.get('manifest.jws')), { ...key });
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: key?.kid, typ: 'phiwatch-evidence+jws' });
    expect(Buffer.from(payload)).toEqual(files.get('manifest.json'));
  });

  test('holds one file after the other, as fast as it is read', async () => {
    let taken = 0;
    const files = async function* () {
      for (; taken < 40; taken += 1) yield { path: `f-${taken}`, content: randomBytes(100_000) };
    };
    const signer = freshSigner();
    const made = buildPackage({ manifest, files: files(), signer });
    for (let turns = 0; turns < 200; turns += 1) await turn();
    expect(taken).toBeLessThan(5);
    const zip = await buffer(made.stream);
    expect((await made.built).manifest.files).toHaveLength(41);
    expect(await verifyPackage(readerOf(zip), { keys: await signer.keys() })).toMatchObject({ ok: true });
  });

  test('keeps nothing of a file that is written', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    // What is found in one round is given back with the next.
    const heldBytes = async () => {
      for (let round = 0; round < 3; round += 1) {
        collectGarbage();
        await turn();
      }
      return process.memoryUsage().arrayBuffers;
    };
    const before = await heldBytes();
    let held = 0;
    const files = async function* () {
      for (let n = 0; n < 40; n += 1) yield { path: `f-${n}`, content: Buffer.alloc(1_000_000) };
      held = (await heldBytes()) - before;
    };
    const made = buildPackage({ manifest, files: files(), signer: freshSigner() });
    made.stream.resume();
    await made.built;
    expect(held).toBeLessThan(10_000_000);
  });

  test('that nobody reads on takes no more files', async () => {
    let taken = 0;
    const ended = Promise.withResolvers<void>();
    const files = async function* () {
      try {
        for (; ; taken += 1) yield { path: `f-${taken}`, content: randomBytes(100_000) };
      } finally {
        ended.resolve();
      }
    };
    const made = buildPackage({ manifest, files: files(), signer: freshSigner() });
    for await (const _ of made.stream) if (taken > 3) break;
    await expect(made.built).rejects.toThrow();
    await ended.promise;
  });

  const failing = async function* () {
    yield file('a.txt');
    throw new Error('the blob is gone');
  };
  const sameKey: Signer = freshSigner();
  const otherKid: Signer = { ...sameKey, sign: (content) => freshSigner().sign(content) };
  const wrong: Signer = {
    ...sameKey,
    sign: async () => ({ kid: String((await sameKey.keys())[0]?.kid), signature: new Uint8Array(64) }),
  };

  test.each<[string, Parameters<typeof built>, string]>([
    ['of files that fail', [failing()], 'the blob is gone'],
    ['with a path that leads out', [[file('../a')]], 'The file "../a" has a path with ".."'],
    ['with a file twice', [Readable.from([file('a'), file('A')])], 'The manifest cannot be signed: files.'],
    ['with keys of its own', [[file('keys.json')]], 'is there twice'],
    ['with a name of the signature', [[file('manifest.jws')]], 'is a name of the signature'],
    ['of another class', [[], { manifest: { ...manifest, class: 'x' } }], 'cannot be signed: class'],
    ['without a key', [[], { signer: { ...sameKey, keys: () => Promise.resolve([]) } }], 'has no key'],
    ['whose key changed', [[], { signer: otherKid }], 'Another key came into use'],
    ['with a wrong signature', [[], { signer: wrong }], 'is not one of the key'],
  ])('%s is not made', async (_, [files, more], why) => {
    const made = buildPackage({ manifest, files, signer: sameKey, ...more });
    await expect(buffer(made.stream)).rejects.toThrow(why);
    await expect(made.built).rejects.toThrow(why);
  });
});

test('the same input is the same bytes in each time zone, but for the signature', async () => {
  const pem = freshKey();
  const signer = localSigner(pem);
  const signed: string[] = [];
  const { sha256: expected } = await packageOf({
    files: { 'a.txt': 'a' },
    signer: {
      ...signer,
      async sign(content) {
        const made = await signer.sign(content);
        signed.push(Buffer.from(made.signature).toString('hex'));
        return made;
      },
    },
  });
  // That the signature fits again shows that the same manifest was signed.
  const script = `
    import { packageOf } from ${JSON.stringify(pathToFileURL(`${import.meta.dirname}/../support/package-of.ts`))};
    const keys = ${JSON.stringify(await signer.keys())};
    const sign = async () => ({ kid: keys[0].kid, signature: Buffer.from('${signed[0]}', 'hex') });
    const made = await packageOf({ files: { 'a.txt': 'a' }, signer: { keys: async () => keys, sign } });
    console.log(made.sha256);`;
  const sums = await Promise.all(
    ['Pacific/Kiritimati', 'America/New_York'].map(async (TZ) => {
      const args = ['--input-type=module', '--eval', script];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, TZ } });
      return stdout.trim();
    }),
  );
  expect(sums).toEqual([expected, expected]);
});
