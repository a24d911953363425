import { busyError } from './asynchronous-types.ts';
import type { LongOperations } from './long-operations.ts';
import { parentOf } from './targets.ts';

const server = 'microsoft.sql/servers';
const database = 'microsoft.sql/servers/databases';
const postgres = 'microsoft.dbforpostgresql/flexibleservers';

/**
 * Refuses what a provider does not do while it still works on the resource or on what belongs to it. A SQL server is not deleted while
 * a database of it is made or deleted, nor is a database made while the server is worked on: `ConflictingServerOperation` is among the
 * answers of `Servers_Delete` and `Databases_CreateOrUpdate` (azure-rest-api-specs, Microsoft.Sql/stable/2021-11-01). A PostgreSQL server
 * takes nothing for its children: https://github.com/Azure/bicep-registry-modules/issues/4451.
 * That a database which is being made cannot be deleted is not sourced.
 * @throws ArmError in the provider's words
 */
export function requireIdle(operations: LongOperations, type: string, id: string, method: string): void {
  const own = busyError(type, id);
  if (own && operations.isRunning(id)) throw own;
  const lower = type.toLowerCase();
  const isHeldUp =
    lower === server && method === 'DELETE' && operations.isRunningUnder(id, database.split('/').at(-1)!);
  const above = parentOf(id) ?? '';
  const aboveType = lower.split('/').slice(0, -1).join('/');
  const isBelow = lower === database || aboveType === postgres;
  const error = isHeldUp
    ? own
    : isBelow && operations.isRunning(above)
      ? busyError(aboveType, above)
      : undefined;
  if (error) throw error;
}
