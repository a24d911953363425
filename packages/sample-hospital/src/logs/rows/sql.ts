import { groups, idOf, subscriptionId, tenantId } from '../../resource.ts';
import type { Group } from '../../resource.ts';
import type { Random } from '../random.ts';
import type { Call, Row } from '../row.ts';
import { row } from './common.ts';

/** Databases with an audit, by the server that they lie on. */
export const servers = {
  ehr: 'sql-lakeside-ehr',
  scheduling: 'sql-lakeside-ehr',
  pharmacy: 'sql-lakeside-ehr',
  claims: 'sql-lakeside-billing',
  remittance: 'sql-lakeside-billing',
  pacs: 'sql-lakeside-pacs',
  ris: 'sql-lakeside-pacs',
} as const;
export type Database = keyof typeof servers;

export interface SqlCall extends Call {
  readonly database: Database;
  readonly statement: string;
  /** Rows returned. */
  readonly rows?: number;
  readonly affected?: number;
  readonly action?: { readonly id: string; readonly name: string };
  readonly succeeded?: boolean;
  readonly application?: string;
}

const batch = { id: 'BCM', name: 'BATCH COMPLETED' };
export const refusedLogin = { id: 'DBAF', name: 'DATABASE AUTHENTICATION FAILED' };

export function databaseId(database: Database): string {
  return `${serverId(database)}/databases/${database}`;
}

export function serverId(database: Database): string {
  return idOf(groupOf(database), 'Microsoft.Sql/servers', servers[database]);
}

function groupOf(database: Database): Group {
  return database === 'pacs' || database === 'ris' ? 'imaging' : 'clinical';
}

/** Microsoft Entra principals are known to SQL by object or application id, its first three groups turned round. */
function sid(id: string): string {
  const [a = '', b = '', c = '', ...rest] = id.split('-');
  const turned = [a, b, c].map((group) => (group.match(/../g) ?? []).toReversed().join(''));
  return `0x${[...turned, ...rest].join('').toUpperCase()}`;
}

/** A batch as the audit of Azure SQL writes it to AzureDiagnostics. */
export function sql(call: SqlCall, random: Random): Row {
  const { actor, database } = call;
  const action = call.action ?? batch;
  const login = actor.kind === 'human' ? actor.login : `${actor.login}@${tenantId}`;
  const resource = databaseId(database);
  return row('AzureDiagnostics', call.at, resource, {
    ResourceId: resource.toUpperCase(),
    Category: 'SQLSecurityAuditEvents',
    ResourceGroup: groups[groupOf(database)].toUpperCase(),
    SubscriptionId: subscriptionId.toUpperCase(),
    ResourceProvider: 'MICROSOFT.SQL',
    Resource: database.toUpperCase(),
    ResourceType: 'SERVERS/DATABASES',
    OperationName: 'AuditEvent',
    event_time_t: new Date(call.at).toISOString(),
    action_id_s: action.id,
    action_name_s: action.name,
    server_principal_name_s: login,
    session_server_principal_name_s: login,
    server_principal_sid_s: sid(actor.kind === 'human' ? actor.id : actor.login),
    database_principal_name_s: actor.kind === 'human' ? login : 'dbo',
    database_name_s: database,
    LogicalServerName_s: servers[database],
    server_instance_name_s: servers[database],
    client_ip_s: call.address,
    host_name_s: actor.kind === 'human' ? `WS-${actor.id.slice(0, 6)}` : `vm-${actor.id.slice(0, 6)}`,
    application_name_s:
      call.application ?? (actor.kind === 'human' ? 'Lakeside EHR' : 'Core Microsoft SqlClient'),
    statement_s: call.statement,
    succeeded_s: String(call.succeeded ?? true),
    response_rows_d: call.rows ?? 0,
    affected_rows_d: call.affected ?? call.rows ?? 0,
    duration_milliseconds_d: Math.round(random.logNormal(12, 1)),
    session_id_d: random.int(51, 900),
    transaction_id_d: random.int(1000, 9_999_999),
    sequence_number_d: 1,
    class_type_s: 'DB',
    is_server_level_audit_s: 'false',
    data_sensitivity_information_s: '',
  });
}
