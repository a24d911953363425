import type { TableClient } from '@azure/data-tables';
import { odata } from '@azure/data-tables';
import type { Candidate, Drift } from '../../model/index.ts';
import { mergeCandidates } from '../../model/index.ts';
import { candidateFromRow, driftFromRow, journalKeys } from './drift-row.ts';
import * as keys from './keys.ts';
import { mergeSorted } from './merge-sorted.ts';
import { readRows } from './read-rows.ts';
import type { Journal } from './types.ts';

/** The dispatched drifts, read from `Journal` with the late candidates that lie beside them. */
export function createJournal(journal: TableClient): Journal {
  return {
    async find(place) {
      const { partitionKey, rowKey } = journalKeys(place);
      const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${rowKey} and RowKey lt ${keys.afterRow(rowKey)}`;
      for await (const drift of driftsBy(journal, filter)) return drift;
      return undefined;
    },
    since(subscriptionIds, since, part) {
      const begin = keys.timestamp(since);
      const after = part?.after;
      // Only ever later than the caller asks for.
      const from = after !== undefined && after > begin ? keys.afterRow(after) : begin;
      const subscriptions = new Set(subscriptionIds.map((id) => id.toLowerCase()));
      return mergeSorted(
        Array.from(subscriptions, (id) => driftsOf(journal, id, from, part?.limit)),
        inOrder,
      );
    },
  };
}

/** One subscription's drifts, month by month. */
async function* driftsOf(
  journal: TableClient,
  subscriptionId: string,
  from: string,
  wanted: number | undefined,
): AsyncGenerator<Drift> {
  let month = await firstMonth(journal, subscriptionId, keys.monthOfRow(from));
  while (month) {
    const partitions = keys.journalBuckets(subscriptionId, month);
    // They share what is wanted about evenly.
    const atOnce = wanted && Math.ceil((2 * wanted) / partitions.length) + 1;
    const buckets = partitions.map((bucket) => driftsIn(journal, bucket, from, atOnce));
    yield* mergeSorted(buckets, inOrder);
    month = await firstMonth(journal, subscriptionId, keys.monthAfter(month));
  }
}

/** The drifts of one partition, each with its late candidates, which follow it. */
function driftsIn(
  journal: TableClient,
  partition: string,
  from: string,
  atOnce: number | undefined,
): AsyncGenerator<Drift> {
  return driftsBy(journal, odata`PartitionKey eq ${partition} and RowKey ge ${from}`, atOnce);
}

async function* driftsBy(journal: TableClient, filter: string, atOnce?: number): AsyncGenerator<Drift> {
  let drift: Drift | undefined;
  let place: string | undefined;
  let late: Candidate[] = [];
  for await (const row of readRows(journal, filter, atOnce)) {
    const { driftRow, isCandidate } = keys.parseJournalRow(row.rowKey ?? '');
    if (isCandidate) {
      // A candidate can come before its drift is dispatched: it waits until the drift is there.
      if (driftRow === place) late.push(candidateFromRow(row));
      continue;
    }
    if (drift) yield mergeCandidates(drift, late);
    [drift, place, late] = [driftFromRow(row), driftRow, []];
  }
  if (drift) yield mergeCandidates(drift, late);
}

/** The first month, from the given one on, in which the subscription has drifts: no clock says where they end. */
async function firstMonth(
  journal: TableClient,
  subscriptionId: string,
  from: string,
): Promise<string | undefined> {
  const range = keys.journalFrom(subscriptionId, from);
  const filter = odata`PartitionKey ge ${range.from} and PartitionKey lt ${range.to}`;
  const pages = journal
    .listEntities({ queryOptions: { filter, select: ['PartitionKey'] } })
    .byPage({ maxPageSize: 1 });
  for await (const page of pages) {
    // A page may be empty and yet have a successor.
    if (page[0]) return keys.monthOf(page[0].partitionKey ?? '');
  }
  return undefined;
}

/** By time of record, then by resource and sequence, so that the order of what was recorded at once is always the same. */
function inOrder(a: Drift, b: Drift): number {
  const [left, right] = [keys.journalRow(a), keys.journalRow(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
