import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import {
  canonicalJson,
  manifestFile,
  manifestFormat,
  plainSignatureFile,
  sha256,
  signatureFile,
} from '../model/index.ts';
import type { Manifest, PackageFile, Signer } from '../model/index.ts';
import { keySetText } from './key-set.ts';
import { manifestSchema } from './manifest-schema.ts';
import { packageLimits } from './package-limits.ts';
import { keysFile, pathTrouble } from './package-paths.ts';
import { compactJws, isSignedBy, signedPart, toDer } from './package-signature.ts';

interface PackageInput {
  readonly manifest: Omit<Manifest, 'files' | 'format'>;
  /** An array is sorted by path. Others stand in the zip as they come, each held only while it is written. */
  readonly files: AsyncIterable<PackageFile> | Iterable<PackageFile>;
  readonly signer: Signer;
}

export interface BuiltPackage {
  /** SHA-256 and length of the zip. */
  readonly sha256: string;
  readonly bytes: number;
  readonly manifest: Manifest;
}

export interface PackageStream {
  readonly stream: Readable;
  /** Settles when all of the stream was read. Rejects where something failed, as the stream then does. */
  readonly built: Promise<BuiltPackage>;
}

/**
 * The time of all entries. The format has the hours of wherever it is written, so that this moment is the same bytes in each time zone;
 * a time stamp in UTC beside it would not be.
 */
const timeless = { mtime: new Date(1980, 0, 1, 12), forceDosTimestamp: true, mode: 0o100644 };

/** Writes a package as a zip. From the same input come the same bytes, but for the signature. */
export function buildPackage(input: PackageInput): PackageStream {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const zip = new ZipFile();
  zip.on('error', (error: Error) => stream.destroy(error));
  zip.outputStream.pipe(stream);
  // Whoever stops to read must not leave the writer waiting.
  const stop = new AbortController();
  stream.once('close', () => stop.abort());
  const written = writeEntries(zip, input, stop.signal);
  written.catch((error: Error) => stream.destroy(error));
  const built = Promise.all([written, finished(stream)]).then(([manifest]) => ({
    sha256: hash.digest('hex'),
    bytes,
    manifest,
  }));
  // It may be asked for only after the stream has failed.
  built.catch(() => undefined);
  return { stream, built };
}

async function writeEntries(
  zip: ZipFile,
  { manifest: given, files, signer }: PackageInput,
  signal: AbortSignal,
): Promise<Manifest> {
  const [key, ...others] = await signer.keys();
  if (!key) throw new Error('The signer has no key');
  const listed: Manifest['files'][number][] = [];
  let left = packageLimits.bytes;
  const add = async ({ path, content }: PackageFile): Promise<void> => {
    const trouble = pathTrouble(path);
    if (trouble !== undefined) throw new Error(`The file "${path}" ${trouble}`);
    left -= content.length;
    if (left < 0) throw new Error(`The files have more than ${packageLimits.bytes} bytes`);
    listed.push({ path, sha256: sha256(content), bytes: content.length });
    await addEntry(zip, path, content, signal);
  };
  await add({ path: keysFile, content: Buffer.from(keySetText([key, ...others])) });
  for await (const file of Array.isArray(files) ? files.toSorted(byPath) : files) await add(file);

  const manifest = checked({ ...given, format: manifestFormat, files: listed.toSorted(byPath) });
  const content = Buffer.from(canonicalJson(manifest));
  if (content.length > packageLimits.manifest)
    throw new Error(`The manifest has more than ${packageLimits.manifest} bytes`);
  const signed = signedPart(key.kid, content);
  const { kid, signature } = await signer.sign(Buffer.from(signed));
  if (kid !== key.kid)
    throw new Error('Another key came into use while the package was made: it has to be made again');
  if (!isSignedBy(key, signed, signature)) throw new Error(`The signature is not one of the key ${kid}`);
  await addEntry(zip, manifestFile, content, signal);
  await addEntry(zip, signatureFile, Buffer.from(compactJws(signed, signature)), signal);
  await addEntry(zip, plainSignatureFile, toDer(signature), signal);
  zip.end();
  return manifest;
}

/** Adds a file and waits until all of it was taken. */
async function addEntry(zip: ZipFile, path: string, content: Uint8Array, signal: AbortSignal): Promise<void> {
  const source = Readable.from([content]);
  // The zip keeps the function until it ends: what it hands over must not stay with it.
  let kept: Readable | undefined = source;
  zip.addReadStreamLazy(path, { ...timeless, size: content.length }, (give) => {
    if (kept) give(null, kept);
    kept = undefined;
  });
  await finished(source, { signal });
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : Number(one.path > other.path);
}

/** A manifest that nobody could verify is not signed. */
function checked(manifest: Manifest): Manifest {
  const result = manifestSchema.safeParse(manifest);
  if (result.success) return manifest;
  const [issue] = result.error.issues;
  throw new Error(`The manifest cannot be signed: ${issue?.path.join('.')} ${issue?.message}`);
}
