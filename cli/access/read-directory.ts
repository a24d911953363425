import { readFile } from 'node:fs/promises';
import type { DirectoryFeed } from '../../src/phi-access/access-review/index.ts';
import { DirectoryError, parseDirectory } from '../../src/phi-access/model/index.ts';
import { UsageError } from '../fail.ts';
import { readTrouble } from '../read-text.ts';

const expected = 'expected {"principals": [{"id": ..., "kind": "human" | "service" | "agent", ...}], ...}';

/** Reads who people and machines are. Trouble is told with the file, the place in it, and what was expected there. */
export async function readDirectory(
  file: string,
  keyed: Parameters<typeof parseDirectory>[1],
): Promise<DirectoryFeed> {
  const refuse = (why: string, cause?: unknown) => new UsageError(`--directory: ${file}: ${why}`, { cause });
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw refuse(readTrouble(cause), cause);
  });
  let json: unknown;
  try {
    // Files of PowerShell begin with a byte order mark.
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw refuse(`not JSON: ${(cause as SyntaxError).message}; ${expected}`, cause);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw refuse(`found ${kindOf(json)}; ${expected}`);
  try {
    return { version: file, directory: parseDirectory(json, keyed) };
  } catch (cause) {
    if (cause instanceof DirectoryError) throw refuse(cause.message.replace(/^directory: /, ''), cause);
    throw cause;
  }
}

function kindOf(json: unknown): string {
  if (Array.isArray(json)) return 'an array';
  return json === null ? 'null' : `a ${typeof json}`;
}
