import type { Slice } from './json-splitter.ts';

/** Cuts JSON lines without holding them; empty lines are passed over. */
export class LineSplitter {
  /** Number of the line that was given last. */
  line = 0;
  #offset = 0;
  #start = 0;
  #parts: Buffer[] = [];

  *push(chunk: Buffer): Generator<Slice> {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield* this.#complete(chunk.subarray(from, end));
      from = end + 1;
      this.#start = this.#offset + from;
    }
    this.#parts.push(Buffer.from(chunk.subarray(from)));
    this.#offset += chunk.length;
  }

  /** Gives the last line, where no newline closes it. */
  *end(): Generator<Slice> {
    yield* this.#complete(Buffer.alloc(0));
  }

  *#complete(last: Buffer): Generator<Slice> {
    const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.line++;
    const text = bytes.toString();
    if (text.trim() !== '') yield { kind: 'element', start: this.#start, length: bytes.length, text };
  }
}
