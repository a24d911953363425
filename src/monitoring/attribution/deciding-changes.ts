import type { Drift } from '../../model/index.ts';
import type { RecordedChange } from '../../platform/azure/index.ts';

/** The bearing of a change on a drift. `perhaps`: it has more properties than are named, and none of those named decides. */
export type Bearing = 'decides' | 'perhaps' | 'none';

/**
 * Tells whether a change may be what a drift is about: whether it changed a property that decides, or one within or around it. To make a resource
 * changes all of its properties; to delete one decides only that it is gone.
 */
export function bearingOf({ kind, paths, truncated }: RecordedChange, drift: Drift): Bearing {
  const isGone = drift.reason === 'deleted';
  if (kind === 'delete') return isGone ? 'decides' : 'none';
  if (isGone) return 'none';
  if (kind === 'create') return 'decides';
  const deciding = drift.after.map(({ path }) => stepsOf(path));
  const changed = paths.map(stepsOf);
  if (deciding.some((one) => changed.some((other) => isWithin(one, other) || isWithin(other, one))))
    return 'decides';
  return truncated ? 'perhaps' : 'none';
}

/**
 * Takes a path of a policy or of Resource Graph apart, without the members of arrays: policies write `properties.rules[*].name` or
 * `count of properties.rules[*]`, Resource Graph `properties.rules[0].name` or `properties.rules["first"].name`.
 */
function stepsOf(path: string): readonly string[] {
  const bare = path.startsWith('count of ') ? path.slice('count of '.length) : path;
  return bare
    .replaceAll(/\[[^[\]]*\]/g, '')
    .toLowerCase()
    .split('.');
}

function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  return outer.every((step, n) => inner[n] === step);
}
