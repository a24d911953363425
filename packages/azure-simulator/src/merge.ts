import type { Resource } from './resource.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Properties that only the provider sets: a PUT that does not name them leaves them. */
const readOnly = [
  'provisioningState',
  'creationTime',
  'createdDate',
  'creationDate',
  'currentServiceObjectiveName',
  'currentSku',
  'customerId',
  'databaseId',
  'defaultHostName',
  'defaultSecurityRules',
  'earliestRestoreDate',
  'fullyQualifiedDomainName',
  'geoReplicationStats',
  'primaryEndpoints',
  'primaryLocation',
  'privateEndpointConnections',
  'resourceGuid',
  'secondaryEndpoints',
  'secondaryLocation',
  'state',
  'status',
  'statusOfPrimary',
  'statusOfSecondary',
  'tenantId',
  'timeCreated',
  'vaultUri',
  'vmId',
];

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The properties of a resource or of the body of a request; empty where it has none. */
export function propertiesOf(resource: unknown): Json {
  const properties = isObject(resource) ? resource['properties'] : undefined;
  return isObject(properties) ? properties : {};
}

/** Returns the properties that a PUT leaves as they were although it does not name them. */
export function kept(before: Resource | undefined): Json {
  const old = propertiesOf(before);
  return Object.fromEntries(readOnly.filter((each) => each in old).map((each) => [each, old[each]]));
}

/** Merges as JSON merge patch does (RFC 7396), but tags are replaced whole, as ARM does. */
export function merged(before: Json, patch: Json): Json {
  const result: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    const old = result[name];
    if (value === null) delete result[name];
    else result[name] = isObject(value) && isObject(old) && name !== 'tags' ? merged(old, value) : value;
  }
  return result;
}
