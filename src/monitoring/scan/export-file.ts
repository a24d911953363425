import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { mayBeCutOff, withCutOffs } from './cut-off.ts';
import { locateError, ExportError } from './export-error.ts';
import { detectLayout, HEAD_BYTES } from './file-layout.ts';
import type { Layout } from './file-layout.ts';
import { JsonSplitter, JsonSyntaxError } from './json-splitter.ts';
import type { Slice } from './json-splitter.ts';
import { LineSplitter } from './line-splitter.ts';
import { EXPECTED, saysPartial, shapeOf } from './shapes.ts';

/** One top-level element of an export: what stands there, or why it cannot be read. */
export interface ExportElement {
  /** The place of the element, for people: `element 12`, `line 12`. */
  readonly place: string;
  readonly start: number;
  readonly length: number;
  readonly value?: unknown;
  readonly problem?: string;
}

/** An export that can be gone through more than once, and of which single elements can be read again. */
export interface ExportSource {
  elements(): AsyncIterable<ExportElement>;
  /** The element that stands at these bytes. */
  read(start: number, length: number): unknown;
  /** After `elements()` has ended: the export says that it is one page of several. */
  readonly partial: boolean;
}

const CHUNK_BYTES = 1 << 20;

/** A JSON array, a Resource Graph or ARM list (`{data: [...]}`, `{value: [...]}`), or JSON lines, on disk. */
export class ExportFile implements ExportSource {
  partial = false;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #layout: Layout;
  /** 3 where a byte order mark comes first. */
  readonly #skip: number;
  #scratch = Buffer.alloc(1 << 16);

  private constructor(path: string, handle: FileHandle, layout: Layout, skip: number) {
    this.#path = path;
    this.#handle = handle;
    this.#layout = layout;
    this.#skip = skip;
  }

  /** Throws ExportError where the file cannot be opened, is not a file, or begins like nothing that is JSON. */
  static async open(path: string): Promise<ExportFile> {
    const handle = await open(path).catch((cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'no such file' : (cause.code ?? cause.message);
      throw new ExportError(`${path}: ${why}`, { cause });
    });
    try {
      if (!(await handle.stat()).isFile())
        throw new ExportError(`${path}: not a file (it is read twice, so a pipe will not do)`);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const head = buffer.subarray(0, bytesRead);
      const skip = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
      return new ExportFile(path, handle, detectLayout(head, path), skip);
    } catch (error) {
      const told = error instanceof JsonSyntaxError ? await locateError(path, handle, error) : error;
      await handle.close();
      throw told;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /**
   * Throws ExportError at the first byte that is not JSON; of JSON lines, where no line at all is; and where all that the file
   * holds is something that is no export.
   */
  async *elements(): AsyncGenerator<ExportElement> {
    let first: ExportElement | undefined;
    let count = 0;
    try {
      for await (const element of this.#layout === 'lines' ? this.#lines() : this.#document()) {
        count++;
        // It may be one of many that cannot be read, or the whole file: that shows when the next one comes.
        if (count === 1 && shapeOf(element.value) !== undefined) first = element;
        else {
          if (first !== undefined) yield first;
          first = undefined;
          yield element;
        }
      }
      if (first !== undefined) throw new ExportError(`${this.#path}: ${shapeOf(first.value)}; ${EXPECTED}`);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      const inFile = new JsonSyntaxError(error.message, error.offset + this.#skip, { cause: error });
      throw await locateError(this.#path, this.#handle, inFile);
    }
  }

  read(start: number, length: number): unknown {
    if (this.#scratch.length < length) this.#scratch = Buffer.alloc(length);
    readSync(this.#handle.fd, this.#scratch, 0, length, start + this.#skip);
    return valueOf(this.#scratch.toString('utf8', 0, length));
  }

  async *#document(): AsyncGenerator<ExportElement> {
    const splitter = new JsonSplitter();
    let number = 0;
    for await (const chunk of this.#chunks())
      for (const slice of splitter.push(chunk)) {
        const value = parse(slice);
        if (slice.kind === 'envelope') this.partial ||= saysPartial(value);
        else yield { place: `element ${++number}`, start: slice.start, length: slice.length, value };
      }
    splitter.end();
  }

  async *#lines(): AsyncGenerator<ExportElement> {
    const splitter = new LineSplitter();
    let failure: JsonSyntaxError | undefined;
    let readable = 0;
    const element = (slice: Slice): ExportElement => {
      const at = { place: `line ${splitter.line}`, start: slice.start, length: slice.length };
      try {
        const value = parse(slice);
        readable++;
        return { ...at, value };
      } catch (error) {
        if (!(error instanceof JsonSyntaxError)) throw error;
        failure ??= error;
        return { ...at, problem: error.message };
      }
    };
    for await (const chunk of this.#chunks()) for (const slice of splitter.push(chunk)) yield element(slice);
    for (const slice of splitter.end()) yield element(slice);
    if (readable === 0 && failure !== undefined) throw failure;
  }

  /** Gives the same buffer each time. */
  async *#chunks(): AsyncGenerator<Buffer> {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (let position = this.#skip; ;) {
      const { bytesRead } = await this.#handle.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
}

function valueOf(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return mayBeCutOff(text) ? withCutOffs(value) : value;
}

function parse(slice: Slice): unknown {
  try {
    return valueOf(slice.text);
  } catch (cause) {
    const message = (cause as SyntaxError).message;
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    // V8 counts characters; the place is given in bytes.
    const offset = slice.start + Buffer.byteLength(slice.text.slice(0, at));
    throw new JsonSyntaxError(`not JSON: ${message}`, offset, { cause });
  }
}
