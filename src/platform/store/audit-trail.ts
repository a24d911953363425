import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { AuditEntry } from '../../model/index.ts';
import { afterRow, auditKeys, month, monthOfRow, timestamp } from './keys.ts';
import { readRows } from './read-rows.ts';
import { insertOnce } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import type { Row } from './row.ts';
import type { AuditTrail, Part } from './types.ts';

const entryJson = jsonProperty<AuditEntry>('entry');

/** The audit in its table. Rows are only added: a change has one when it begins and one when it ended. */
export function createAudit(table: TableClient): AuditTrail {
  return {
    async add(entry) {
      const row = rowOf(entry);
      requireSize([row], entry.action);
      await insertOnce(table, row);
    },

    async *between(since, until, part) {
      let begun: AuditEntry | undefined;
      for await (const row of readRows(table, filterOf(since, until, part?.after), rowsFor(part))) {
        const entry = entryJson.join(row);
        if (begun !== undefined && begun.id !== entry.id) yield begun;
        begun = entry.outcome === 'begun' ? entry : undefined;
        if (begun === undefined) yield entry;
      }
      if (begun !== undefined) yield begun;
    },
  };
}

/** A refusal is one row; so is what ended without a beginning, as reads do. Both lie where an end would. */
function rowOf(entry: AuditEntry): Row {
  const { action, kind, outcome, correlationId, who, subject } = entry;
  return {
    ...auditKeys(entry, outcome !== 'begun'),
    schema,
    action,
    kind,
    outcome,
    correlationId,
    ...(who && { objectId: who.objectId }),
    ...(subject !== undefined && { subject: subject.slice(0, 1_000) }),
    ...entryJson.split(entry),
  };
}

/** Place of an entry among all others: by time. What was begun and ended is one. */
export function placeOfEntry(entry: Pick<AuditEntry, 'id' | 'time'>): string {
  return auditKeys(entry, false).rowKey;
}

/** A change has two rows. */
function rowsFor(part: Part | undefined): number | undefined {
  return part && 2 * (part.limit + 1);
}

/** Rows begin with their time, so that one range runs through all months. */
function filterOf(since: string, until: string | undefined, after: string | undefined): string {
  const begin = { month: month(since), row: timestamp(since) };
  // Only ever later than the caller asks for.
  const { month: first, row } =
    after !== undefined && after > begin.row ? { month: monthOfRow(after), row: afterRow(after) } : begin;
  const from = odata`PartitionKey ge ${first} and RowKey ge ${row}`;
  if (until === undefined) return from;
  return `${from} and ${odata`PartitionKey le ${month(until)} and RowKey lt ${timestamp(until)}`}`;
}
