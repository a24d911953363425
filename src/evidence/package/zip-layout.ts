import type { Entry, ZipFile } from 'yauzl';
import { PackageRefused } from './package-refused.ts';

/** Sizes follow the content, where they were not known before it. APPNOTE 4.3.9: with or without a mark, in 4 or 8 bytes each. */
const sizesFollow = 0x8;
const lengthsOfSizes = [12, 16, 20, 24];

/** The end of a directory, and that of one with numbers of 8 bytes before it. APPNOTE 4.3.14 to 4.3.16. */
const lengthsOfEnd: ReadonlySet<number> = new Set([22, 98]);

/** Stands for a number that is elsewhere, in 8 bytes. */
const elsewhere = 0xff_ff_ff_ff;

/**
 * Refuses a zip that has anything but its files and its directory: one program reads the directory, another the headers before the files,
 * and both must find the same.
 * @param start the place of the directory
 */
export async function requireNothingBetween(
  zip: ZipFile,
  entries: readonly Entry[],
  start: number,
): Promise<void> {
  let ends = [0];
  for (const entry of entries.toSorted(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  )) {
    const { relativeOffsetOfLocalHeader: at, compressedSize, uncompressedSize, fileNameRaw: name } = entry;
    if (!ends.includes(at)) throw hidden(`before "${name.toString('latin1')}"`);
    const header = await zip.readLocalFileHeaderPromise(entry);
    const follow = (header.generalPurposeBitFlag & sizesFollow) !== 0;
    const isSame =
      header.fileName.equals(name) &&
      header.generalPurposeBitFlag === entry.generalPurposeBitFlag &&
      header.compressionMethod === entry.compressionMethod &&
      (follow || [compressedSize, elsewhere].includes(header.compressedSize)) &&
      (follow || [uncompressedSize, elsewhere].includes(header.uncompressedSize));
    if (!isSame)
      throw new PackageRefused(
        `"${name.toString('latin1')}" has a header that the directory does not agree with`,
      );
    const end = header.fileDataStart + compressedSize;
    ends = follow ? lengthsOfSizes.map((length) => end + length) : [end];
  }
  if (!ends.includes(start)) throw hidden('before its directory');
  if (!lengthsOfEnd.has(zip.fileSize - Number(zip.readEntryCursor))) throw hidden('behind its directory');
}

function hidden(where: string): PackageRefused {
  return new PackageRefused(`there are bytes ${where} that belong to no file`);
}
