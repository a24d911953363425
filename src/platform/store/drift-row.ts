import type { Candidate, Drift } from '../../model/index.ts';
import { candidateRow, currentPartition, journalPartition, journalRow, pendingRow } from './keys.ts';
import type { RowKeys } from './keys.ts';
import { jsonProperty, requireSchema, schema } from './row.ts';
import type { Row, Stored } from './row.ts';

const driftJson = jsonProperty<Drift>('drift');

const candidateJson = jsonProperty<Candidate>('candidate');

/** A drift beside its current state in `Current`, not dispatched yet. */
export function driftToPendingRow(drift: Drift): Row {
  return {
    partitionKey: currentPartition(drift.resourceId),
    rowKey: pendingRow(drift.sequence),
    ...contentOf(drift),
  };
}

/** A drift in `Journal`. */
export function driftToJournalRow(drift: Drift): Row {
  return { ...journalKeys(drift), ...contentOf(drift) };
}

/** Returns the keys of a drift in the journal. */
export function journalKeys(drift: Pick<Drift, 'resourceId' | 'sequence' | 'recordedAt'>): RowKeys {
  return {
    partitionKey: journalPartition(drift.resourceId, drift.recordedAt),
    rowKey: journalRow(drift),
  };
}

/** The drift that a row of either table holds. Throws for a row of a newer schema. */
export function driftFromRow(row: Stored): Drift {
  requireSchema(row);
  return driftJson.join(row);
}

/** An event that came after its drift, beside it in `Journal`. */
export function candidateToRow(drift: RowKeys, candidate: Candidate): Row {
  return {
    partitionKey: drift.partitionKey,
    rowKey: candidateRow(drift.rowKey, candidate.eventId),
    schema,
    eventId: candidate.eventId,
    ...candidateJson.split(candidate),
  };
}

/** The late candidate that a row holds. Throws for a row of a newer schema. */
export function candidateFromRow(row: Stored): Candidate {
  requireSchema(row);
  return candidateJson.join(row);
}

function contentOf(drift: Drift) {
  return {
    schema,
    driftId: drift.id,
    resourceId: drift.resourceId,
    sequence: drift.sequence,
    policy: drift.policy,
    recordedAt: drift.recordedAt,
    ...driftJson.split(drift),
  };
}
