/** A piece of the file: one top-level resource, or what surrounds the list of an envelope. */
export interface Slice {
  readonly kind: 'element' | 'envelope';
  /** Byte offset and length in the file; of an envelope, of its last part. */
  readonly start: number;
  readonly length: number;
  readonly text: string;
}

/** The file is not JSON; `offset` is the byte where that shows. */
export class JsonSyntaxError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number, options?: ErrorOptions) {
    super(message, options);
    this.offset = offset;
  }
}

const QUOTE = 0x22;

const COMMA = 0x2c;

const COLON = 0x3a;

const BACKSLASH = 0x5c;

const OPEN_ARRAY = 0x5b;

const CLOSE_ARRAY = 0x5d;

const OPEN_OBJECT = 0x7b;

const CLOSE_OBJECT = 0x7d;

/** PowerShell writes them with capitals. */
const RESOURCE_KEYS = new Set(['type', 'id', 'resourcetype', 'resourceid']);

const LIST_KEYS = new Set(['data', 'value']);

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Cuts a JSON file into its top-level resources without holding it: the elements of an array, of the list in
 * `{"data": [...]}` or `{"value": [...]}`, or the values of a file that has several one after the other.
 *
 * It only finds where elements begin and end; JSON.parse reads them. A streaming parser has a third of the speed. By their offsets,
 * related resources are read again from the file instead of being held.
 */
export class JsonSplitter {
  /** True once the list of an envelope was entered. */
  sawEnvelope = false;
  #offset = 0;
  #depth = 0;
  /** The depth at which elements stand side by side: 0 between values, 1 in an array, 2 in the list of an envelope. */
  #home = 0;
  #open = false;
  #scalar = false;
  #inString = false;
  #escaped = false;
  #start = 0;
  #parts: Buffer[] = [];
  #needsComma = false;
  #afterComma = false;
  /** The last string of an object at depth 1, between values: before a `[` it is the key. */
  #string = '';
  #isResource = false;
  #prefix: string | undefined;

  /** Takes the next bytes, which the caller may overwrite afterwards, and gives the pieces that they complete. Throws JsonSyntaxError. */
  *push(chunk: Buffer): Generator<Slice> {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (this.#open && !this.#scalar && this.#home > 0) {
        i = this.#pass(chunk, i);
        if (i < chunk.length) yield this.#complete(chunk, from, i + 1);
        continue;
      }
      const byte = chunk[i] as number;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
        else if (this.#home === 0 && this.#depth === 1) this.#string += String.fromCharCode(byte);
        continue;
      }
      if (!this.#open) {
        if (this.#begin(byte, this.#offset + i)) from = i;
        continue;
      }
      if (byte === QUOTE) {
        this.#inString = true;
        if (this.#home === 0 && this.#depth === 1) this.#string = '';
      } else if (byte === OPEN_OBJECT) this.#depth++;
      else if (byte === OPEN_ARRAY) {
        if (this.#atList()) {
          this.#prefix = this.#take(chunk, from, i);
          this.sawEnvelope = true;
          this.#depth = this.#home = 2;
          this.#open = false;
        } else this.#depth++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.#scalar) {
          yield this.#complete(chunk, from, i);
          if (this.#begin(byte, this.#offset + i)) from = i;
        } else if (--this.#depth === this.#home) yield this.#complete(chunk, from, i + 1);
      } else if (this.#scalar && (byte === COMMA || isSpace(byte))) {
        yield this.#complete(chunk, from, i);
        this.#begin(byte, this.#offset + i);
      } else if (byte === COLON && this.#home === 0 && this.#depth === 1) {
        this.#isResource ||= RESOURCE_KEYS.has(this.#string.toLowerCase());
      }
    }
    if (this.#open) this.#parts.push(Buffer.from(chunk.subarray(from)));
    this.#offset += chunk.length;
  }

  /** Says that the file ends here. Throws JsonSyntaxError where something is still open. */
  end(): void {
    if (this.#depth > 0 || this.#open)
      throw new JsonSyntaxError('the file ends before its JSON does', this.#offset);
  }

  /** Runs over the inside of an element, where nearly all bytes are; gives the index of its last byte, or the chunk's length. */
  #pass(chunk: Buffer, from: number): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    let i = from;
    for (; i < chunk.length; i++) {
      const byte = chunk[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === this.#home) break;
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    return i;
  }

  /** A byte between elements. True where an element, or the rest of an envelope, begins with it. */
  #begin(byte: number, at: number): boolean {
    if (isSpace(byte)) return false;
    if (byte === CLOSE_ARRAY && this.#home > 0 && !this.#afterComma) {
      const inEnvelope = this.#home === 2;
      this.#depth = inEnvelope ? 1 : 0;
      this.#home = 0;
      this.#needsComma = false;
      this.#open = inEnvelope;
      this.#start = at + 1;
      // The list itself is left out of the envelope: `null` takes its place, and this byte.
      if (inEnvelope) this.#parts = [];
      return inEnvelope;
    }
    if (byte === COMMA && this.#home > 0 && this.#needsComma) {
      this.#needsComma = false;
      this.#afterComma = true;
      return false;
    }
    if (this.#needsComma || byte === COMMA || byte === COLON || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)
      throw new JsonSyntaxError(`unexpected ${JSON.stringify(String.fromCharCode(byte))}`, at);
    this.#afterComma = false;
    if (this.#home === 0 && byte === OPEN_ARRAY) {
      this.#depth = this.#home = 1;
      return false;
    }
    if (this.#home === 0 && byte !== OPEN_OBJECT)
      throw new JsonSyntaxError(`unexpected ${JSON.stringify(String.fromCharCode(byte))}`, at);
    this.#open = true;
    this.#start = at;
    this.#scalar = byte !== OPEN_OBJECT && byte !== OPEN_ARRAY;
    this.#inString = byte === QUOTE;
    if (!this.#scalar) this.#depth++;
    this.#isResource = false;
    return true;
  }

  #atList(): boolean {
    return (
      this.#home === 0 &&
      this.#depth === 1 &&
      this.#prefix === undefined &&
      !this.#isResource &&
      LIST_KEYS.has(this.#string.toLowerCase())
    );
  }

  #complete(chunk: Buffer, from: number, to: number): Slice {
    const prefix = this.#prefix;
    const text = this.#take(chunk, from, to);
    const slice = { start: this.#start, length: this.#offset + to - this.#start };
    this.#open = this.#scalar = false;
    this.#needsComma = this.#home > 0;
    if (this.#home > 0 || prefix === undefined) return { kind: 'element', ...slice, text };
    this.#prefix = undefined;
    // `text` begins with the `]` that closed the list.
    return { kind: 'envelope', ...slice, text: `${prefix}null${text.slice(1)}` };
  }

  #take(chunk: Buffer, from: number, to: number): string {
    const last = chunk.subarray(from, to);
    const text =
      this.#parts.length === 0 ? last.toString() : Buffer.concat([...this.#parts, last]).toString();
    this.#parts = [];
    return text;
  }
}
