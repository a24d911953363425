import type { Clock } from '../../base/index.ts';
import type { RecordBook } from '../../records/index.ts';
import { noteOnce } from '../../records/index.ts';
import type { LedgerPlace } from '../model/index.ts';

/** Has the end of the ledger sent to a channel that leads out of the subscription, once a day. */
export async function noteHead(
  { row, hash }: LedgerPlace,
  channel: string,
  now: string,
  records: Pick<RecordBook, 'notices'>,
): Promise<void> {
  const day = now.slice(0, 10);
  const notice = { kind: 'ledger-head', at: `${day}T00:00:00.000Z`, row, hash, channel } as const;
  await noteOnce(`ledger-head|${day}`, notice, records, now);
}

/** Returns the ends that were sent in this month and in the one before. */
export async function knownHeads({
  records,
  clock,
}: {
  readonly records: Pick<RecordBook, 'notices'>;
  readonly clock: Pick<Clock, 'now'>;
}): Promise<readonly LedgerPlace[]> {
  const now = clock.now();
  const months = [0, 1].map((back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7),
  );
  const notices = await Promise.all(months.map((month) => records.notices.latest(month)));
  return notices
    .flat()
    .flatMap(({ value }) => (value.kind === 'ledger-head' ? [{ row: value.row, hash: value.hash }] : []));
}
