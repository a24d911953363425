import { propertiesOf } from '../merge.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import { parentOf } from '../targets.ts';

/**
 * Keeps SQL databases that were deleted: as long as their backups last, they can be restored onto their server. Layout and name (database, then the moment as Windows
 * counts it): https://learn.microsoft.com/rest/api/sql/restorable-dropped-databases/list-by-server
 */
export function keepDropped(resources: Resources, removed: readonly Resource[], now: number): void {
  for (const database of removed) {
    const { id = '', name = '', type } = database;
    const server = parentOf(id);
    if (type.toLowerCase() !== 'microsoft.sql/servers/databases' || server === undefined) continue;
    // With its server its backups are gone.
    if (!resources.get(server)) continue;
    const ticks = BigInt(now + 11_644_473_600_000) * 10_000n;
    const { maxSizeBytes, creationDate, earliestRestoreDate, currentBackupStorageRedundancy } =
      propertiesOf(database);
    resources.put({
      id: `${server}/restorableDroppedDatabases/${name},${ticks}`,
      name: `${name},${ticks}`,
      type: 'Microsoft.Sql/servers/restorableDroppedDatabases',
      location: database['location'],
      sku: database['sku'],
      properties: {
        databaseName: name,
        maxSizeBytes,
        creationDate,
        deletionDate: new Date(now).toISOString(),
        earliestRestoreDate,
        backupStorageRedundancy: currentBackupStorageRedundancy,
      },
    });
  }
}
