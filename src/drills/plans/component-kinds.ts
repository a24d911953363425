import { parseResourceId } from '../../model/index.ts';

/** The step that a drill takes for a component, by what the component is. */
export const componentKinds = [
  'sql',
  'postgresql',
  'storage',
  'key-vault',
  'recovery-services',
  'sql-failover-group',
  'cosmos-db',
  'event-hubs',
  'health-data',
] as const;

export type ComponentKind = (typeof componentKinds)[number];

const kinds: Readonly<Record<string, ComponentKind>> = {
  'microsoft.sql/servers/databases': 'sql',
  'microsoft.dbforpostgresql/flexibleservers': 'postgresql',
  'microsoft.storage/storageaccounts': 'storage',
  'microsoft.keyvault/vaults': 'key-vault',
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': 'recovery-services',
  'microsoft.sql/servers/failovergroups': 'sql-failover-group',
  'microsoft.documentdb/databaseaccounts': 'cosmos-db',
  'microsoft.eventhub/namespaces': 'event-hubs',
  'microsoft.healthcareapis/workspaces/fhirservices': 'health-data',
  'microsoft.healthcareapis/workspaces/dicomservices': 'health-data',
};

/** The types that a plan may name, in lower case. */
export const componentTypes: readonly string[] = Object.keys(kinds);

/** Undefined: a drill has no step for the type of this resource. */
export function componentKindOf(resourceId: string): ComponentKind | undefined {
  return kinds[parseResourceId(resourceId)?.type?.toLowerCase() ?? ''];
}
