import type { Drift } from '../../model/index.ts';
import type { LedgerRow } from '../ledger/index.ts';

/** Returns the drift that a row of the ledger holds; undefined: it holds none. */
export function driftIn(row: LedgerRow): Drift | undefined {
  if ('mark' in row || row.table !== 'Journal') return undefined;
  return row.values['drift'] as Drift | undefined;
}

/** Returns when a drift happened: at the time of the event that told of it, else when the resource was read. */
export function happenedAt({ eventTime, readAt }: Pick<Drift, 'eventTime' | 'readAt'>): string {
  return eventTime !== undefined && eventTime < readAt ? eventTime : readAt;
}
