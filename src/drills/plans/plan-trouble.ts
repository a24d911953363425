import { parseResourceId } from '../../model/index.ts';
import { covers } from '../../records/index.ts';
import { componentKindOf } from './component-kinds.ts';
import type { ComponentKind } from './component-kinds.ts';
import { isOwnTables } from './drill-plan.ts';
import type { DrillPlan } from './drill-plan.ts';

type TargetName = keyof DrillPlan['targets'];

/** The targets that components of a kind need. A PostgreSQL server without one has its readiness read. */
const targetsOf: Readonly<Partial<Record<ComponentKind, readonly TargetName[]>>> = {
  sql: ['sqlServer'],
  'key-vault': ['keyVault'],
  'recovery-services': ['stagingAccount', 'diskAccess'],
};

const typeOf: Readonly<Record<TargetName, string>> = {
  sqlServer: 'Microsoft.Sql/servers',
  keyVault: 'Microsoft.KeyVault/vaults',
  postgresqlSubnet: 'Microsoft.Network/virtualNetworks/subnets',
  postgresqlDnsZone: 'Microsoft.Network/privateDnsZones',
  stagingAccount: 'Microsoft.Storage/storageAccounts',
  diskAccess: 'Microsoft.Compute/diskAccesses',
  tablesAccount: 'Microsoft.Storage/storageAccounts',
};

interface PlanTrouble {
  readonly field: string;
  readonly why: string;
}

/**
 * Finds what is wrong between the parts of a plan, and between it and the drill group: the targets must lie in it, and what is restored must not.
 * Undefined: nothing. Without a drill group the parts alone are checked.
 */
export function planTrouble(plan: DrillPlan, drillGroup: string | undefined): PlanTrouble | undefined {
  return targetTrouble(plan.targets, drillGroup) ?? componentTrouble(plan, drillGroup);
}

function targetTrouble(
  targets: DrillPlan['targets'],
  drillGroup: string | undefined,
): PlanTrouble | undefined {
  for (const [name, target] of Object.entries(targets) as [TargetName, string | undefined][]) {
    if (target === undefined) continue;
    const field = `targets.${name}`;
    if (parseResourceId(target)?.type?.toLowerCase() !== typeOf[name].toLowerCase())
      return { field, why: `must be of the type ${typeOf[name]}` };
    if (drillGroup !== undefined && !covers(drillGroup, target))
      return { field, why: 'must lie in the drill group (DRILL_GROUP)' };
  }
  return undefined;
}

function componentTrouble(
  { components, targets }: DrillPlan,
  drillGroup: string | undefined,
): PlanTrouble | undefined {
  for (const [n, component] of components.entries()) {
    const { name, resourceId } = component;
    if (drillGroup !== undefined && covers(drillGroup, resourceId))
      return { field: `components.${n}.resourceId`, why: 'must not lie in the drill group itself' };
    const kind = componentKindOf(resourceId);
    const needed = isOwnTables(component) ? (['tablesAccount'] as const) : kind && targetsOf[kind];
    const missing = needed?.find((target) => targets[target] === undefined);
    if (missing !== undefined)
      return { field: `targets.${missing}`, why: `is needed for component ${n} (${name})` };
  }
  return undefined;
}
