import { propertiesOf } from '../merge.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import type { Wish } from '../creation-plan.ts';
import { requireRestorable } from './restore-time.ts';
import { refusal, requireSameServer, requireSameSubscription } from './sql-refusals.ts';
import type { Code } from './sql-refusals.ts';

const ids = {
  database:
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Sql\/servers\/[^/]+\/databases\/[^/]+$/i,
  recoverable: /\/providers\/Microsoft\.Sql\/servers\/[^/]+\/recoverableDatabases\/[^/]+$/i,
  dropped: /\/providers\/Microsoft\.Sql\/servers\/[^/]+\/restorableDroppedDatabases\/[^/]+$/i,
  longTerm: /\/providers\/Microsoft\.Sql\/locations\/.+\/longTermRetentionBackups\/[^/]+$/i,
};

type Modes = Readonly<Record<string, (wish: Wish) => Resource | undefined>>;

/** The modes that are simulated, in lower case. A secondary replica is none of them. */
const modes: Modes = {
  default: () => undefined,
  copy: (wish) =>
    find(wish, textOf(wish, 'sourceDatabaseId'), {
      pattern: ids.database,
      missing: 'MissingSourceDatabaseId',
      invalid: 'InvalidSourceDatabaseId',
      absent: 'SourceDatabaseNotFound',
    }),
  pointintimerestore: ofLive,
  recovery: ofGeoBackup,
  restore: ofDropped,
  restorelongtermretentionbackup: ofLongTermBackup,
};

/**
 * Returns what a new database is made from: a database, or a backup of one; undefined: from nothing.
 * @throws ArmError 400 where the mode of its creation does not allow it
 */
export function sourceOf(wish: Wish): Resource | undefined {
  const mode = textOf(wish, 'createMode') ?? 'Default';
  const source = modes[mode.toLowerCase()];
  if (!source) throw refusal('InvalidDatabaseCreateMode');
  return source(wish);
}

/**
 * A database is restored to a point in time on its own server only: https://github.com/Azure/azure-cli/issues/20703,
 * https://github.com/MicrosoftDocs/azure-docs/issues/27485. Another subscription is refused as a mismatch with the address:
 * https://github.com/hashicorp/terraform-provider-azurerm/issues/23056; that another group and server are refused likewise is an inference.
 */
function ofLive(wish: Wish): Resource {
  const id = textOf(wish, 'sourceDatabaseId');
  if (id !== undefined && ids.database.test(id)) requireSameServer(wish.id, id);
  const source = find(wish, id, {
    pattern: ids.database,
    missing: 'MissingSourceDatabaseId',
    invalid: 'InvalidSourceDatabaseId',
    absent: 'InvalidLiveDatabase',
  });
  const time = textOf(wish, 'restorePointInTime');
  if (time === undefined) throw refusal('MissingRestorePointInTime');
  requireRestorable(wish, {
    time,
    earliest: earliestOf(wish.resources, source, wish.now),
    code: 'InvalidDatabaseCreateOrUpdateRequest',
  });
  return source;
}

/** `sourceDatabaseId` has to name the recoverable database too, not the database: the description of `createMode` in Databases.json. */
function ofGeoBackup(wish: Wish): Resource {
  const id = textOf(wish, 'recoverableDatabaseId') ?? textOf(wish, 'sourceDatabaseId');
  const invalid = 'InvalidRecoverableDatabaseId';
  return find(wish, id, {
    pattern: ids.recoverable,
    missing: 'MissingRecoverableDatabaseId',
    invalid,
    absent: invalid,
  });
}

function ofDropped(wish: Wish): Resource {
  const id = textOf(wish, 'restorableDroppedDatabaseId') ?? textOf(wish, 'sourceDatabaseId');
  if (id !== undefined && ids.dropped.test(id)) requireSameServer(wish.id, id);
  const invalid = 'InvalidRestorableDroppedDatabaseId';
  return find(wish, id, {
    pattern: ids.dropped,
    missing: 'MissingRestorableDroppedDatabaseId',
    invalid,
    absent: invalid,
  });
}

/** On any server of the subscription: https://learn.microsoft.com/azure/azure-sql/database/long-term-retention-overview */
function ofLongTermBackup(wish: Wish): Resource {
  const id = textOf(wish, 'longTermRetentionBackupResourceId');
  if (id !== undefined) requireSameSubscription(wish.id, id);
  const invalid = 'InvalidRecoveryServicesRecoveryPointId';
  return find(wish, id, {
    pattern: ids.longTerm,
    missing: 'MissingRecoveryServicesRecoveryPointId',
    invalid,
    absent: invalid,
  });
}

function find(
  { resources }: Wish,
  id: string | undefined,
  codes: { readonly pattern: RegExp; readonly missing: Code; readonly invalid: Code; readonly absent: Code },
): Resource {
  if (id === undefined) throw refusal(codes.missing);
  if (!codes.pattern.test(id)) throw refusal(codes.invalid);
  const source = resources.get(id)?.resource;
  if (!source) throw refusal(codes.absent);
  return source;
}

/** The moment from which on backups are kept: what the database says, or else its retention. 7 days is the default of a database. */
function earliestOf(resources: Resources, { id = '', ...database }: Resource, now: number): number {
  const { earliestRestoreDate, creationDate } = propertiesOf(database);
  if (typeof earliestRestoreDate === 'string') return Date.parse(earliestRestoreDate);
  const policy = resources.get(`${id}/backupShortTermRetentionPolicies/default`)?.resource;
  const days = Number(propertiesOf(policy)['retentionDays'] ?? 7);
  const kept = now - days * 24 * 3_600_000;
  return typeof creationDate === 'string' ? Math.max(kept, Date.parse(creationDate)) : kept;
}

function textOf({ given }: Wish, name: string): string | undefined {
  const value = propertiesOf(given)[name];
  return typeof value === 'string' ? value : undefined;
}
