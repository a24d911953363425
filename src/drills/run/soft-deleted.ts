import { daysAfter } from '../../base/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import { isTransient } from '../../platform/azure/index.ts';
import type { Resource } from '../../model/index.ts';
import type { Drill, Teardown } from '../model/index.ts';
import { drillKeyOf } from '../steps/index.ts';
import type { DrillPorts } from './ports.ts';

type SoftDeleted = Teardown['softDeleted'];

/** Days for which backups of what was deleted are kept: of a database with usual retention, of a PostgreSQL server always. */
const keptDays = {
  // https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview
  sql: 7,
  // https://learn.microsoft.com/azure/postgresql/backup-restore/how-to-restore-deleted-server
  postgresql: 5,
} as const;

/** Lists what Azure keeps of what a drill has destroyed, each with the day until when. Undefined: it cannot be said yet. */
export async function softDeletedOf(
  drill: Drill,
  destroyed: readonly string[],
  now: string,
  ports: DrillPorts,
): Promise<SoftDeleted | undefined> {
  const keys = await removedKeys(drill, ports);
  const databases = await droppedDatabases(drill, destroyed, ports);
  const vaults = await ports.azure.deletedVaults();
  if (!keys || !databases || (vaults.kind !== 'found' && isTransient(vaults))) return undefined;
  const servers = destroyed
    .filter((id) => resourceTypeOf(id).toLowerCase() === 'microsoft.dbforpostgresql/flexibleservers')
    .map((id) => ({ id, purgedAt: daysAfter(now, keptDays.postgresql) }));
  return [...databases, ...servers, ...keys, ...(vaults.kind === 'found' ? vaults.vaults : [])];
}

async function removedKeys(
  { id, components }: Drill,
  { keys }: DrillPorts,
): Promise<SoftDeleted | undefined> {
  const removed = [];
  for (const { kind, intent, facts } of components) {
    if (kind !== 'key-vault' || intent?.what !== 'key' || !keys) continue;
    const gone = await keys.remove(facts['drillVault'] ?? '', drillKeyOf(id));
    if (gone.kind === 'failed') return undefined;
    removed.push({ id: intent.id, purgedAt: gone.purgedAt ?? '' });
  }
  return removed;
}

async function droppedDatabases(
  { plan }: Drill,
  destroyed: readonly string[],
  { azure }: DrillPorts,
): Promise<SoftDeleted | undefined> {
  const { sqlServer } = plan.targets;
  const own = new Set(destroyed.map((id) => id.toLowerCase()));
  if (sqlServer === undefined || own.size === 0) return [];
  const listed = await azure.list(`${sqlServer}/restorableDroppedDatabases`);
  if (listed.kind !== 'found') return isTransient(listed) ? undefined : [];
  return listed.resources.flatMap((resource) => {
    const { databaseName, deletionDate } = (resource['properties'] ?? {}) as Readonly<
      Record<string, unknown>
    >;
    const isOwn = own.has(`${sqlServer}/databases/${String(databaseName)}`.toLowerCase());
    return isOwn && typeof deletionDate === 'string' ? [keptUntil(resource, deletionDate)] : [];
  });
}

function keptUntil({ id = '' }: Resource, deletionDate: string) {
  return { id, purgedAt: daysAfter(deletionDate, keptDays.sql) };
}
