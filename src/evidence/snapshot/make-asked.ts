import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Versioned } from '../../platform/store/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import { retainUntil } from '../model/index.ts';
import { blobOf, isOpen } from './kept-snapshot.ts';
import type { KeptSnapshot, SnapshotPorts } from './kept-snapshot.ts';
import { writeSnapshot } from './write-snapshot.ts';

/** One that ends the host each time must not keep the others from being made. */
const mostTries = 5;

/** Makes each snapshot that was asked for, the oldest first. One that a crash cut off is made again: the same question has the same answer. */
export async function makeAskedSnapshots(ports: SnapshotPorts): Promise<void> {
  const open = (await ports.snapshots.all()).filter(({ value }) => isOpen(value));
  for (const each of open.toSorted((one, other) => orderOf(one) - orderOf(other))) {
    try {
      await make(each, ports);
    } catch (error) {
      ports.log.error('A snapshot could not be made', { error: describeError(error) });
    }
  }
}

function orderOf({ value: { tries, requestedAt } }: Versioned<KeptSnapshot>): number {
  return tries * 1e14 + Date.parse(requestedAt);
}

async function make({ value, etag }: Versioned<KeptSnapshot>, ports: SnapshotPorts): Promise<void> {
  const { snapshots, packages, clock } = ports;
  if (value.tries >= mostTries) {
    const failed = `it was begun ${mostTries} times and never came to an end`;
    await snapshots.write({ ...value, failed }, etag);
    return;
  }
  const begun = { ...value, tries: value.tries + 1 };
  // Another host makes it.
  if ((await snapshots.write(begun, etag)) === 'conflict') return;
  const { period, asKnownAt, controls, format, blob } = value;
  const query = { period, controls, ...(asKnownAt !== undefined && { asKnownAt }) };
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
  const at = clock.now().toISOString();
  const put = await packages.putOnce(blob, source.pipe(counted), {
    contentType: format === 'json' ? 'application/json' : 'application/zip',
    retainUntil: retainUntil({ createdAt: at, lastInEffect: at }, at),
  });
  const current = await snapshots.read(value.id);
  if (!current) return;
  if (put.kind === 'written') {
    const made = { sha256: hash.digest('hex'), bytes, at };
    await snapshots.write({ ...current.value, made }, current.etag);
    return;
  }
  source.destroy();
  // A crash came between the blob and this row: another name is taken, as nobody knows what lies there.
  await snapshots.write({ ...current.value, blob: blobOf(value.id, format) }, current.etag);
}
