import { resourceTypeOf } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import { directionOf } from './direction.ts';
import { isSame, namesOf, valueAt } from './setting-paths.ts';
import type { PlannedChange } from './types.ts';

/** Compares a resource with the values that a remedy wants. Returns the changes, or why there can be none. */
export function changesTo(
  target: Resource,
  wanted: readonly (readonly [path: string, value: unknown])[],
): readonly PlannedChange[] | string {
  const changes: PlannedChange[] = [];
  for (const [path, after] of wanted) {
    const names = namesOf(path);
    if (names.length === 0) return `${path} lies in a list`;
    const before = valueAt(target, names);
    // What is not a single value may hold more than the remedy knows of.
    if (typeof before === 'object' && before !== null) return `${path} is not a single value`;
    if (isSame(before, after)) continue;
    changes.push({ path, ...(before !== undefined && { before }), after });
  }
  return changes;
}

/** Values of a policy's own `modify` operations, by path; or why they cannot be used. */
export function operationsOf(policy: CataloguePolicy['policy'], resource: Resource) {
  try {
    const found: (readonly [string, unknown])[] = [];
    for (const { operation, field, path, value } of policy.plan(resource)) {
      if (operation === 'remove') return `it would remove ${field}, and nothing is removed`;
      if (path === undefined) return `where ${field} lies is not known`;
      if (typeof value === 'object') return `it would set ${field} to something other than one value`;
      // `add` leaves what is there.
      if (operation === 'add' && valueAt(resource, namesOf(path)) !== undefined) continue;
      found.push([path, value]);
    }
    return found.length > 0 ? found : 'its operations change nothing of this resource';
  } catch (error) {
    return `its operations cannot be worked out (${describeError(error)})`;
  }
}

/** Leaves what is stricter than the remedy would make it: another setting of the same remedy may be too low. */
export function withoutWidening(changes: readonly PlannedChange[], target: string): readonly PlannedChange[] {
  return changes.filter((change) => directionOf(change, resourceTypeOf(target)) !== 'widens');
}
