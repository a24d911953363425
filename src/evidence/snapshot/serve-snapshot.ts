import { createHash, randomUUID } from 'node:crypto';
import { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ByteRange } from '../../platform/blobs/index.ts';
import { ledgerBlobs, readHead } from '../ledger/index.ts';
import { retainUntil, sha256 } from '../model/index.ts';
import type { KeptSnapshot, SnapshotFormat, SnapshotPorts } from './kept-snapshot.ts';
import type { SnapshotQuery } from './snapshot.ts';
import { snapshotId, writeSnapshot } from './write-snapshot.ts';

/** Bytes of the ledger from which on a snapshot is made beside: about 5,000 rows, which take a second. */
const largeLedger = 8 * 1024 * 1024;

/** A snapshot to be handed out, with all or some of its bytes. */
export interface SnapshotFile {
  readonly kind: 'file';
  readonly sha256: string;
  readonly bytes: number;
  read(range?: ByteRange): Promise<Buffer>;
}

/** It is being made: to be asked for again, as known at a moment that stays. */
export interface SnapshotInWork {
  readonly kind: 'in-work';
  readonly id: string;
  readonly asKnownAt: string;
  readonly requestedAt: string;
}

/** Rebuilds a period where that is quick; else puts it on record that somebody asks for it, or hands out what was made. */
export async function serveSnapshot(
  query: SnapshotQuery,
  format: SnapshotFormat,
  requestedBy: string,
  ports: SnapshotPorts,
  large = largeLedger,
): Promise<SnapshotFile | SnapshotInWork> {
  if ((await ledgerBytes(ports)) < large) return inMemory(await writeSnapshot(query, format, ports));
  const pinned = { ...query, asKnownAt: query.asKnownAt ?? (await readHead(ports.ledger)).from };
  const id = snapshotId(pinned, format);
  const known =
    (await ports.snapshots.read(id))?.value ?? (await ask(id, pinned, format, requestedBy, ports));
  const { made, blob, requestedAt } = known;
  if (!made) return { kind: 'in-work', id, asKnownAt: pinned.asKnownAt, requestedAt };
  return {
    kind: 'file',
    sha256: made.sha256,
    bytes: made.bytes,
    read: async (range) => buffer(await ports.packages.open(blob, range)),
  };
}

async function ledgerBytes({ ledger }: SnapshotPorts): Promise<number> {
  let bytes = 0;
  const names = new Set(await ledgerBlobs(ledger));
  for await (const blob of ledger.list('rows/')) if (names.has(blob.name)) bytes += blob.bytes;
  return bytes;
}

async function inMemory(stream: NodeJS.ReadableStream): Promise<SnapshotFile> {
  const content = await buffer(stream);
  return {
    kind: 'file',
    sha256: sha256(content),
    bytes: content.length,
    read: async ({ offset, count } = { offset: 0 }) =>
      content.subarray(offset, count === undefined ? undefined : offset + count),
  };
}

async function ask(
  id: string,
  query: SnapshotQuery,
  format: SnapshotFormat,
  requestedBy: string,
  { snapshots, clock }: SnapshotPorts,
): Promise<KeptSnapshot> {
  const asked: KeptSnapshot = {
    ...query,
    id,
    format,
    requestedBy,
    requestedAt: clock.now().toISOString(),
    blob: `snapshots/${id}-${randomUUID()}.${format}`,
  };
  const written = await snapshots.write(asked, undefined);
  return written === 'written' ? asked : ((await snapshots.read(id))?.value ?? asked);
}

/** Makes each snapshot that was asked for. One that a crash cut off is made again: the same question has the same answer. */
export async function makeAskedSnapshots(ports: SnapshotPorts): Promise<void> {
  for (const { value, etag } of await ports.snapshots.all()) {
    if (value.made) continue;
    const { blob, format, requestedBy: _by, requestedAt: _at, id: _id, ...query } = value;
    const hash = createHash('sha256');
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    const source = await writeSnapshot(query, format, ports);
    source.on('error', (error: Error) => counted.destroy(error));
    const at = ports.clock.now().toISOString();
    const put = await ports.packages.putOnce(blob, source.pipe(counted), {
      contentType: format === 'json' ? 'application/json' : 'application/zip',
      retainUntil: retainUntil({ createdAt: at, lastInEffect: at }, at),
    });
    const made = put.kind === 'written' ? { sha256: hash.digest('hex'), bytes, at } : undefined;
    if (put.kind === 'there') source.destroy();
    // A crash came between the blob and this row: another name is taken, as nobody knows what lies there.
    const next = made
      ? { ...value, made }
      : { ...value, blob: `snapshots/${value.id}-${randomUUID()}.${format}` };
    await ports.snapshots.write(next, etag);
  }
}
