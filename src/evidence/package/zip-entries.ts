import type { Entry, ZipFile } from 'yauzl';
import { packageLimits } from './package-limits.ts';
import { distinctPaths, pathTrouble } from './package-paths.ts';
import { PackageRefused } from './package-refused.ts';
import { requireNothingBetween } from './zip-layout.ts';

/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.4.5 */
const stored = 0;
const deflated = 8;

/** A field that gives a name in Unicode, which some programs take instead. APPNOTE 4.6.9. */
const secondName = 0x7075;

/** The kind of a file in its mode on Unix, and that of files with content. */
const kindOfFile = 0o170000;
const regular = 0o100000;

/** Reads the directory of a zip, and refuses what no package has. Nothing is unpacked. */
export async function readEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > packageLimits.entries)
    throw new PackageRefused(`it has more than ${packageLimits.entries} files`);
  // The library changes it as it reads, and declares it as another type.
  const start = Number(zip.readEntryCursor);
  const entries = new Map<string, Entry>();
  const paths = distinctPaths();
  let [bytes, packed] = [0, 0];
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileNameRaw.toString('latin1');
    const trouble = pathTrouble(path) ?? paths.add(path) ?? troubleOf(entry);
    if (trouble !== undefined) throw new PackageRefused(`${JSON.stringify(path)} ${trouble}`);
    bytes += entry.uncompressedSize;
    packed += entry.compressedSize;
    if (bytes > packageLimits.bytes)
      throw new PackageRefused(`its files have more than ${packageLimits.bytes} bytes`);
    entries.set(path, entry);
  }
  const { freeBytes, ratio } = packageLimits;
  if (bytes > freeBytes && bytes > packed * ratio)
    throw new PackageRefused(`it is unpacked to more than ${ratio} times its size`);
  await requireNothingBetween(zip, [...entries.values()], start);
  return entries;
}

function troubleOf(entry: Entry): string | undefined {
  const { compressionMethod: method } = entry;
  if (entry.isEncrypted()) return 'is encrypted';
  if (method !== stored && method !== deflated) return `is packed by the unknown method ${method}`;
  if (entry.extraFields.some(({ id }) => id === secondName)) return 'has a second name';
  const kind = (entry.externalFileAttributes >>> 16) & kindOfFile;
  return kind === 0 || kind === regular ? undefined : 'is no regular file';
}
