import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { chainRows, genesis, lineOf } from '../../../src/evidence/chain/index.ts';
import { buildPackage, localSigner } from '../../../src/evidence/package/index.ts';
import type { BuiltPackage, PackageReader } from '../../../src/evidence/package/index.ts';
import type { Manifest, PublicKey, Signer } from '../../../src/evidence/model/index.ts';

/** A private key on P-256 that nobody else has, as PEM. */
export function freshKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

export function freshSigner(retired: readonly PublicKey[] = []): Signer {
  return localSigner(freshKey(), retired);
}

interface Parts {
  /** By path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Rows of the ledger, in two files where there are several. */
  readonly rows?: readonly unknown[];
  readonly manifest?: Partial<Manifest>;
  readonly signer?: Signer;
}

export interface TestPackage extends BuiltPackage {
  readonly zip: Buffer;
  readonly signer: Signer;
  readonly keys: readonly PublicKey[];
}

/** The manifest that packages of tests have, but for their files and their ledger. */
export const plainManifest = {
  id: 'evidence-2026Q4',
  class: 'auditor',
  period: { from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' },
  createdAt: '2027-01-05T06:00:00.000Z',
  appVersion: '0.1.0',
  catalogueVersion: 'ca'.repeat(32),
  gaps: [],
  populations: [],
  previous: null,
} as const;

/** Builds a package of these files, signed with a key of its own unless a signer is given. */
export async function packageOf({
  files = {},
  rows = [],
  manifest,
  signer = freshSigner(),
}: Parts = {}): Promise<TestPackage> {
  const chained = chainRows(genesis, rows);
  const half = Math.ceil(chained.length / 2);
  const segments = [chained.slice(0, half), chained.slice(half)]
    .filter((part) => part.length > 0)
    .map((part, index) => [`ledger/2026-1${index + 1}-001.jsonl`, part.map(lineOf).join('')] as const);
  const start = { row: 0, hash: genesis };
  const { stream, built } = buildPackage({
    signer,
    files: [...Object.entries(files), ...segments].map(([path, content]) => ({
      path,
      content: Buffer.from(content),
    })),
    manifest: {
      ...plainManifest,
      ledger: { from: start, to: { row: chained.length, hash: chained.at(-1)?.hash ?? genesis } },
      ...manifest,
    },
  });
  const zip = await buffer(stream);
  return { ...(await built), zip, signer, keys: await signer.keys() };
}

/** The files of a zip, in its order. */
export async function unzipped(zip: Buffer): Promise<Map<string, Buffer>> {
  const opened = await fromBufferPromise(zip);
  const files = new Map<string, Buffer>();
  for await (const entry of opened.eachEntry())
    files.set(entry.fileName, await buffer(await opened.openReadStreamPromise(entry)));
  return files;
}

/** Another zip of these files, signed by nobody. */
export function zipOf(files: Iterable<readonly [string, Uint8Array]>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of files) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
}

/** A zip in memory, as a package is read from elsewhere than a file. */
export function readerOf(zip: Buffer): PackageReader {
  return { size: zip.length, open: (start, end) => Readable.from([zip.subarray(start, end)]) };
}
