import type { Readable } from 'node:stream';

/** A blob as its first version is: what came to lie over that later shows in `versions` alone. */
export interface BlobProperties {
  readonly name: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly etag: string;
  /** Until when a locked policy keeps it, ISO 8601, whole seconds; absent: it has none. One that is not locked can be taken away, and does not count. */
  readonly retainUntil?: string;
  /** Whether its policy is locked: it can be extended, and nothing else. */
  readonly locked: boolean;
  readonly legalHold: boolean;
  /** Whether nothing can be appended any more. */
  readonly sealed: boolean;
  /** The number of versions, of which this is the first. More than one: somebody has written over it. */
  readonly versions: number;
}

export interface PutOptions {
  readonly contentType: string;
  /** Until when it is to be kept, ISO 8601; absent: it is not locked. */
  readonly retainUntil?: string;
}

export interface PutResult {
  /** `there`: there was one of that name before, which stays as it is. */
  readonly kind: 'written' | 'there';
  /** Whether a locked policy keeps it, and for as long as was asked. Never true where the service knows no policies. */
  readonly protected: boolean;
}

/** A part of a blob, from its first byte at 0. */
export interface ByteRange {
  readonly offset: number;
  /** Absent: up to the end. */
  readonly count?: number;
}

export interface BlobTail {
  readonly content: Uint8Array;
  /** Bytes of the whole blob. */
  readonly length: number;
  /** Blocks of an append blob, of which it takes 50,000. */
  readonly blocks: number;
}

/**
 * A container of blobs that are written once or appended to. In Azure it is to have version-level immutability; what says `unsupported`
 * comes from a service without it (Azurite), where nothing is protected. Transient errors are tried again by the SDK, then thrown.
 */
export interface Blobs {
  /** Makes the container where it is absent. The container of a tenant is made by its administrator, with immutability. */
  create(): Promise<void>;
  /**
   * Writes a blob, if there is none of that name, and locks it where `retainUntil` is given. Whoever is cut off before the lock calls again:
   * what is there is locked as well, and never for a shorter time than it is.
   */
  putOnce(name: string, content: Uint8Array | Readable, options: PutOptions): Promise<PutResult>;
  /** Reads the first version whole; at most 64 MiB. */
  read(name: string): Promise<{ readonly content: Uint8Array; readonly versions: number } | undefined>;
  /** Streams the first version, or a part of it. Throws where there is none. */
  open(name: string, range?: ByteRange): Promise<Readable>;
  /** Properties of the first version. */
  properties(name: string): Promise<BlobProperties | undefined>;
  /** Blobs by name, in order, also those of which only previous versions are left. None where the container is not made yet. */
  list(prefix: string): AsyncIterable<BlobProperties>;
  /**
   * Appends one block of at most 4 MiB; at position 0 the blob is made where it is absent.
   * `conflict`: it does not end at that position, is sealed, locked or held. `full`: it has all its blocks.
   */
  appendTo(name: string, content: Uint8Array, position: number): Promise<'appended' | 'conflict' | 'full'>;
  /** Reads the last bytes of the first version. */
  tail(name: string, bytes: number): Promise<BlobTail | undefined>;
  /** Ends an append blob, for good. */
  seal(name: string): Promise<'sealed' | 'absent' | 'unsupported'>;
  /** Locks the first version until a time, ISO 8601. `kept`: it is locked for as long or longer. */
  retain(name: string, until: string): Promise<'extended' | 'kept' | 'absent' | 'unsupported'>;
  /** Sets or clears a legal hold on the first version. */
  hold(name: string, on: boolean): Promise<'set' | 'absent' | 'unsupported'>;
}
