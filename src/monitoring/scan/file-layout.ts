import { JsonSplitter, JsonSyntaxError } from './json-splitter.ts';

/** `document`: one JSON text (or several, one after the other); `lines`: a JSON text on each line. */
export type Layout = 'document' | 'lines';

/** The number of bytes of a file that are looked at to find its layout. */
export const HEAD_BYTES = 1 << 16;

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Tells JSON lines from a JSON document by the first bytes of the file and by its name (`.jsonl` and `.ndjson` are lines).
 * A damaged first line does not make lines a document. Throws JsonSyntaxError where the file is neither.
 */
export function detectLayout(head: Buffer, path: string): Layout {
  const packed = packedAs(head);
  if (packed !== undefined) throw new JsonSyntaxError(packed, 0);
  // A zero byte beside the first character is that of a text of two bytes each, without a mark.
  if (isMarkedUtf16(head) || (head.length > 1 && (head[0] === 0) !== (head[1] === 0)))
    throw new JsonSyntaxError('the file is UTF-16: save it as UTF-8', 0);
  if (/\.(jsonl|ndjson)$/i.test(path)) return 'lines';
  const text = head.toString().replace(/^\uFEFF/, '');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [first = '', second] = lines;
  if (first === '') throw new JsonSyntaxError('the file is empty', 0);
  // Not a half of one: Node aborts where a half is looked for.
  const start = String.fromCodePoint(first.trimStart().codePointAt(0) ?? 0);
  if (start === '[') return 'document';
  if (start !== '{') {
    if (lines.slice(1).some((line) => line.startsWith('{') && parses(line))) return 'lines';
    throw new JsonSyntaxError(`unexpected ${JSON.stringify(start)}`, head.indexOf(start));
  }
  if (entersEnvelope(text)) return 'document';
  return parses(first) || second?.startsWith('{') === true ? 'lines' : 'document';
}

/** Tells a packed file by its first bytes, and says how to unpack it. */
function packedAs(head: Buffer): string | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'the file is compressed by gzip: unpack it first (gunzip)';
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004')))
    return 'the file is a ZIP archive: unpack it first';
  return undefined;
}

function isMarkedUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

function entersEnvelope(text: string): boolean {
  const splitter = new JsonSplitter();
  try {
    for (const _ of splitter.push(Buffer.from(text)));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  return splitter.sawEnvelope;
}
