import { ArmError } from '../errors.ts';
import { parentOf } from '../targets.ts';

/** The words, all of them: azure-rest-api-specs, Microsoft.Sql/stable/2021-11-01/Databases.json, the answers of `Databases_CreateOrUpdate`. */
const words = {
  InvalidDatabaseCreateMode: 'Invalid request to create a database.',
  InvalidLiveDatabase:
    'Source database does not exist on server within the supported recovery period. If restoring a dropped database, please specify its deletion date.',
  InvalidRecoverableDatabaseId: 'Invalid recoverable database identifier.',
  InvalidRecoveryServicesRecoveryPointId: 'Invalid recovery services recovery point identifier.',
  InvalidRestorableDroppedDatabaseId: 'Invalid restorable dropped database identifier',
  InvalidSourceDatabaseId: 'Invalid source database identifier.',
  MismatchingResourceGroupNameWithUrl: 'The provided resource group name did not match the name in the Url.',
  MismatchingServerNameWithUrl: 'The provided server name did not match the name in the Url.',
  MismatchingSubscriptionWithUrl: 'The provided subscription did not match the subscription in the Url.',
  MissingRecoverableDatabaseId: 'Missing recoverable database identifier.',
  MissingRecoveryServicesRecoveryPointId: 'Missing recovery services recovery point Id.',
  MissingRestorableDroppedDatabaseId: 'Missing restorableDroppedDatabaseId',
  MissingRestorePointInTime: 'Missing restore point in time',
  MissingSourceDatabaseId: 'Missing source database identifier.',
  SourceDatabaseNotFound: 'The source database does not exist.',
} as const;

export type Code = keyof typeof words;

export function refusal(code: Code): ArmError {
  return new ArmError(400, code, words[code]);
}

/** @throws ArmError 400 unless both databases are of the same server */
export function requireSameServer(target: string, source: string): void {
  requireSameSubscription(target, source);
  if (part(source, 4) !== part(target, 4)) throw refusal('MismatchingResourceGroupNameWithUrl');
  if (parentOf(source)?.toLowerCase() !== parentOf(target)?.toLowerCase())
    throw refusal('MismatchingServerNameWithUrl');
}

/** @throws ArmError 400 unless both ids are of the same subscription */
export function requireSameSubscription(target: string, source: string): void {
  if (part(source, 2) !== part(target, 2)) throw refusal('MismatchingSubscriptionWithUrl');
}

function part(id: string, index: number): string {
  return id.split('/')[index]?.toLowerCase() ?? '';
}
