import type { Resource } from '../../model/index.ts';
import { isSame } from './setting-paths.ts';

/** The parts of a resource that nobody sets, and that change by themselves. */
const unset = new Set([
  'id',
  'name',
  'type',
  'etag',
  'systemData',
  'properties.provisioningState',
  'properties.scanState',
]);

/** Paths of the settings in which two readings of a resource differ, in order. */
export function movedSettings(before: Resource, after: Resource): readonly string[] {
  return movedIn(before, after, '').toSorted();
}

function movedIn(before: unknown, after: unknown, path: string): readonly string[] {
  if (unset.has(path)) return [];
  if (!isDocument(before) || !isDocument(after)) return isSame(before, after) ? [] : [path];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    movedIn(before[name], after[name], path === '' ? name : `${path}.${name}`),
  );
}

/** A list is compared whole: its items have no names. */
function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
