import type { Resource } from './resource.ts';
import { groupOf, subscriptionOf } from './targets.ts';
import type { Target } from './targets.ts';

type Collection = Extract<Target, { readonly kind: 'collection' }>;

const full =
  'microsoft.sql/locations/longtermretentionservers/longtermretentiondatabases/longtermretentionbackups';
const lists = new Set([
  full,
  'microsoft.sql/locations/longtermretentionservers/longtermretentionbackups',
  'microsoft.sql/locations/longtermretentionbackups',
]);

/** The parts of an id by which long-term backups are listed, in lower case. */
function partsOf(id: string) {
  const named = (name: string) => new RegExp(`/${name}/([^/]+)`, 'i').exec(id)?.[1]?.toLowerCase();
  return {
    group: groupOf(id)?.toLowerCase(),
    location: named('locations'),
    server: named('longTermRetentionServers'),
    database: named('longTermRetentionDatabases'),
  };
}

type Matches = (resource: Resource) => boolean;

/** Returns a filter for what a list shows that is no list of what lies directly under its scope; undefined: it is one. */
export function virtualList(target: Target): Matches | undefined {
  if (target.kind !== 'collection') return undefined;
  return longTermBackups(target) ?? protectedItems(target);
}

/** The items of all containers of a vault: https://learn.microsoft.com/rest/api/backup/backup-protected-items/list. Its `$filter` is not heeded. */
function protectedItems({ type, scope }: Collection): Matches | undefined {
  if (type.toLowerCase() !== 'microsoft.recoveryservices/vaults/backupprotecteditems') return undefined;
  const prefix = `${scope}/backupfabrics/`.toLowerCase();
  return ({ id = '' }) => id.toLowerCase().startsWith(prefix) && /\/protectedItems\/[^/]+$/i.test(id);
}

/** Whether a list is about a region, which is not among the resources. */
export function isOfRegion(target: Target): boolean {
  return target.kind === 'collection' && lists.has(target.type.toLowerCase());
}

/**
 * Returns a filter for the long-term backups that a list is about; undefined: it is about others. They are listed by region, server or
 * database, of a group or of the subscription, and outlive the server and the database: https://learn.microsoft.com/rest/api/sql/long-term-retention-backups
 */
function longTermBackups(target: Collection): Matches | undefined {
  if (!isOfRegion(target)) return undefined;
  const { scope } = target;
  const wanted = partsOf(scope);
  return ({ id = '', type }) => {
    if (type.toLowerCase() !== full || subscriptionOf(id) !== subscriptionOf(scope)) return false;
    const parts = partsOf(id);
    return (
      (wanted.group === undefined || wanted.group === parts.group) &&
      wanted.location === parts.location &&
      (wanted.server === undefined || wanted.server === parts.server) &&
      (wanted.database === undefined || wanted.database === parts.database)
    );
  };
}
