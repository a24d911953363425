import type { Clock } from '../../base/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { retainUntil, sha256 } from '../model/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { appendRows } from './append-rows.ts';
import type { LedgerPorts } from './ports.ts';
import { readHead } from './read-head.ts';

/** A service that signs when it has seen a hash. RFC 3161. */
export interface TimeStamper {
  readonly service: string;
  /** @returns the token in DER, checked to be about that hash. Throws where the service does not give one. */
  stamp(hash: string): Promise<Uint8Array>;
}

interface StampPorts {
  /** The container of the ledger under the identity that locks. */
  readonly locking: Blobs;
  readonly clock: Pick<Clock, 'now'>;
}

/** The beginning of the names of time stamps. */
export const stampPrefix = 'stamps/';

function stampBlob({ row, hash }: LedgerPlace): string {
  return `${stampPrefix}${String(row).padStart(10, '0')}-${hash}.tsr`;
}

/** Reads the place of the ledger that a time stamp is about from its name; undefined for another name. */
export function stampedPlace(name: string): LedgerPlace | undefined {
  const [, row, hash] = /^stamps\/(\d{10,})-([0-9a-f]{64})\.tsr$/.exec(name) ?? [];
  return hash === undefined ? undefined : { row: Number(row), hash };
}

/** Has the end of the ledger stamped by another, so that whoever rules the subscription cannot write the past again unnoticed. */
export async function stampHead(
  { ledger, locking, clock }: Pick<LedgerPorts, 'ledger'> & StampPorts,
  stamper: TimeStamper,
): Promise<'stamped' | 'other'> {
  const head = await readHead(ledger);
  const { row: of, hash } = head.place;
  if (head.settings === undefined) return 'other';
  const token = await stamper.stamp(hash);
  const blob = stampBlob({ row: of, hash });
  // Another run may have had the same row stamped: its token is as good.
  const now = clock.now().toISOString();
  await locking.putOnce(blob, token, {
    contentType: 'application/timestamp-reply',
    retainUntil: retainUntil({ createdAt: now }, now),
  });
  const kept = await ledger.read(blob);
  const mark = {
    mark: 'time-stamp',
    until: head.from,
    settings: head.settings,
    ...(head.hoursTo !== undefined && { hoursTo: head.hoursTo }),
    of,
    hash,
    service: stamper.service,
    blob,
    sha256: sha256(kept?.content ?? token),
  } as const;
  return (await appendRows([mark], head.from, head, ledger)) ? 'stamped' : 'other';
}
