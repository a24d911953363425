import type { LongOperation } from './long-operations.ts';
import { decoded, parseTarget, subscriptionOf } from './targets.ts';

/** The addresses at which a provider tells of its operations. */
interface Links {
  /** The place of the addresses: a region of the subscription, a region of the group, or the resource that is worked on. */
  readonly under: 'subscription' | 'group' | 'resource';
  /** The last part but one of `Azure-AsyncOperation`. */
  readonly status: string;
  /** The same of `Location`. */
  readonly result: string;
}

const protectedItem =
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints/restore';

/**
 * SQL: recordings of the tests of @azure/arm-sql (recording_databases_create_test.json, recording_servers_delete_test.json), whose
 * addresses lie under the group. Disks: a recorded PUT and DELETE, of which `monitor=true` marks the `Location`.
 * PostgreSQL: https://github.com/Azure/azure-rest-api-specs/issues/21178 has it for MySQL, and the actions
 * `Microsoft.DBforPostgreSQL/locations/azureAsyncOperation/read` and `operationResults/read` for PostgreSQL.
 * Azure Backup: https://learn.microsoft.com/azure/backup/backup-azure-arm-userestapi-restoreazurevms
 */
const linksByType: Readonly<Record<string, Links>> = {
  'microsoft.compute/disks': { under: 'subscription', status: 'DiskOperations', result: 'DiskOperations' },
  'microsoft.dbforpostgresql/flexibleservers': {
    under: 'subscription',
    status: 'azureAsyncOperation',
    result: 'operationResults',
  },
  'microsoft.sql/servers': {
    under: 'group',
    status: 'serverAzureAsyncOperation',
    result: 'serverOperationResults',
  },
  'microsoft.sql/servers/databases': {
    under: 'group',
    status: 'databaseAzureAsyncOperation',
    result: 'databaseOperationResults',
  },
  [protectedItem]: { under: 'resource', status: 'operationsStatus', result: 'operationResults' },
};

/** Others, whose addresses are not known to differ. */
const usual: Links = { under: 'subscription', status: 'operationStatuses', result: 'operationResults' };

const words = new Set(
  [usual, ...Object.values(linksByType)].flatMap(({ status, result }) =>
    [status, result].map((word) => word.toLowerCase()),
  ),
);

const inRegion =
  /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/providers\/([^/]+)\/locations\/[^/]+\/([^/]+)\/([^/]+)$/i;
const underItem =
  /^(\/subscriptions\/.+\/protectedItems\/[^/]+)\/(operationsStatus|operationResults)\/([^/]+)$/i;

/** Paths of the two addresses of an operation. */
export function linksOf({ id, resourceId, location }: LongOperation): {
  readonly status: string;
  readonly result: string;
} {
  const target = parseTarget(resourceId);
  const type = 'type' in target ? target.type : '';
  const { under, status, result } = linksByType[type.toLowerCase()] ?? usual;
  const group = resourceId.split('/').slice(0, 5).join('/');
  const scope = under === 'group' ? group : `/subscriptions/${subscriptionOf(resourceId)}`;
  const [item = ''] = resourceId.split(/\/recoveryPoints\//i);
  const base =
    under === 'resource' ? item : `${scope}/providers/${type.split('/', 1)[0]}/locations/${location}`;
  const monitor = status === result ? '?monitor=true' : '';
  return { status: `${base}/${status}/${id}`, result: `${base}/${result}/${id}${monitor}` };
}

/** A request for an operation: its id, whether its status or its result is asked for, and the right that is needed. */
export interface Poll {
  readonly id: string;
  readonly kind: 'status' | 'result';
  readonly action: string;
  readonly scope: string;
}

/** Reads the path of a request; undefined: it is not about an operation. */
export function pollOf(url: URL): Poll | undefined {
  const path = decoded(url.pathname);
  const [, scope = '', namespace = '', word = '', id = ''] = inRegion.exec(path) ?? [];
  if (words.has(word.toLowerCase())) {
    const isResult = /results$/i.test(word) || url.searchParams.get('monitor') === 'true';
    const action = `${namespace}/locations/${word}/read`;
    return { id, kind: isResult ? 'result' : 'status', action, scope };
  }
  const [, item = '', kind = '', ofItem = ''] = underItem.exec(path) ?? [];
  if (!item) return undefined;
  const target = parseTarget(item);
  const type = 'type' in target ? target.type : '';
  return {
    id: ofItem,
    kind: /results$/i.test(kind) ? 'result' : 'status',
    action: `${type}/${kind}/read`,
    scope: item,
  };
}
