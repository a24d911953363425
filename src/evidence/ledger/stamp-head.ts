import { sha256 } from '../model/index.ts';
import { appendRows } from './append-rows.ts';
import type { LedgerPorts } from './ports.ts';
import { readHead } from './read-head.ts';

/** A service that signs when it has seen a hash. RFC 3161. */
export interface TimeStamper {
  readonly service: string;
  /** @returns the token in DER, checked to be about that hash. Throws where the service does not give one. */
  stamp(hash: string): Promise<Uint8Array>;
}

/** Has the end of the ledger stamped by another, so that whoever rules the subscription cannot write the past again unnoticed. */
export async function stampHead(
  { ledger }: Pick<LedgerPorts, 'ledger'>,
  stamper: TimeStamper,
): Promise<'stamped' | 'other'> {
  const head = await readHead(ledger);
  const { row: of, hash } = head.place;
  if (head.settings === undefined) return 'other';
  const token = await stamper.stamp(hash);
  const blob = `stamps/${String(of).padStart(10, '0')}-${hash}.tsr`;
  // Another run may have had the same row stamped: its token is as good.
  await ledger.putOnce(blob, token, { contentType: 'application/timestamp-reply' });
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
