import { buffer } from 'node:stream/consumers';
import type { ByteRange } from '../../platform/blobs/index.ts';
import { ledgerBlobs, readHead } from '../ledger/index.ts';
import { sha256 } from '../model/index.ts';
import { blobOf, isOpen } from './kept-snapshot.ts';
import type { KeptSnapshot, SnapshotFormat, SnapshotPorts } from './kept-snapshot.ts';
import type { SnapshotQuery } from './snapshot.ts';
import { snapshotId, writeSnapshot } from './write-snapshot.ts';

/** Bytes of the ledger from which on a snapshot is made in the background: about 5,000 rows, which take a second. */
const largeLedger = 8 * 1024 * 1024;

/** The most snapshots that are in work at once, and of them those that one caller asked for: each is locked for six years. */
const mostOpen = { all: 20, own: 5 };

/** A snapshot to be handed out, with all or some of its bytes. */
export interface SnapshotFile {
  readonly kind: 'file';
  readonly sha256: string;
  readonly bytes: number;
  /** Whether the same question has the same bytes: a package that is signed anew has not. */
  readonly isStable: boolean;
  read(range?: ByteRange): Promise<Buffer>;
}

/** It is being made: to be asked for again, as known at a moment that stays. */
export interface SnapshotInWork {
  readonly kind: 'in-work';
  readonly id: string;
  readonly asKnownAt: string;
  readonly requestedAt: string;
}

export type Served =
  | SnapshotFile
  | SnapshotInWork
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'too-many' };

/** Rebuilds a period where that is quick; else puts it on record that somebody asks for it, or hands out what was made. */
export async function serveSnapshot(
  query: SnapshotQuery,
  format: SnapshotFormat,
  requestedBy: string,
  ports: Omit<SnapshotPorts, 'log'>,
  large = largeLedger,
): Promise<Served> {
  if ((await ledgerBytes(ports)) < large)
    return inMemory(await writeSnapshot(query, format, ports), format === 'json');
  // A file that is kept must not lack what the ledger has tomorrow.
  const head = new Date((await readHead(ports.ledger)).from).toISOString();
  const asKnownAt = query.asKnownAt !== undefined && query.asKnownAt < head ? query.asKnownAt : head;
  const pinned = { ...query, asKnownAt };
  const id = snapshotId(pinned, format);
  const known =
    (await ports.snapshots.read(id))?.value ?? (await ask(id, pinned, format, requestedBy, ports));
  if (known === 'too-many') return { kind: 'too-many' };
  const { made, blob, requestedAt, failed } = known;
  if (failed !== undefined) return { kind: 'failed', why: failed };
  if (!made) return { kind: 'in-work', id, asKnownAt, requestedAt };
  return {
    kind: 'file',
    sha256: made.sha256,
    bytes: made.bytes,
    isStable: true,
    read: async (range) => buffer(await ports.packages.open(blob, range)),
  };
}

async function ledgerBytes({ ledger }: Pick<SnapshotPorts, 'ledger'>): Promise<number> {
  let bytes = 0;
  const names = new Set(await ledgerBlobs(ledger));
  for await (const blob of ledger.list('rows/')) if (names.has(blob.name)) bytes += blob.bytes;
  return bytes;
}

async function inMemory(stream: NodeJS.ReadableStream, isStable: boolean): Promise<SnapshotFile> {
  const content = await buffer(stream);
  return {
    kind: 'file',
    sha256: sha256(content),
    bytes: content.length,
    isStable,
    read: async ({ offset, count } = { offset: 0 }) =>
      content.subarray(offset, count === undefined ? undefined : offset + count),
  };
}

async function ask(
  id: string,
  query: SnapshotQuery,
  format: SnapshotFormat,
  requestedBy: string,
  { snapshots, clock }: Pick<SnapshotPorts, 'snapshots' | 'clock'>,
): Promise<KeptSnapshot | 'too-many'> {
  const open = (await snapshots.all()).filter(({ value }) => isOpen(value));
  const own = open.filter(({ value }) => value.requestedBy === requestedBy);
  if (open.length >= mostOpen.all || own.length >= mostOpen.own) return 'too-many';
  const asked: KeptSnapshot = {
    ...query,
    id,
    format,
    requestedBy,
    requestedAt: clock.now().toISOString(),
    blob: blobOf(id, format),
    tries: 0,
  };
  const written = await snapshots.write(asked, undefined);
  return written === 'written' ? asked : ((await snapshots.read(id))?.value ?? asked);
}
