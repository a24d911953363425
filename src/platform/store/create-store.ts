import { isTokenCredential } from '@azure/core-auth';
import { QueueServiceClient, StorageSharedKeyCredential } from '@azure/storage-queue';
import type { KeptTexts, Records } from '../../model/index.ts';
import { createAnomalies } from './anomalies.ts';
import { createAudit } from './audit-trail.ts';
import { createAuditorGrants } from './auditor-grant-rows.ts';
import type { Comparisons, StatesReader } from './comparison-types.ts';
import { createComparisons } from './comparisons.ts';
import { createDisagreements } from './disagreements.ts';
import { createItems } from './items.ts';
import type { Items } from './items.ts';
import { createJournal } from './journal.ts';
import { createKeptRows } from './kept-rows.ts';
import type { KeptRows } from './kept-row-types.ts';
import { createKeptTexts } from './kept-texts-rows.ts';
import { createLedgerTexts } from './ledger-texts.ts';
import type { LedgerTexts } from './ledger-texts.ts';
import { createOutbox } from './outbox-tables.ts';
import type { Outbox } from './outbox-types.ts';
import type { Anomalies, AnomalyLike, Profiles } from './phi-access-types.ts';
import { createPoisonMessages } from './poison-messages.ts';
import { createPoisonQueue } from './poison-queue.ts';
import type { PoisonMessages, PoisonQueue } from './poison-types.ts';
import { createProfiles } from './profiles.ts';
import { createReadBy } from './read-by.ts';
import { createRecords } from './record-tables.ts';
import { createRejected } from './rejected-events.ts';
import { createResponses } from './response-tables.ts';
import type { ResponseLike, Responses, StepLike } from './response-tables.ts';
import type { Scans } from './scan-types.ts';
import { createScans } from './scans.ts';
import { createSchedule, duePartitions } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { createSharedRows } from './shared-rows.ts';
import type { SharedRows } from './shared-rows.ts';
import { createSnapshots } from './snapshots.ts';
import { createStateStore } from './state-store.ts';
import { createStatesReader } from './states-reader.ts';
import { createAbsent, queueNames, queues, recordTableNames, tableNames } from './table-names.ts';
import type { QueueName, RecordTable } from './table-names.ts';
import { tableOpener } from './table-opener.ts';
import type { TablesOptions } from './table-opener.ts';
import type { Disagreements, Snapshots } from './tenant-policy-types.ts';
import type {
  AuditorGrants,
  AuditTrail,
  ChangesQueue,
  Journal,
  ReadBy,
  Rejected,
  StateStore,
  WorkQueue,
} from './types.ts';
import { createWatermarks } from './watermarks.ts';
import type { Watermarks } from './watermarks.ts';
import { createWorkQueue } from './work-queue.ts';
import type { Writes } from './write-types.ts';
import { createWrites } from './writes.ts';

interface StoreOptions extends TablesOptions {
  /** `https://ACCOUNT.queue.core.windows.net`; http as that of the tables. */
  readonly queueServiceUri: string;
  readonly now: () => Date;
}

export interface Store {
  readonly states: StateStore;
  /** Current states without what was read for them. */
  readonly knownStates: StatesReader;
  readonly journal: Journal;
  readonly readBy: ReadBy;
  readonly changes: ChangesQueue;
  readonly rejected: Rejected;
  readonly scans: Scans;
  readonly audit: AuditTrail;
  readonly auditorGrants: AuditorGrants;
  /** The policies that the tenant has assigned, by subscription. */
  readonly snapshots: Snapshots;
  /** The differences between Azure's states and ours. */
  readonly disagreements: Disagreements;
  /** The comparisons with Azure that are under way. */
  readonly comparisons: Comparisons;
  /** Responses to drifts. */
  responses<T extends ResponseLike, S extends StepLike>(): Responses<T, S>;
  /** The times at which responses are to be looked at again. */
  readonly due: Schedule;
  /** Returns the schedule of what is to be published to a target. */
  toPublish(target: string): Schedule;
  /** The drills, one for each quarter. */
  drills<T extends { readonly id: string }>(): Items<T>;
  /** The posture of each day. */
  dailyPostures<T extends { readonly id: string }>(): Items<T>;
  /** The collections of evidence. */
  collections<T extends { readonly id: string }>(): Items<T>;
  /** Large snapshots of periods that were asked for. */
  keptSnapshots<T extends { readonly id: string }>(): Items<T>;
  /** Returns the parts of a collection of evidence. */
  collectionParts<T extends { readonly id: string }>(collection: string): Items<T>;
  /** Writes of remediation. */
  readonly writes: Writes;
  /** Messages to send, and their outcome. */
  readonly outbox: Outbox;
  /** The moments up to which something has been done. */
  readonly watermarks: Watermarks;
  /** The rest of each limit that all instances share. */
  limits<T>(): SharedRows<T>;
  /** The hours in which events came, by subscription. */
  eventHours<T>(): SharedRows<T>;
  /** The PHI access of principals, by hour. */
  readonly profiles: Profiles;
  anomalies<T extends AnomalyLike>(): Anomalies<T>;
  queue<T>(name: Exclude<QueueName, 'changes'>): WorkQueue<T>;
  /** Messages that the Functions host has put aside, by queue. */
  readonly poisonQueues: readonly PoisonQueue[];
  /** The messages that failed too often, and what became of them. */
  readonly poisonMessages: PoisonMessages;
  /** Returns the records that people make, of one kind. */
  records<T>(table: RecordTable): Records<T>;
  /** The texts in records, so that one can be withdrawn. */
  readonly texts: KeptTexts;
  /** The rows of all that was put on record, for the ledger. */
  readonly keptRows: KeptRows;
  /** The texts of which the ledger has hashes. */
  readonly ledgerTexts: LedgerTexts;
  /** Makes the tables and queues that are absent; to be called once at the start. */
  create(): Promise<void>;
  /** Makes the tables alone. */
  createTables(): Promise<void>;
}

/** The store over Table Storage and Queue Storage. Transient errors are tried again by the SDK, then thrown. */
export function createStore({ queueServiceUri, credential, now, ...tables }: StoreOptions): Store {
  const tableOf = tableOpener({ ...tables, credential });
  const [current, journal, readBy, rejected, audit, auditorGrants] = [
    tableOf('Current'),
    tableOf('Journal'),
    tableOf('ReadBy'),
    tableOf('Rejected'),
    tableOf('Audit'),
    tableOf('AuditorGrants'),
  ];
  const queueService = new QueueServiceClient(
    queueServiceUri,
    isTokenCredential(credential)
      ? credential
      : new StorageSharedKeyCredential(credential.name, credential.key),
  );
  const queueOf = <T>(name: QueueName): WorkQueue<T> => createWorkQueue(queueService.getQueueClient(name));
  return {
    states: createStateStore({ current, journal, pending: tableOf('Pending') }),
    knownStates: createStatesReader(current),
    journal: createJournal(journal),
    readBy: createReadBy(readBy),
    changes: queueOf('changes'),
    rejected: createRejected({ table: rejected, now }),
    scans: createScans(tableOf('Scans')),
    audit: createAudit(audit),
    auditorGrants: createAuditorGrants(auditorGrants),
    snapshots: createSnapshots(tableOf('TenantPolicies')),
    disagreements: createDisagreements(tableOf('Disagreements')),
    comparisons: createComparisons(tableOf('Comparisons')),
    responses: () => createResponses(tableOf('Responses')),
    due: createSchedule(tableOf('Due'), duePartitions.responses),
    toPublish: (target) => createSchedule(tableOf('Due'), duePartitions.published(target)),
    outbox: createOutbox(tableOf('Outbox')),
    drills: () => createItems(tableOf('Drills'), 'drill', 'drill'),
    dailyPostures: () => createItems(tableOf('DailyPostures'), 'day', 'posture'),
    collections: () => createItems(tableOf('Collections'), 'collection', 'collection'),
    keptSnapshots: () => createItems(tableOf('Collections'), 'snapshot', 'snapshot'),
    collectionParts: (collection) => createItems(tableOf('Collections'), `part|${collection}`, 'part'),
    writes: createWrites(tableOf('Writes')),
    watermarks: createWatermarks(tableOf('Watermarks')),
    limits: () => createSharedRows(tableOf('Limits'), 'bucket'),
    eventHours: () => createSharedRows(tableOf('Watermarks'), 'event-hours'),
    profiles: createProfiles(tableOf('Profiles')),
    anomalies: () => createAnomalies(tableOf('Anomalies')),
    queue: (name) => queueOf(name),
    poisonQueues: queues.map((name) =>
      createPoisonQueue({
        name,
        queue: queueService.getQueueClient(name),
        poison: queueService.getQueueClient(`${name}-poison`),
      }),
    ),
    poisonMessages: createPoisonMessages(tableOf('PoisonMessages')),
    records: (table) => createRecords(tableOf(table)),
    texts: createKeptTexts(tableOf),
    keptRows: createKeptRows(tableOf),
    ledgerTexts: createLedgerTexts(tableOf('LedgerTexts')),
    createTables: () => createAbsent([...tableNames, ...recordTableNames].map(tableOf), []),
    create: () =>
      createAbsent(
        [...tableNames, ...recordTableNames].map(tableOf),
        queueNames.map((name) => queueService.getQueueClient(name)),
      ),
  };
}
