import { createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chainRows, genesis, lineOf, longestLine } from '../../src/evidence/chain/index.ts';
import { localSigner } from '../../src/evidence/package/index.ts';
import { freshKey, freshSigner, packageOf } from '../evidence/support/package-of.ts';
import { json, startApp } from './app.ts';
import type { FakeApp } from './app.ts';
import { phiwatch } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const rows = ['d-1', 'd-2', 'd-3'].map((id) => ({ id, to: 'NonCompliant' }));
const lines = chainRows(genesis, rows).map(lineOf);
const head = '582bd2175968581e882aa95bcb6c6b43b1aea8cb7d32f2832f1c06139c39b9ac';

describe('phiwatch evidence verify', () => {
  const pem = freshKey();
  const gaps = [{ collector: 'arm', scope: 'one', reason: 'no right \u001B[31mto read' }];
  let app: FakeApp;
  let zip: string;
  let kid: string | undefined;
  let publicPem: string;
  let keys: string;
  let others: string;

  beforeAll(async () => {
    app = await startApp();
    const signer = localSigner(pem);
    const made = await packageOf({ files: { 'a.csv': 'a,b\n' }, rows, signer, manifest: { gaps } });
    zip = file('package.zip', made.zip);
    [{ kid } = { kid: undefined }] = made.keys;
    publicPem = file('key.pem', createPublicKey(pem).export({ type: 'spki', format: 'pem' }));
    const retired = freshSigner(made.keys);
    keys = file('keys.json', JSON.stringify({ keys: await retired.keys() }));
    others = file('others.json', JSON.stringify({ keys: await freshSigner().keys() }));
  });
  beforeEach(() => {
    app.asked.length = 0;
  });
  afterAll(() => app.stop());

  const verify = (...args: string[]) => phiwatch('evidence', 'verify', ...args);

  test('without keys shows what the package proves, and that its signer is unproven', async () => {
    const { code, stdout, stderr } = await verify(zip);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      'Package evidence-2026Q4 of the class auditor, from 2026-10-01 00:00 UTC to 2027-01-01 00:00 UTC\n' +
        'Result: integrity only, signer unproven\n',
    );
    for (const part of [
      '- passed  ledger: 3 rows',
      '- open    signer: integrity only, signer unproven',
      'arm (one): no right \uFFFD[31mto read',
      'Proves\n- Each of',
    ])
      expect(stdout).toContain(part);
  });

  test('trusts a PEM, and the keys of a file, of which one is retired', async () => {
    for (const args of [
      ['--key', publicPem],
      ['--key', keys],
      ['--jwks', keys],
    ]) {
      const { code, stdout } = await verify(zip, ...args);
      expect(stdout).toContain(`Result: verified, signed with the key ${kid}`);
      expect(code).toBe(0);
    }
  });

  test('asks an address for keys', async () => {
    app.answer = json({ '/keys': { keys: [{ kty: 'RSA' }, ...(await localSigner(pem).keys())] } });
    const { code, stdout } = await verify(zip, '--jwks', `${app.url}/keys`, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, signer: 'proven', kid, ledgerRows: 3, gaps });
    expect(app.asked).toEqual([{ url: '/keys', authorization: undefined }]);
  });

  test('refuses a key that is not among those given, and says which', async () => {
    const { code, stdout } = await verify(zip, '--jwks', others);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `Result: refused Checks - passed zip - passed manifest - passed signature - passed plain signature - FAILED signer: it was signed with the key "${kid}", which is none of the given keys`,
    );
    expect(stdout).toContain('Proves\n- nothing\n');
  });

  test('refuses what is no package, or not whole', async () => {
    const { code, stdout } = await verify(file('text.zip', 'two words'));
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining('- FAILED  zip: it cannot be read'),
    });
    const other = await packageOf({
      rows,
      manifest: { ledger: { from: { row: 0, hash: genesis }, to: { row: 9, hash: head } } },
    });
    const short = await verify(file('short.zip', other.zip), '--format', 'json');
    expect(short.code).toBe(1);
    expect(JSON.parse(short.stdout)).toMatchObject({ ok: false, proves: [] });
  });

  test.each<[string, () => string[], string]>([
    ['no such package', () => [join(folder, 'none.zip')], 'no such file'],
    ['a folder', () => [folder], 'a folder, not a file'],
    ['no such key', () => [zip, '--key', join(folder, 'none')], 'none: no such file'],
    ['both kinds of keys', () => [zip, '--key', keys, '--jwks', keys], 'give one of them'],
    ['a private key', () => [zip, '--key', file('private.pem', freshKey())], 'not one of a public key'],
    ['no keys', () => [zip, '--jwks', file('empty.json', '{"keys":[]}')], 'it has no key on P-256'],
    ['an address without https', () => [zip, '--jwks', 'http://example.org/keys'], 'must begin with https'],
    ['another protocol', () => [zip, '--jwks', 'ftp://example.org/keys'], 'must begin with https'],
    ['a password', () => [zip, '--jwks', 'https://me:XSECRET@example.org/keys'], 'no user and no password'],
    ['an address without keys', () => [zip, '--jwks', `${app.url}/none`], 'answered 404'],
    [
      'too many keys',
      () => [zip, '--key', file('large.json', ' '.repeat(1024 * 1024 + 1))],
      'at most 1024 KiB',
    ],
  ])('says in a line what is wrong: %s', async (_, args, why) => {
    const { code, stdout, stderr } = await verify(...args());
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: [^\n]+\n$/),
    });
    expect(stderr).toContain(why);
  });

  test('follows no redirect, and reads no endless answer', async () => {
    app.answer = (_, response) => response.writeHead(302, { location: `${app.url}/keys` }).end();
    expect((await verify(zip, '--jwks', `${app.url}/moved`)).stderr).toContain('cannot be reached');
    expect(app.asked).toHaveLength(1);
    app.answer = (_, response) => response.end(Buffer.alloc(2 * 1024 * 1024, ' '));
    expect((await verify(zip, '--jwks', `${app.url}/keys`)).stderr).toContain('answered more than 1024 KiB');
  });
});

describe('phiwatch ledger verify', () => {
  const verify = (...args: string[]) => phiwatch('ledger', 'verify', ...args);
  const ledger = join(folder, 'ledger');
  beforeAll(() => {
    mkdirSync(ledger);
    file('ledger/2026-12-001.jsonl', lines.slice(2).join(''));
    file('ledger/2026-11-001.jsonl', lines.slice(0, 2).join(''));
    file('ledger/notes.txt', 'not a part of it');
  });

  test('recomputes a file, or a folder in the order of names', async () => {
    expect(await verify('--from', file('all.jsonl', lines.join('')))).toEqual({
      code: 0,
      stdout: `The ledger holds. 3 rows of 1 file, the head is ${head}\nWhether its last rows are missing was not checked: give --head, an end that was kept elsewhere.\n`,
      stderr: '',
    });
    const { code, stdout } = await verify('--from', ledger, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ok: true, files: 2, rows: 3, head });
  });

  test('says the first row that differs, and in which file', async () => {
    const path = file('edited.jsonl', lines.join('').replace('d-2', 'd-9'));
    const { code, stdout } = await verify('--from', path);
    expect(code).toBe(1);
    expect(stdout).toContain('Row 2 differs.');
    expect(stdout).toContain(
      '\n1 before it hold, up to 95f2241fd971e0db4854727cf772bc8076946ec6ba9c13fd96cecc6f9331f373\n',
    );
    const shown = await verify('--from', path, '--format', 'json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      ok: false,
      rows: 1,
      broken: { row: 2, file: path, why: expect.stringContaining('was computed') },
    });
  });

  test.each([
    [
      'a line that is too long',
      Buffer.alloc(5 * longestLine, ' '),
      `it has more than ${longestLine} characters`,
    ],
    ['what is not UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a]), 'it is no JSON'],
    ['a part of a line', lines[0]?.slice(0, 50) ?? '', 'it is no JSON'],
  ])('reads %s no further', async (_, content, why) => {
    const { code, stdout } = await verify('--from', file('bad.jsonl', content));
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('Row 1 differs.') });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(why);
  });

  test('takes a folder as the container has it', async () => {
    mkdirSync(join(folder, 'download/rows'), { recursive: true });
    file('download/rows/2026-11-001.jsonl', lines.join(''));
    expect(await verify('--from', join(folder, 'download'), '--head', `3:${head}`)).toEqual({
      code: 0,
      stdout: `The ledger holds. 3 rows of 1 file, the head is ${head}\n`,
      stderr: '',
    });
  });

  test('says where a copy ends before what was kept elsewhere', async () => {
    const { code, stdout } = await verify('--from', ledger, '--head', `9:${head}`);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('the copy ends with row 3');
  });

  test.each<[string, string[], string]>([
    ['nothing to read', [], '--from: must be given, or --blobs and --tables'],
    ['a file without a row', ['--from', file('none.jsonl', '')], 'there is no row of a ledger'],
    ['one address of two', ['--blobs', 'https://a.example'], '--tables: must be given'],
    ['no address', ['--blobs', 'a', '--tables', 'https://a.example'], '--blobs: must be an address'],
    ['no such file', ['--from', join(folder, 'nowhere')], 'nowhere: no such file'],
    ['a folder without a ledger', ['--from', join(folder, 'empty')], 'there is no file *.jsonl'],
  ])('says in a line what is wrong: %s', async (_, args, why) => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    const { code, stdout, stderr } = await verify(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(why);
  });
});

test('phiwatch ledger restore writes over no account that it reads', async () => {
  const tables = 'https://app.table.core.windows.net';
  const live = ['--blobs', 'https://e.blob.core.windows.net', '--tables', tables];
  const { code, stderr } = await phiwatch('ledger', 'restore', ...live, '--to', `${tables}/`);
  expect(code).toBe(1);
  expect(stderr).toContain('--to: must be another account than --tables');
});
