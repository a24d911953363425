import { builtInRoles } from './governance.ts';
import {
  etag,
  extension,
  guid,
  ids,
  moment,
  nameOf,
  subscriptionId,
  systemData,
  systemIdentity,
  tenantId,
  tracked,
} from './resource.ts';
import type { Group, Json, Resource } from './resource.ts';

function activityLogAlert(name: string, operation: string): Resource {
  return tracked('shared', 'Microsoft.Insights/activityLogAlerts', name, {
    location: 'Global',
    properties: {
      scopes: [`/subscriptions/${subscriptionId}`],
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' },
          { field: 'operationName', equals: operation },
        ],
      },
      actions: { actionGroups: [{ actionGroupId: ids.actionGroup, webhookProperties: {} }] },
      enabled: true,
      description: '',
    },
  });
}

export function backupVault(group: Group, name: string, rest: Json): Resource {
  return tracked(group, 'Microsoft.RecoveryServices/vaults', name, {
    etag: etag(name),
    sku: { name: 'RS0', tier: 'Standard' },
    identity: systemIdentity(name),
    properties: {
      provisioningState: 'Succeeded',
      privateEndpointStateForBackup: 'None',
      privateEndpointStateForSiteRecovery: 'None',
      publicNetworkAccess: 'Disabled',
      redundancySettings: { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' },
      ...rest,
    },
  });
}

/** Workspace, alerts and backup vaults. */
export function monitor(subscription: Resource): Resource[] {
  const workspace = tracked('shared', 'Microsoft.OperationalInsights/workspaces', nameOf(ids.workspace), {
    etag: etag(ids.workspace),
    systemData: systemData(ids.workspace),
    properties: {
      customerId: guid('workspace'),
      provisioningState: 'Succeeded',
      sku: { name: 'PerGB2018', lastSkuUpdate: moment('workspace') },
      retentionInDays: 730,
      features: { enableLogAccessUsingOnlyResourcePermissions: true, disableLocalAuth: true },
      workspaceCapping: {
        dailyQuotaGb: -1,
        quotaNextResetTime: moment('quota'),
        dataIngestionStatus: 'RespectQuota',
      },
      publicNetworkAccessForIngestion: 'Enabled',
      publicNetworkAccessForQuery: 'Enabled',
      createdDate: moment('workspace'),
      modifiedDate: moment('workspace'),
    },
  });
  const activityLog = extension(subscription, 'Microsoft.Insights/diagnosticSettings', 'to-workspace', {
    properties: {
      workspaceId: ids.workspace,
      logs: ['Administrative', 'Security', 'Policy', 'Alert'].map((category) => ({
        category,
        enabled: true,
      })),
      metrics: [],
    },
  });
  return [
    workspace,
    activityLog,
    tracked('shared', 'Microsoft.ManagedIdentity/userAssignedIdentities', nameOf(ids.identity), {
      systemData: systemData(ids.identity),
      properties: { tenantId, principalId: guid('identity encryption'), clientId: guid('client encryption') },
    }),
    ...(['clinical', 'imaging'] as const).map((group) =>
      tracked(group, 'Microsoft.Insights/components', `appi-lakeside-${group}`, {
        kind: 'web',
        etag: `"${guid(`component ${group}`).slice(0, 8)}"`,
        properties: {
          ApplicationId: `appi-lakeside-${group}`,
          AppId: guid(`app ${group}`),
          Name: `appi-lakeside-${group}`,
          Application_Type: 'web',
          Flow_Type: 'Bluefield',
          InstrumentationKey: guid(`instrumentation ${group}`),
          CreationDate: moment(group),
          TenantId: subscriptionId,
          provisioningState: 'Succeeded',
          RetentionInDays: 90,
          WorkspaceResourceId: ids.workspace,
          IngestionMode: 'LogAnalytics',
          publicNetworkAccessForIngestion: 'Enabled',
          publicNetworkAccessForQuery: 'Enabled',
          DisableLocalAuth: group === 'clinical',
        },
      }),
    ),
    tracked('shared', 'Microsoft.Insights/actionGroups', nameOf(ids.actionGroup), {
      location: 'Global',
      properties: {
        groupShortName: 'security',
        enabled: true,
        emailReceivers: [],
        smsReceivers: [],
        webhookReceivers: [],
        armRoleReceivers: [{ name: 'owners', roleId: builtInRoles.owner, useCommonAlertSchema: true }],
      },
    }),
    activityLogAlert('ala-policy-assignment-delete', 'Microsoft.Authorization/policyAssignments/delete'),
    activityLogAlert('ala-nsg-write', 'Microsoft.Network/networkSecurityGroups/write'),
    activityLogAlert('ala-sql-firewall-write', 'Microsoft.Sql/servers/firewallRules/write'),
    backupVault('clinical', 'rsv-lakeside-clinical', {
      securitySettings: {
        immutabilitySettings: { state: 'Locked' },
        softDeleteSettings: { softDeleteState: 'AlwaysON', softDeleteRetentionPeriodInDays: 30 },
      },
    }),
    backupVault('imaging', 'rsv-lakeside-imaging', {
      securitySettings: {
        softDeleteSettings: { softDeleteState: 'Disabled', softDeleteRetentionPeriodInDays: 14 },
      },
    }),
  ];
}
