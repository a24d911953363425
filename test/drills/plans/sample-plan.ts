import type { Component, DrillPlan } from '../../../src/drills/plans/index.ts';

export const subscriptionId = '4b1f7c2e-9d3a-4e58-8c61-2f7a9b0d3e14';
export const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-drill`;
export const clinical = `/subscriptions/${subscriptionId}/resourceGroups/rg-clinical`;
export const owner = '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61';
export const approver = '7e2b9c40-15fd-4a86-b3e7-90c1d2f4a658';

export function component(name: string, type: string, more: Partial<Component> = {}): Component {
  return {
    name,
    resourceId: `${clinical}/providers/${type}`,
    criticality: 'critical',
    objectives: { rtoSeconds: 14_400, rpoSeconds: 900 },
    owner,
    estimatedCost: 10,
    ...more,
  };
}

export const ehr = component('ehr', 'Microsoft.Sql/servers/sql-clinical/databases/ehr');
export const images = component('images', 'Microsoft.Storage/storageAccounts/stimages');

/** A plan with nothing unusual about it. */
export function planOf(components: readonly Component[] = [ehr], more: Partial<DrillPlan> = {}): DrillPlan {
  return {
    title: 'Quarterly recovery drill',
    region: 'same',
    schedule: { monthOfQuarter: 1, dayOfMonth: 5, time: '06:00' },
    approvers: [approver],
    approvalHours: 48,
    longestHours: 24,
    participants: [{ person: owner, role: 'Leads the recovery' }],
    cost: { currency: 'USD', cap: 200 },
    freezes: [],
    targets: {
      sqlServer: `${group}/providers/Microsoft.Sql/servers/sql-drill`,
      keyVault: `${group}/providers/Microsoft.KeyVault/vaults/kv-drill`,
      stagingAccount: `${group}/providers/Microsoft.Storage/storageAccounts/stdrill`,
    },
    components: [...components],
    ...more,
  };
}
