import { crc32 } from 'node:zlib';
import type { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, openPromise, RandomAccessReader } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { packageLimits } from './package-limits.ts';
import { isOfSystem, PackageRefused } from './package-refused.ts';
import { readEntries } from './zip-entries.ts';

/** A package that lies elsewhere than in a file, and can be read from any place. */
export interface PackageReader {
  readonly size: number;
  /** Opens the bytes from `start` up to `end`, which is no longer in it. */
  open(start: number, end: number): Readable;
}

/** A zip whose entries were checked; its contents were not. */
export interface OpenZip {
  /** Bytes of each file, by its path. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Unpacks a file that is there. Throws PackageRefused where that is not possible. */
  read(path: string): AsyncGenerator<Buffer, void, undefined>;
  close(): void;
}

/**
 * Opens a zip and checks all of its entries, before any of them is unpacked.
 * @throws PackageRefused where it is no zip, or one that no package is; errors of the system, as that there is no such file
 */
export async function openZip(source: string | PackageReader): Promise<OpenZip> {
  const zip = await opened(source);
  try {
    const entries = await readEntries(zip);
    return {
      sizes: new Map([...entries].map(([path, { uncompressedSize }]) => [path, uncompressedSize])),
      read: (path) => contentOf(zip, entries.get(path)),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw refusal(error);
  }
}

async function opened(source: string | PackageReader): Promise<ZipFile> {
  const options = { autoClose: false, decodeStrings: false };
  try {
    if (typeof source === 'string') return await openPromise(source, options);
    return await fromRandomAccessReaderPromise(new Ranges(source), source.size, options);
  } catch (error) {
    throw refusal(error);
  }
}

/** The reader as the library takes it. */
class Ranges extends RandomAccessReader {
  readonly #source: PackageReader;

  constructor(source: PackageReader) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#source.open(start, end);
  }
}

async function* contentOf(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<Buffer, void, undefined> {
  if (!entry) throw new PackageRefused('it is not in the package');
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Buffer, sum);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw refusal(error);
  }
  if (sum !== entry.crc32) throw new PackageRefused('its CRC is another than the zip says');
}

/** Errors of the library are about the zip, but for those of the system. */
function refusal(error: unknown): unknown {
  if (error instanceof PackageRefused || isOfSystem(error)) return error;
  return new PackageRefused(`it cannot be read: ${(error as Error).message}`, { cause: error });
}

/** Unpacks a small file. */
export async function readWhole(zip: OpenZip, path: string, most: number): Promise<Buffer> {
  if ((zip.sizes.get(path) ?? 0) > most) throw new PackageRefused(`it has more than ${most} bytes`);
  const parts: Buffer[] = [];
  for await (const part of zip.read(path)) parts.push(part);
  return Buffer.concat(parts);
}

/** Bytes that a signature has at most, with the manifest in it. */
export const longestSignature = 2 * packageLimits.manifest;
