import { readFileSync } from 'node:fs';
import { appRoot, hour, plus } from '../../base/index.ts';
import type { LogQuery } from '../../platform/azure/index.ts';
import type { LogSourceName } from '../model/index.ts';

/** A query that is shipped: one table and one purpose, as a table that is absent fails all of a query. */
export interface AccessQuery {
  readonly name: string;
  readonly source: LogSourceName;
  readonly table: string;
  /** The type of its rows: `AccessHour` or `AccessEvent`. */
  readonly shape: 'hours' | 'events';
  /** KQL with the free names From and To. */
  readonly text: string;
}

export const accessQueries: readonly AccessQuery[] = [
  query('fhir-hours', 'fhir', 'MicrosoftHealthcareApisAuditLogs'),
  query('dicom-hours', 'dicom', 'AHDSDicomAuditLogs'),
  query('sql-hours', 'sql', 'AzureDiagnostics'),
  query('synapse-hours', 'sql', 'SQLSecurityAuditEvents'),
  query('blob-hours', 'blob', 'StorageBlobLogs'),
  query('vault-hours', 'vault', 'AZKVAuditLogs'),
  query('vault-classic-hours', 'vault', 'AzureDiagnostics'),
  query('signins-people-events', 'signins', 'SigninLogs'),
  query('signins-background-events', 'signins', 'AADNonInteractiveUserSignInLogs'),
  query('signins-services-events', 'signins', 'AADServicePrincipalSignInLogs'),
  query('signins-identities-events', 'signins', 'AADManagedIdentitySignInLogs'),
  query('directory-events', 'directory', 'AuditLogs'),
  query('activity-events', 'activity', 'AzureActivity'),
  query('support-events', 'support', 'DevOpsOperationsAudit'),
];

/** A shipped query over the rows generated from one time (inclusive) to another (exclusive). */
export function bounded(query: AccessQuery, from: string, to: string): LogQuery {
  return { kql: `${bounds(from, to)}${query.text}`, from, to };
}

/**
 * Asks for the hours, as `Hour`, for which rows came in after one time and until another: earlier counts of them no longer hold.
 * Azure Monitor takes no row that is older than two days under its own time.
 */
export function dirtyHoursQuery(table: string, from: string, to: string): LogQuery {
  const oldest = plus(from, -48 * hour);
  const kql = `${bounds(from, to)}${table}
| where TimeGenerated > From - 2d and TimeGenerated <= To
| where ingestion_time() > From and ingestion_time() <= To
| distinct Hour = bin(TimeGenerated, 1h)
| order by Hour asc`;
  return { kql, from: oldest, to };
}

/** The free names of a query, From and To. */
export function bounds(from: string, to: string): string {
  return `let From = datetime(${new Date(from).toISOString()});\nlet To = datetime(${new Date(to).toISOString()});\n`;
}

function query(name: string, source: LogSourceName, table: string): AccessQuery {
  let text: string | undefined;
  return {
    name,
    source,
    table,
    shape: name.endsWith('-hours') ? 'hours' : 'events',
    get text() {
      text ??= readFileSync(new URL(`src/phi-access/collection/queries/${name}.kql`, appRoot), 'utf8');
      return text;
    },
  };
}
