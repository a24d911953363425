import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { reportFiles, verifySteps } from '../../../src/evidence/formats/index.ts';
import { chainRows, genesis, lineOf } from '../../../src/evidence/chain/index.ts';
import { canonicalJson, sha256 } from '../../../src/evidence/model/index.ts';
import { sampleFacts } from '../support/sample-facts.ts';

type Files = Map<string, string | Uint8Array>;

/** Rows of which jq would print characters, numbers or members in another way. */
const rows = [
  { n: 1, text: 'a "row":{} \u007f \\ \u00e9 \u2028', number: 1e-7, large: 1e21 },
  { n: 2, ünï: null, a: { z: [], b: 'two  spaces' } },
  { n: 3, text: '%s $HOME `id` \\n' },
];
const chained = chainRows(genesis, rows);
const ledger = { from: { row: 0, hash: genesis }, to: { row: 3, hash: chained[2]?.hash ?? '' } };
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const privateKey = newKey();

/** A package as a deployment makes it, of the given files. */
function packageOf(files: Files, key: KeyObject = privateKey): Files {
  const { x, y } = privateKey.export({ format: 'jwk' });
  files.set('keys.json', JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x, y, kid: 'k-1' }] }));
  const listed = [...files].map(([path, content]) => ({ path, sha256: sha256(content) }));
  const manifest = canonicalJson({ files: listed, ledger });
  const input = [JSON.stringify({ alg: 'ES256', kid: 'k-1' }), manifest]
    .map((text) => Buffer.from(text).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return files
    .set('manifest.json', manifest)
    .set('manifest.jws', `${input}.${signature.toString('base64url')}`)
    .set('manifest.sig', sign('sha256', Buffer.from(input), key));
}

function sampleFiles(): Files {
  return new Map<string, string | Uint8Array>([
    ...reportFiles(sampleFacts()).map(({ path, content }) => [path, content] as const),
    ['artifacts/states-1.json', '{}'],
    ['ledger/2026-10-001.jsonl', chained.slice(0, 2).map(lineOf).join('')],
    ['ledger/2026-11-001.jsonl', chained.slice(2).map(lineOf).join('')],
  ]);
}

const absent = ['unzip', 'jq', 'openssl', 'sha256sum'].filter(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0,
);

describe.skipIf(absent.length > 0)(`the steps of the README (absent: ${absent.join(', ') || 'none'})`, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'phiwatch-verify-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the steps on a package; `ended`: the last step that was begun. */
  async function run(files: Files) {
    const zip = new ZipFile();
    for (const [path, content] of files) zip.addBuffer(Buffer.from(content), path, { compress: false });
    zip.end();
    const cwd = mkdtempSync(join(folder, 'run-'));
    writeFileSync(join(cwd, 'FILE.zip'), await buffer(zip.outputStream));
    const script = verifySteps.map(({ name, commands }) => `echo "step ${name}"\n${commands}`).join('\n');
    const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', script], {
      cwd,
      env: { PATH: process.env.PATH, FILE: 'FILE.zip' },
      encoding: 'utf8',
    });
    const ended = stdout
      .split('\n')
      .findLast((line) => line.startsWith('step '))
      ?.slice(5);
    return { status, ended, stdout, stderr };
  }

  test('stand in the README as they are', () => {
    const readme = new TextDecoder().decode(
      reportFiles(sampleFacts()).find(({ path }) => path === 'README.txt')?.content,
    );
    const lines = readme.split('\n').map((line) => line.trimStart());
    for (const { commands } of verifySteps)
      expect(lines.join('\n')).toContain(commands.replaceAll(/^ +/gm, ''));
    expect(readme).toContain('    phiwatch evidence verify FILE.zip --key KEY\n');
    expect(readme).toMatch(/What it proves[\s\S]+What it does not prove/);
  });

  test('verify a package that is as it was made', async () => {
    const { status, stdout, stderr } = await run(packageOf(sampleFiles()));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const line of [
      'report.html: OK',
      'no other file',
      'manifest.json is the signed text',
      'Verified OK',
      'the ledger holds up to row 3',
    ])
      expect(stdout).toContain(`${line}\n`);
  });

  const edit = (path: string, change: (text: string) => string) => (files: Files) =>
    files.set(path, change(String(files.get(path) ?? '')));
  const last = 'ledger/2026-11-001.jsonl';
  test.each<[string, string, () => Files]>([
    ['a file that was edited', 'files', () => edit('findings.csv', () => '')(packageOf(sampleFiles()))],
    ['a file that was added', 'nothing-else', () => edit('more.json', () => '{}')(packageOf(sampleFiles()))],
    [
      'a manifest that was edited',
      'payload',
      () => edit('manifest.json', (text) => text.replace('"row":3', '"row":2'))(packageOf(sampleFiles())),
    ],
    ['a signature by another key', 'signature', () => packageOf(sampleFiles(), newKey())],
    [
      'a row that was edited',
      'ledger',
      () => packageOf(edit(last, (text) => text.replace('$HOME', '$PATH'))(sampleFiles())),
    ],
    ['a row that is missing', 'ledger', () => packageOf(edit(last, () => '')(sampleFiles()))],
  ])('fail at %s', async (_, step, files) => {
    expect(await run(files())).toMatchObject({ ended: step, status: 1 });
  });
});
