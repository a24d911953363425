import { Readable } from 'node:stream';
import { buildPackage } from '../package/index.ts';
import { sha256, canonicalJson } from '../model/index.ts';
import { rebuildSnapshot } from './snapshot.ts';
import type { PeriodSnapshot, SnapshotQuery } from './snapshot.ts';
import { snapshotFiles } from './snapshot-files.ts';
import { snapshotText } from './snapshot-text.ts';
import type { SnapshotFormat, SnapshotPorts } from './kept-snapshot.ts';

/** Returns the name by which a question is known: the same question has the same. */
export function snapshotId(query: SnapshotQuery, format: SnapshotFormat): string {
  return sha256(canonicalJson({ ...query, format }));
}

/** Rebuilds a period and writes it in a format: canonical JSON, or a signed package. */
export async function writeSnapshot(
  query: SnapshotQuery,
  format: SnapshotFormat,
  ports: Pick<SnapshotPorts, 'ledger' | 'signer' | 'clock' | 'appVersion' | 'catalogueVersion'>,
): Promise<Readable> {
  const snapshot = await rebuildSnapshot(query, ports.ledger);
  return format === 'json' ? Readable.from(snapshotText(snapshot)) : packageOf(snapshot, ports);
}

/** `20261001`. */
function day(time: string): string {
  return time.slice(0, 10).replaceAll('-', '');
}

function packageOf(
  snapshot: PeriodSnapshot,
  { signer, clock, appVersion, catalogueVersion }: Parameters<typeof writeSnapshot>[2],
): Readable {
  const { period, ledger, gaps, populations } = snapshot;
  const { stream } = buildPackage({
    manifest: {
      id: `snapshot-${day(period.from)}-${day(period.to)}`,
      period,
      class: 'auditor',
      createdAt: clock.now().toISOString(),
      appVersion,
      catalogueVersion,
      gaps,
      populations,
      // The rows themselves are in the package of the period; here is the place up to which they were read.
      ledger: { from: ledger, to: ledger },
      previous: null,
    },
    files: snapshotFiles(snapshot),
    signer,
  });
  return stream;
}
