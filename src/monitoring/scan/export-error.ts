import type { FileHandle } from 'node:fs/promises';
import { JsonSyntaxError } from './json-splitter.ts';

/** The file cannot be read as an export of resources at all. The message names the file and the place. */
export class ExportError extends Error {}

/** Says the place of a syntax error by line and column, as an editor shows it. */
export async function locateError(
  path: string,
  handle: FileHandle,
  error: JsonSyntaxError,
): Promise<ExportError> {
  let line = 1;
  let lineStart = 0;
  const stream = handle.createReadStream({ start: 0, end: error.offset, autoClose: false });
  let offset = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0 && offset + at < error.offset; at = chunk.indexOf(10, at + 1)) {
      line++;
      lineStart = offset + at + 1;
    }
    offset += chunk.length;
  }
  const column = error.offset - lineStart + 1;
  return new ExportError(`${path}: line ${line}, column ${column}: ${error.message}`, { cause: error });
}
