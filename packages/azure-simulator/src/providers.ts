import { ArmError } from './errors.ts';

/**
 * Api-versions that each namespace answers to, newest first. Azure knows more; a version that is not here is refused
 * in Azure's words, so that a mistyped or invented one is found out locally.
 */
const versions: Readonly<Record<string, readonly string[]>> = {
  'microsoft.apimanagement': ['2024-05-01'],
  'microsoft.authorization': [
    '2026-07-01',
    '2025-03-01',
    '2022-07-01-preview',
    '2022-04-01',
    '2020-10-01',
    '2020-05-01',
  ],
  'microsoft.cache': ['2024-11-01'],
  'microsoft.cognitiveservices': ['2026-07-01', '2024-10-01'],
  'microsoft.communication': ['2026-03-18'],
  'microsoft.compute': ['2026-04-01', '2026-03-02', '2025-04-01', '2024-11-01', '2024-07-01', '2024-03-02'],
  'microsoft.containerregistry': ['2025-11-01', '2023-07-01'],
  'microsoft.containerservice': ['2026-05-01', '2024-09-01'],
  'microsoft.databricks': ['2026-01-01', '2024-05-01'],
  'microsoft.datafactory': ['2018-06-01'],
  'microsoft.dataprotection': ['2026-06-01', '2024-04-01'],
  'microsoft.dbformysql': ['2024-12-30', '2023-12-30'],
  'microsoft.dbforpostgresql': ['2025-08-01', '2024-08-01'],
  'microsoft.documentdb': ['2026-03-15', '2024-11-15'],
  'microsoft.eventgrid': ['2025-02-15', '2022-06-15'],
  'microsoft.eventhub': ['2026-01-01', '2024-01-01'],
  'microsoft.healthcareapis': ['2024-03-31', '2023-11-01'],
  'microsoft.insights': [
    '2026-03-01',
    '2026-01-01',
    '2024-03-11',
    '2023-06-01',
    '2023-01-01',
    '2021-05-01-preview',
    '2020-10-01',
    '2020-02-02',
  ],
  'microsoft.keyvault': ['2026-02-01', '2024-11-01', '2023-07-01'],
  'microsoft.logic': ['2019-05-01'],
  'microsoft.machinelearningservices': ['2026-05-01', '2024-10-01'],
  'microsoft.managedidentity': ['2024-11-30', '2023-01-31'],
  'microsoft.network': ['2025-09-01', '2025-01-01', '2024-06-01', '2024-05-01', '2023-09-01'],
  'microsoft.operationalinsights': ['2026-03-01', '2025-02-01', '2023-09-01'],
  'microsoft.policyinsights': ['2024-10-01'],
  'microsoft.recoveryservices': ['2026-07-01', '2024-10-01'],
  'microsoft.resources': ['2025-04-01', '2024-11-01', '2024-07-01', '2022-12-01', '2021-04-01', '2020-01-01'],
  'microsoft.search': ['2025-05-01', '2023-11-01'],
  'microsoft.security': ['2024-01-01', '2023-01-01', '2020-01-01'],
  'microsoft.servicebus': ['2026-01-01', '2024-01-01'],
  'microsoft.sql': ['2025-01-01', '2023-08-01', '2021-11-01'],
  'microsoft.storage': ['2026-04-01', '2025-06-01', '2024-01-01', '2023-05-01', '2023-01-01'],
  'microsoft.synapse': ['2021-06-01'],
  'microsoft.web': ['2025-03-01', '2024-11-01', '2024-04-01', '2023-12-01'],
};

/** Azure Backup is a provider of its own within its namespace: the versions of azure-rest-api-specs that are known of it. */
const backup = {
  types: /^microsoft\.recoveryservices\/vaults\/backup/i,
  versions: ['2025-02-01', '2024-10-01'],
};

/** Namespaces whose resources are made and changed in the background, with a provisioning state that tells. */
const asynchronous = new Set([
  'microsoft.compute',
  'microsoft.containerregistry',
  'microsoft.dbforpostgresql',
  'microsoft.documentdb',
  'microsoft.eventhub',
  'microsoft.healthcareapis',
  'microsoft.network',
  'microsoft.operationalinsights',
  'microsoft.recoveryservices',
]);

/** Types that lie on other resources and need no location. */
const extensions =
  /^microsoft\.(authorization|policyinsights|security|resources)\/|^microsoft\.insights\/diagnosticsettings$/;

function namespaceOf(type: string): string {
  return type.split('/', 1)[0]!.toLowerCase();
}

/** The api-versions that a simulation answers to, where they are not those of this table. */
export interface OfferedVersions {
  /** Versions that every type answers to besides. */
  readonly extra?: readonly string[];
  /** Versions of a namespace or a type (lower case) instead of ours: other clouds offer older ones. */
  readonly instead?: Readonly<Record<string, readonly string[]>>;
}

/** Returns the api-versions that a type answers to, newest first; undefined: there is no such namespace. */
export function versionsOffered(
  type: string,
  { extra = [], instead = {} }: OfferedVersions = {},
): readonly string[] | undefined {
  const namespace = namespaceOf(type);
  const known = backup.types.test(type) ? backup.versions : versions[namespace];
  const own = instead[type.toLowerCase()] ?? instead[namespace] ?? known;
  return own && [...own, ...extra];
}

/** Namespaces of the provider list. */
export function namespaces(): readonly string[] {
  return Object.keys(versions);
}

/** Resource Manager itself answers for these. */
const containers = /^microsoft\.resources\/(subscriptions|resourcegroups)/;

/**
 * Refuses a version that is missing, or that the type does not answer to: in the words of Resource Manager for its own types, of the
 * types that have a location, and of those that have none.
 * https://github.com/Azure/azure-cli/issues/28038, https://github.com/Azure/azure-cli/issues/26639,
 * https://github.com/Azure/acs-engine/issues/4037
 * @param location that of the resource, for the words alone
 * @throws ArmError 400 or 404
 */
export function checkApiVersion(
  type: string,
  version: string | null,
  offered: OfferedVersions = {},
  location = 'global',
): void {
  if (!version)
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  const namespace = namespaceOf(type);
  const known = versionsOffered(type, offered);
  if (!known)
    throw new ArmError(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);
  if (!known.includes(version)) throw refusedVersion(type, version, known, location);
}

function refusedVersion(type: string, version: string, known: readonly string[], location: string): ArmError {
  const lower = type.toLowerCase();
  const namespace = namespaceOf(type);
  const name = type.slice(namespace.length + 1);
  if (containers.test(lower))
    return new ArmError(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${version}' is invalid. The supported versions are '${known.join(',')}'.`,
    );
  if (extensions.test(lower))
    return new ArmError(
      404,
      'InvalidResourceType',
      `The resource type '${name}' could not be found in the namespace '${namespace}' for api version '${version}'. The supported api-versions are '${known.join(',')}'.`,
    );
  return new ArmError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${location}' and API version '${version}' for type '${name}'. The supported api-versions are '${known.join(', ')}'. The supported locations are '${location}'.`,
  );
}

/**
 * Types whose provider heeds If-Match on a PATCH and a PUT, as its reference documents the header.
 * https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update, https://learn.microsoft.com/azure/aks/use-etags,
 * https://learn.microsoft.com/javascript/api/@azure/arm-privatedns/privatezonesupdateoptionalparams
 */
const conditional = new Set([
  'microsoft.containerservice/managedclusters',
  'microsoft.network/privatednszones',
]);

export function heedsConditions(type: string): boolean {
  return conditional.has(type.toLowerCase());
}

/** Whether an answer has an ETag. Those of the network have one, and it is not known that a write heeds it. */
export function hasETag(type: string): boolean {
  return heedsConditions(type) || namespaceOf(type) === 'microsoft.network';
}

/** Whether a write of the type is answered before it is done. Storage accounts are made slowly and changed at once. */
export function isAsynchronous(type: string, created: boolean): boolean {
  const lower = type.toLowerCase();
  return asynchronous.has(namespaceOf(type)) || (created && lower === 'microsoft.storage/storageaccounts');
}

export function needsLocation(type: string): boolean {
  return type.split('/').length === 2 && !extensions.test(type.toLowerCase());
}
