import { guid, location, subscriptionId, tenantId } from '../../resource.ts';
import type { Row, Table } from '../row.ts';

const workspace = guid('workspace');

export const region = location;

/** The columns that Azure Monitor adds to what a resource has said. */
export function row(table: Table, at: number, resourceId: string, columns: Record<string, unknown>): Row {
  return {
    table,
    at: Math.floor(at),
    columns: {
      TenantId: workspace,
      TimeGenerated: new Date(at).toISOString(),
      SourceSystem: 'Azure',
      Type: table,
      _ResourceId: resourceId.toLowerCase(),
      _SubscriptionId: subscriptionId,
      ...columns,
    },
  };
}

const withoutTenant: ReadonlySet<Table> = new Set(['SigninLogs', 'AuditLogs']);

/** Rows of Entra ID lie under the tenant, not under a resource. */
export function entraRow(table: Table, at: number, columns: Record<string, unknown>): Row {
  return {
    table,
    at: Math.floor(at),
    columns: {
      ...(withoutTenant.has(table) ? {} : { TenantId: workspace }),
      TimeGenerated: new Date(at).toISOString(),
      SourceSystem: 'Azure AD',
      Type: table,
      ...columns,
    },
  };
}

export const issuer = `https://sts.windows.net/${tenantId}/`;
