import { ArmError } from './errors.ts';
import { isObject, propertiesOf } from './merge.ts';
import type { Json } from './merge.ts';
import type { Resource } from './resource.ts';
import { networkOf } from './restores/postgres-network.ts';

/** A write as its provider sees it. */
interface ProviderWrite {
  readonly before?: Resource | undefined;
  /** The body of the request. */
  readonly given: Json;
  readonly type: string;
  readonly parent?: Resource | undefined;
}

type Refusal = (write: ProviderWrite) => ArmError | undefined;

/** Writes that providers refuse although Resource Manager would take them, by lower-case type. */
const refusals: Readonly<Record<string, readonly Refusal[]>> = {
  'microsoft.sql/servers': [refuseWithoutEndpoint],
  'microsoft.dbforpostgresql/flexibleservers': [refuseWithinNetwork],
  'microsoft.dbforpostgresql/flexibleservers/configurations': [refuseWithoutSource],
  'microsoft.storage/storageaccounts/blobservices': [refuseVersions],
};

/** @throws ArmError if the provider of the type refuses the write. */
export function checkProvider(write: ProviderWrite): void {
  for (const refusal of refusals[write.type.toLowerCase()] ?? []) {
    const error = refusal(write);
    if (error) throw error;
  }
}

/**
 * A server without a private endpoint can be created with public access disabled; no update may say so.
 * Error 42102: https://learn.microsoft.com/azure/azure-sql/database/connectivity-settings. The code that Resource Manager gives:
 * https://github.com/hashicorp/terraform-provider-azurerm/pull/7733. Creation and updates: the tests of `az sql server` in azure-cli.
 */
function refuseWithoutEndpoint({ before, given }: ProviderWrite): ArmError | undefined {
  if (!before || propertiesOf(given)['publicNetworkAccess'] !== 'Disabled') return undefined;
  const connections = propertiesOf(before)['privateEndpointConnections'];
  if (Array.isArray(connections) && connections.some(isApproved)) return undefined;
  return new ArmError(
    400,
    'PECsNotExistingToDenyPublicNetworkAccess',
    'Unable to set Deny Public Network Access to Yes since there is no private endpoint enabled to access the server. Please set up private endpoints and retry the operation.',
  );
}

/**
 * `publicNetworkAccess` is only for servers that are not integrated into a virtual network of the customer: type `Network` of
 * Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01. No source was found for the words of the refusal.
 */
function refuseWithinNetwork({ before, given }: ProviderWrite): ArmError | undefined {
  const network = networkOf(before);
  const wanted = networkOf(given)['publicNetworkAccess'];
  if (typeof network['delegatedSubnetResourceId'] !== 'string') return undefined;
  if (wanted === undefined || wanted === network['publicNetworkAccess']) return undefined;
  return new ArmError(
    400,
    'InvalidParameterValue',
    'Public network access cannot be set for a server that is integrated into a virtual network.',
  );
}

/**
 * `value` and `source` are each "required to update the value": type `ConfigurationProperties` of
 * Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01. No source was found for the words of the refusal.
 */
function refuseWithoutSource({ given }: ProviderWrite): ArmError | undefined {
  const missing = ['value', 'source'].find((name) => typeof propertiesOf(given)[name] !== 'string');
  return missing === undefined
    ? undefined
    : new ArmError(
        400,
        'InvalidParameterValue',
        `The property '${missing}' is required to update a configuration.`,
      );
}

/**
 * Versions are for general-purpose v2, premium block blob and legacy Blob storage accounts:
 * https://learn.microsoft.com/azure/storage/blobs/versioning-overview. The code is the one that accounts of the first generation give for other
 * features of blobs: https://github.com/Azure/azure-rest-api-specs/issues/23852.
 */
function refuseVersions({ given, parent }: ProviderWrite): ArmError | undefined {
  if (propertiesOf(given)['isVersioningEnabled'] !== true || parent?.['kind'] !== 'Storage') return undefined;
  return new ArmError(400, 'FeatureNotSupportedForAccount', 'Versioning is not supported for the account.');
}

function isApproved(connection: unknown): boolean {
  const properties = isObject(connection) ? connection['properties'] : undefined;
  const state = isObject(properties) ? properties['privateLinkServiceConnectionState'] : undefined;
  return isObject(state) && state['status'] === 'Approved';
}
