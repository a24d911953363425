import type { ControlFact } from '../model/index.ts';
import type { FindingGroup } from './policy-groups.ts';

/** Groups of findings by the safeguards that they are about. */
export interface SafeguardGroups {
  /** Returns the groups of a safeguard: for one organization its own, else all. */
  readonly about: (control: ControlFact) => readonly FindingGroup[];
  /** The groups that are about no safeguard of the package, by policy: those of the tenant's own policies, as a rule. */
  readonly others: ReadonlyMap<string, readonly FindingGroup[]>;
}

/** Finds the safeguards of each group. */
export function groupsBySafeguard(
  controls: readonly ControlFact[],
  groups: readonly FindingGroup[],
): SafeguardGroups {
  const own = new Map<string, FindingGroup[]>(controls.map((control) => [keyOf(control), []]));
  const others: FindingGroup[] = [];
  for (const group of groups) {
    const lists = keysOf(group).flatMap((key) => {
      const list = own.get(key);
      return list ? [list] : [];
    });
    for (const list of lists.length > 0 ? lists : [others]) list.push(group);
  }
  return {
    about: (control) => own.get(keyOf(control)) ?? [],
    others: Map.groupBy(others, ({ policy }) => policy),
  };
}

/** The safeguards of all organizations, and those of the group's own. */
function keysOf({ controls, organization }: FindingGroup): readonly string[] {
  const ids = [...controls];
  const ofAll = ids.map((id) => keyOf({ id }));
  return organization === undefined ? ofAll : [...ofAll, ...ids.map((id) => keyOf({ id, organization }))];
}

function keyOf({ id, organization = '' }: Pick<ControlFact, 'id' | 'organization'>): string {
  return JSON.stringify([id, organization]);
}
