import { open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { UsageError } from './fail.ts';

/** Characters that are gathered before they are written. */
const writtenAtOnce = 1 << 16;

/** A file that is written to the side, and takes its name once it is whole: half a report is taken for one with little to say. */
export class OutputFile {
  readonly #path: string;
  readonly #written: string;
  readonly #handle: FileHandle;
  #text = '';

  private constructor(path: string, written: string, handle: FileHandle) {
    this.#path = path;
    this.#written = written;
    this.#handle = handle;
  }

  static async open(path: string): Promise<OutputFile> {
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory()) throw new UsageError(`--output: ${path} is a folder, expected a file`);
    // What is no file, as /dev/null, is not replaced.
    const written = existing?.isFile() === false ? path : `${path}.${process.pid}.partial`;
    const handle = await open(written, 'w').catch((cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'there is no such folder' : (cause.code ?? cause.message);
      throw new UsageError(`--output: ${path} cannot be written: ${why}`, { cause });
    });
    return new OutputFile(path, written, handle);
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= writtenAtOnce) await this.#flush();
  }

  /** All of it is there. */
  async keep(): Promise<void> {
    await this.#flush();
    if (this.#written !== this.#path) await rename(this.#written, this.#path);
  }

  /** Leaves nothing of what was not kept. */
  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#written !== this.#path) await rm(this.#written, { force: true });
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    await this.#handle.writeFile(text);
  }
}
