import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** The time of every file: a zip has the hours of wherever it is written, and noon of that day is the same bytes everywhere. */
const timeless = { mtime: new Date(1980, 0, 1, 12), forceDosTimestamp: true, mode: 0o100644 };

/** Files of a folder that are deployed: maps of sources are for whoever debugs. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}

/** Zips a folder: the same files make the same bytes. */
export async function zipFolder(folder: string): Promise<Buffer> {
  const zip = new ZipFile();
  for (const path of filesIn(folder))
    zip.addBuffer(readFileSync(join(folder, path)), path.replaceAll('\\', '/'), timeless);
  zip.end();
  return buffer(zip.outputStream);
}
