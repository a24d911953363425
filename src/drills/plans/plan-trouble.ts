import { covers } from '../../records/index.ts';
import { componentKindOf } from './component-kinds.ts';
import type { ComponentKind } from './component-kinds.ts';
import type { DrillPlan } from './drill-plan.ts';

/** The targets that components of a kind need. */
const targetsOf: Readonly<Partial<Record<ComponentKind, readonly (keyof DrillPlan['targets'])[]>>> = {
  sql: ['sqlServer'],
  'key-vault': ['keyVault'],
  'recovery-services': ['stagingAccount', 'diskAccess'],
};

/**
 * Finds what is wrong with a plan beside the drill group: the targets must lie in it, and what is restored must not. Undefined: nothing.
 */
export function planTrouble(
  plan: DrillPlan,
  drillGroup: string,
): { readonly field: string; readonly why: string } | undefined {
  for (const [name, target] of Object.entries(plan.targets))
    if (target !== undefined && !covers(drillGroup, target))
      return { field: `targets.${name}`, why: 'must lie in the drill group (DRILL_GROUP)' };
  for (const [n, { resourceId }] of plan.components.entries()) {
    if (covers(drillGroup, resourceId))
      return { field: `components.${n}.resourceId`, why: 'must not lie in the drill group itself' };
    const kind = componentKindOf(resourceId);
    const missing = kind && targetsOf[kind]?.find((name) => plan.targets[name] === undefined);
    if (missing !== undefined) return { field: `targets.${missing}`, why: `is needed for component ${n}` };
  }
  return undefined;
}
