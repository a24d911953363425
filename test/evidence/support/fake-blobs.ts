import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Blobs } from '../../../src/platform/blobs/index.ts';

interface Held {
  content: Buffer;
  retainUntil?: string;
  sealed?: boolean;
  legalHold?: boolean;
}

/** Blobs in memory, that behave as a container with version-level immutability. `fails` is asked before each write. */
export class FakeBlobs implements Blobs {
  readonly held = new Map<string, Held>();
  fails: (name: string) => void = () => undefined;
  /** Calls in order, as `seal rows/2026-11-001.jsonl`. */
  readonly asked: string[] = [];

  async create(): Promise<void> {}

  async putOnce(...[name, content, { retainUntil }]: Parameters<Blobs['putOnce']>) {
    this.#ask('put', name);
    const known = this.held.get(name);
    if (known) return { kind: 'there', protected: known.retainUntil !== undefined } as const;
    const bytes = content instanceof Readable ? await buffer(content) : Buffer.from(content);
    this.held.set(name, { content: bytes, ...(retainUntil !== undefined && { retainUntil }) });
    return { kind: 'written', protected: retainUntil !== undefined } as const;
  }

  async read(name: string) {
    const held = this.held.get(name);
    return held && { content: new Uint8Array(held.content), versions: 1 };
  }

  async open(name: string, { offset, count }: { offset: number; count?: number } = { offset: 0 }) {
    const content = this.held.get(name)?.content ?? Buffer.alloc(0);
    return Readable.from([content.subarray(offset, count === undefined ? undefined : offset + count)]);
  }

  async tail(name: string, bytes: number) {
    const content = this.held.get(name)?.content;
    return (
      content && { content: new Uint8Array(content.subarray(-bytes)), length: content.length, blocks: 1 }
    );
  }

  async appendTo(name: string, content: Uint8Array, position: number) {
    this.#ask('append', name);
    const held = this.held.get(name);
    if ((held?.content.length ?? 0) !== position || held?.sealed || held?.legalHold)
      return 'conflict' as const;
    this.held.set(name, { ...held, content: Buffer.concat([held?.content ?? Buffer.alloc(0), content]) });
    return 'appended' as const;
  }

  async seal(name: string) {
    this.#ask('seal', name);
    const held = this.held.get(name);
    if (held) held.sealed = true;
    return 'sealed' as const;
  }

  async retain(name: string, until: string) {
    this.#ask('retain', `${name} ${until}`);
    const held = this.held.get(name);
    if (!held) return 'absent' as const;
    if ((held.retainUntil ?? '') >= until) return 'kept' as const;
    held.retainUntil = until;
    return 'extended' as const;
  }

  async hold(name: string, on: boolean) {
    this.#ask(on ? 'hold' : 'release', name);
    const held = this.held.get(name);
    if (held) held.legalHold = on;
    return held ? ('set' as const) : ('absent' as const);
  }

  async properties(name: string) {
    const held = this.held.get(name);
    return held && { name, ...describe(held) };
  }

  async *list(prefix: string) {
    for (const name of [...this.held.keys()].toSorted())
      if (name.startsWith(prefix)) yield { name, ...describe(this.held.get(name) as Held) };
  }

  #ask(what: string, name: string) {
    this.fails(name);
    this.asked.push(`${what} ${name}`);
  }
}

function describe({ content, retainUntil, sealed = false, legalHold = false }: Held) {
  return {
    bytes: content.length,
    createdAt: '2026-12-01T00:00:00.000Z',
    etag: String(content.length),
    locked: retainUntil !== undefined,
    legalHold,
    sealed,
    versions: 1,
    ...(retainUntil !== undefined && { retainUntil }),
  };
}
