import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../src/evidence/chain/index.ts';
import { localSigner, parseKeys } from '../../../src/evidence/package/index.ts';
import { isSignedBy, toDer } from '../../../src/evidence/package/package-signature.ts';
import { freshKey, freshSigner } from '../support/package-of.ts';

const pem = freshKey();
const publicPem = String(createPublicKey(pem).export({ type: 'spki', format: 'pem' }));
const privateJwk = createPrivateKey(pem).export({ format: 'jwk' });
const [key] = await localSigner(pem).keys();
const { kid: _, ...nameless } = key ?? { kid: '' };

describe('keys', () => {
  test.each([
    ['a PEM', publicPem, [nameless]],
    ['a JWK', JSON.stringify({ ...key, use: 'sig', alg: 'ES256' }), [key]],
    ['a JWK without a name', JSON.stringify(nameless), [nameless]],
    ['a JWKS, without keys of other kinds', JSON.stringify({ keys: [{ kty: 'RSA', n: 'AQ' }, key] }), [key]],
  ])('are read from %s', (_, text, expected) => {
    expect(parseKeys(`\n${text}\n`)).toEqual(expected);
  });

  test.each([
    ['a private PEM', pem, 'not one of a public key'],
    ['a private JWK', JSON.stringify(privateJwk), 'its d holds a private key'],
    [
      'a PEM of RSA',
      String(
        generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }),
      ),
      'not a public key on P-256',
    ],
    ['a broken PEM', publicPem.replace('MFkw', 'AAAA'), 'not a public key on P-256'],
    ['a point beside the curve', JSON.stringify({ ...key, x: 'A'.repeat(43) }), 'is no point on P-256'],
    ['a short coordinate', JSON.stringify({ ...key, y: 'AQAB' }), 'its y must be 32 bytes in base64url'],
    ['another curve', JSON.stringify({ ...key, crv: 'P-384' }), 'its crv must be P-256'],
    ['an empty set', '{"keys":[]}', 'it has no key on P-256'],
    ['a list', '[]', 'its JSON must be an object'],
    ['a text', 'ssh-ed25519 AAAA', 'it is neither a PEM nor JSON'],
  ])('are not read from %s', (_, text, why) => {
    expect(() => parseKeys(text)).toThrow(why);
  });
});

describe('a local signer', () => {
  test('names its key by its thumbprint, and has retired ones behind it', async () => {
    const [retired] = await freshSigner().keys();
    const signer = localSigner(pem, retired && [retired]);
    expect(await signer.keys()).toEqual([key, retired]);
    const { kid, signature } = await signer.sign(Buffer.from('x'));
    expect({ kid, bytes: signature.length }).toEqual({ kid: key?.kid, bytes: 64 });
    expect(kid).toBe(await calculateJwkThumbprint(nameless));
    expect(key && isSignedBy(key, 'x', signature)).toBe(true);
    expect(retired && isSignedBy(retired, 'x', signature)).toBe(false);
  });

  test.each([
    ['a public key', publicPem],
    [
      'another curve',
      String(
        generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
      ),
    ],
    ['a text', 'XSECRET'],
  ])('takes no %s, and shows nothing of it', (_, text) => {
    expect(() => localSigner(text)).toThrow(
      /^The signing key must be a private key on P-256, as PEM \(PKCS8\)$/,
    );
  });
});

test.each([
  ['0'.repeat(128), '3006020100020100'],
  ['80'.padEnd(64, '0') + '7f'.padStart(64, '0'), `3026022100${'80'.padEnd(64, '0')}02017f`],
])('a signature in DER has no zeros before its numbers, but where they would be negative', (raw, der) => {
  expect(toDer(Buffer.from(raw, 'hex')).toString('hex')).toBe(der);
});

describe('lines', () => {
  const all = async (lines: AsyncIterable<string>) => {
    const found: string[] = [];
    for await (const line of lines) found.push(line);
    return found;
  };

  const read = async (chunks: readonly (string | Uint8Array)[], most?: number) => {
    const bytes = async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
    };
    return all(linesOf(bytes(), most));
  };

  test.each<[string, (string | Uint8Array)[], string[]]>([
    ['nothing', [], []],
    ['whole lines', ['a\nb\n'], ['a', 'b']],
    ['a last line without an end', ['a\nb'], ['a', 'b']],
    ['lines in parts', ['a', 'b\nc', '\n\n', 'd'], ['ab', 'c', '', 'd']],
    ['a character in parts', [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ['é']],
    ['a carriage return, which stays', ['a\r\nb'], ['a\r', 'b']],
    ['a byte order mark, which stays', ['\uFEFFa\n'], ['\uFEFFa']],
    ['what is not UTF-8, as no JSON', [Buffer.from([0x22, 0xff, 0x22, 0x0a]), 'b'], ['\uFFFD', 'b']],
  ])('of %s', async (_, chunks, lines) => {
    expect(await read(chunks)).toEqual(lines);
  });

  test('that are too long end the reading, and are not held', async () => {
    let taken = 0;
    const endless = async function* () {
      for (; ; taken += 1) yield Buffer.alloc(10, 'x');
    };
    const lines = await all(linesOf(endless(), 20));
    expect(lines.map(({ length }) => length)).toEqual([21]);
    expect(taken).toBe(8);
  });
});
