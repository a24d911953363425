import { createReadStream } from 'node:fs';
import { UsageError } from './fail.ts';

/** Reads a file, or a pipe, of so many bytes at most. `where` begins each sentence about trouble: a path, or an option and a path. */
export async function readText(path: string, most: number, where = path): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // One byte more than allowed shows that there is more; the rest is not read.
    for await (const part of createReadStream(path, { end: most })) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
    }
  } catch (cause) {
    throw new UsageError(`${where}: ${readTrouble(cause as NodeJS.ErrnoException)}`, { cause });
  }
  if (size > most) throw new UsageError(`${where}: must have at most ${most / 1024} KiB`);
  // Files of PowerShell begin with a byte order mark.
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

export function readTrouble({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'no such file';
  return code === 'EISDIR' ? 'a folder, not a file' : (code ?? message);
}
