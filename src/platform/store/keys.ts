import { createHash } from 'node:crypto';
import { ownersOf } from '../../model/index.ts';

/**
 * Partition keys and row keys of most tables; the others are made beside their rows. Keys are lower case and hold no character that Table Storage forbids
 * (`/ \ # ?` and control characters); what may be long is hashed.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */

/** A row's place. */
export interface RowKeys {
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** Keys from `from` (inclusive) to `to` (exclusive), in ordinal order. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** Stands for a missing subscription or resource group. */
const none = '-';

/** The successor of the separator `|`: it ends a range of keys with a common beginning. */
export const afterSeparator = '}';

const longestName = 200;

/** SHA-256 of the text in lower case, hex: ids in Azure are case-insensitive. */
export function hash(text: string): string {
  return createHash('sha256').update(text.toLowerCase()).digest('hex');
}

/** `<hash of the resource id>-<sequence>`: the id of a drift. */
export function driftId(resourceId: string, sequence: number): string {
  return `${hash(resourceId)}-${sequence}`;
}

/** A name as part of a key: different names give different keys, whatever they hold. */
export function escapeName(name: string): string {
  const lower = name.toLowerCase();
  if (lower === none) return escapeUnit(none);
  const escaped = lower.replace(/[^a-z0-9._()-]/g, escapeUnit);
  return escaped.length > longestName ? `~h${hash(lower)}` : escaped;
}

/** One UTF-16 unit as `~` and four hex digits. Lower case throughout, so that a key is its own lower case. */
function escapeUnit(unit: string): string {
  return `~${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The subscription of an id; empty for what lies in none. */
export function subscriptionKeyOf(resourceId: string): string {
  return ownersOf(resourceId).subscriptionId ?? '';
}

function subscriptionPart(subscriptionId: string): string {
  return subscriptionId === '' ? none : escapeName(subscriptionId);
}

/** Subscription and resource group of an id, as the beginning of a key. */
function ownersPart(resourceId: string): string {
  const { resourceGroup: group } = ownersOf(resourceId);
  return `${subscriptionPart(subscriptionKeyOf(resourceId))}|${group ? escapeName(group) : none}`;
}

export const stateRow = 'head';

/** Partition of a resource in `Current`: `<subscription>|<resource group or ->|<hash of the id>`. */
export function currentPartition(resourceId: string): string {
  return `${ownersPart(resourceId)}|${hash(resourceId)}`;
}

/** Row of an undispatched drift beside its current state. */
export function pendingRow(sequence: number): string {
  return `drift|${padded(sequence)}`;
}

/** Rows of undispatched drifts, in any partition. */
export const pendingRows: KeyRange = { from: 'drift|', to: `drift${afterSeparator}` };

/** Partitions of all resources of a resource group (`/subscriptions/S/resourceGroups/G`) or of a subscription. */
export function currentPartitions(scope: string): KeyRange {
  const found = /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/?$/i.exec(scope);
  if (!found) throw new Error(`"${scope}" is neither a subscription nor a resource group`);
  const beginning = found[1] ? ownersPart(scope) : subscriptionPart(subscriptionKeyOf(scope));
  return { from: `${beginning}|`, to: `${beginning}${afterSeparator}` };
}

/** Partition of a drift in `Journal`: `<subscription>|<yyyymm>|<bucket 0..f>`; one resource keeps to one bucket. */
export function journalPartition(resourceId: string, recordedAt: string): string {
  return journalBucket(resourceId, month(recordedAt));
}

/** Partition of a resource's drifts of one month. */
export function journalBucket(resourceId: string, yyyymm: string): string {
  return [subscriptionPart(subscriptionKeyOf(resourceId)), yyyymm, hash(resourceId)[0]].join('|');
}

/** The 16 partitions of a subscription's month. */
export function journalBuckets(subscriptionId: string, yyyymm: string): readonly string[] {
  return Array.from('0123456789abcdef', (bucket) =>
    [subscriptionPart(subscriptionId), yyyymm, bucket].join('|'),
  );
}

/** Partitions of a subscription from a month on. */
export function journalFrom(subscriptionId: string, yyyymm: string): KeyRange {
  const subscription = subscriptionPart(subscriptionId);
  return { from: `${subscription}|${yyyymm}`, to: `${subscription}${afterSeparator}` };
}

/** The month after: partitions of the one before sort below it. */
export function monthAfter(yyyymm: string): string {
  return month(new Date(Date.UTC(Number(yyyymm.slice(0, 4)), Number(yyyymm.slice(4)))).toISOString());
}

/** The month so many months before that of a time. */
export function monthsBack(time: string, months: number): string {
  const date = new Date(time);
  return month(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months)).toISOString());
}

/** `yyyymm` of an ISO 8601 time, in UTC. */
export function month(time: string): string {
  return timestamp(time).slice(0, 7).replace('-', '');
}

/** Month of a partition in `Journal`. */
export function monthOf(partitionKey: string): string {
  return partitionKey.split('|')[1] ?? '';
}

/** Month of a row that begins with its time. */
export function monthOfRow(rowKey: string): string {
  return rowKey.slice(0, 7).replace('-', '');
}

/** Row of a drift in `Journal`. The sequence is padded, so that the late candidates of a drift follow it at once. */
export function journalRow(drift: { resourceId: string; sequence: number; recordedAt: string }): string {
  return `${timestamp(drift.recordedAt)}|${hash(drift.resourceId)}-${padded(drift.sequence)}`;
}

/** End of a row and of those that follow it at once: the late candidates of a drift, the end of a call. */
export function afterRow(row: string): string {
  return `${row}${afterSeparator}`;
}

/** Row of a late candidate, given the row of its drift. */
export function candidateRow(driftRow: string, eventId: string): string {
  return `${driftRow}|c|${hash(eventId)}`;
}

/** Row of the drift that a row of `Journal` belongs to, and whether it is a late candidate of it. */
export function parseJournalRow(rowKey: string): {
  readonly driftRow: string;
  readonly isCandidate: boolean;
} {
  const [time, drift, mark] = rowKey.split('|');
  return { driftRow: `${time}|${drift}`, isCandidate: mark === 'c' };
}

/** Place in `ReadBy`. */
export function readByKeys(key: string, readerId: string): RowKeys {
  return { partitionKey: hash(key), rowKey: hash(readerId) };
}

/** Place in `Rejected`: by day; the same event rejected twice is one row. */
export function rejectedKeys(day: Date, digest: string): RowKeys {
  return { partitionKey: rejectedDay(day), rowKey: digest };
}

/** Partition of a day in `Rejected`, in UTC. */
export function rejectedDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}

/** Place in `Audit`: by month and time. The end of what was begun follows its beginning at once. */
export function auditKeys({ time, id }: { time: string; id: string }, ended: boolean): RowKeys {
  return { partitionKey: month(time), rowKey: `${timestamp(time)}|${escapeName(id)}${ended ? '|end' : ''}` };
}

/** Place in `AuditorGrants`. The revocation of a grant follows it at once. */
export function auditorGrantKeys(grant: { objectId: string; id: string }, revoked: boolean): RowKeys {
  return {
    partitionKey: escapeName(grant.objectId),
    rowKey: `${escapeName(grant.id)}${revoked ? '|revoked' : ''}`,
  };
}

/** Place of a scan in `Scans`. Its id sorts by time. */
export function scanKeys(id: string): RowKeys {
  return { partitionKey: 'scan', rowKey: escapeName(id) };
}

/** Place of the subscriptions that nobody watches, in `Scans`. */
export const unwatchedKeys: RowKeys = { partitionKey: 'estate', rowKey: 'unwatched' };

/** Place of a part of a scan in `Scans`: a subscription, or a resource group in it. */
export function scanPartKeys(part: {
  scanId: string;
  subscriptionId: string;
  resourceGroup?: string;
}): RowKeys {
  const group = part.resourceGroup === undefined ? none : escapeName(part.resourceGroup);
  return {
    partitionKey: `part|${escapeName(part.scanId)}`,
    rowKey: `${subscriptionPart(part.subscriptionId)}|${group}`,
  };
}

/** Places of the parts of a scan that are of one subscription. */
export function scanPartRange(
  scanId: string,
  subscriptionId: string,
): KeyRange & Pick<RowKeys, 'partitionKey'> {
  const { partitionKey } = scanPartKeys({ scanId, subscriptionId });
  const subscription = subscriptionPart(subscriptionId);
  return { partitionKey, from: `${subscription}|`, to: `${subscription}${afterSeparator}` };
}

/** Row beside the versions of records of one owner. No id as part of a key begins so. */
export const recordMarker = '}marker';

/** Partition of an owner in a table of records. */
export function recordPartition(owner: string): string {
  return escapeName(owner);
}

/** Place of a version in a table of records; the versions of one record follow each other. */
export function recordKeys(owner: string, { id, version }: { id: string; version: number }): RowKeys {
  return {
    partitionKey: recordPartition(owner),
    rowKey: `${escapeName(id)}|${String(version).padStart(6, '0')}`,
  };
}

/** A time in the one form that sorts as text: ISO 8601 in UTC with milliseconds. */
export function timestamp(time: string): string {
  return new Date(time).toISOString();
}

export function padded(sequence: number): string {
  return String(sequence).padStart(10, '0');
}
