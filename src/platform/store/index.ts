/** The layout of tables and queues. */
export { createStore } from './create-store.ts';
export type { Store } from './create-store.ts';
export type { Items } from './items.ts';
export type { ComparisonRequest, Comparisons, KnownStates, StatesReader } from './comparison-types.ts';
export type { KeptPlace, KeptRow, KeptRows } from './kept-row-types.ts';
export type { LedgerText, LedgerTexts } from './ledger-texts.ts';
export { removeTables } from './remove-tables.ts';
export { keptTableNames } from './table-names.ts';
export type { KeptTable, TableName } from './table-names.ts';
export { placeOfEntry } from './audit-trail.ts';
export { driftId, journalRow as placeOfDrift } from './keys.ts';
export type {
  ChannelState,
  MessageKind,
  Outbox,
  OutboxBatch,
  OutboxMessage,
  Waiting,
} from './outbox-types.ts';
export type { Anomalies, Profiles } from './phi-access-types.ts';
export type { PoisonMessage, PoisonMessages, PoisonQueue, PoisonedText } from './poison-types.ts';
export type { Responses } from './response-tables.ts';
export type {
  MissedEvents,
  ScanFigures,
  ScanPart,
  ScanRecord,
  Scans,
  Unwatched,
  Versioned,
} from './scan-types.ts';
export { scanIdAt } from './scans.ts';
export type { Schedule, ScheduleEntry } from './schedule.ts';
export { queues } from './table-names.ts';
export type { QueueName } from './table-names.ts';
export type { SharedRows } from './shared-rows.ts';
export type { ComparisonFigures, Disagreement, Disagreements, Snapshots } from './tenant-policy-types.ts';
export type {
  AuditTrail,
  AuditorGrants,
  StoredState,
  Journal,
  Part,
  PendingMark,
  PendingResource,
  ReadBy,
  Rejected,
  StateStore,
  WorkQueue,
} from './types.ts';
export type { Watermarks } from './watermarks.ts';
export type {
  WriteCheck,
  WriteEnd,
  WriteIntent,
  WriteLease,
  WriteOperation,
  WritePlace,
  WriteRecord,
  Writes,
} from './write-types.ts';
