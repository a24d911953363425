import { longestLine } from './verify-chain.ts';

const lineFeed = 0x0a;

/** No JSON, which is always in UTF-8. RFC 8259 8.1. */
const notText = '\uFFFD';

/**
 * Splits the bytes of a ledger into lines, at line feeds alone: in JSON a text may hold the other characters that end a line. A line that is longer than any may be ends the reading: as much of it is given as shows that.
 * The last line may lack its line feed.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  most = longestLine,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (parts: readonly Uint8Array[]): string => {
    try {
      return decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
    } catch {
      return notText;
    }
  };
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      parts.push(chunk.subarray(start, end));
      yield decode(parts);
      parts = [];
      size = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    size += chunk.length - start;
    // A character has up to four bytes.
    if (size > 4 * most) {
      yield ' '.repeat(most + 1);
      return;
    }
  }
  if (size > 0) yield decode(parts);
}
