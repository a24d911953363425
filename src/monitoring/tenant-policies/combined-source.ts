import { subscriptionIdOf } from '../../model/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import type { PolicySource } from '../evaluation/index.ts';
import { relatedTypesOf } from '../evaluation/index.ts';
import type { AssignedPolicy } from './types.ts';

/** Ours, and beside them what the tenant has assigned to each subscription. */
export function combinedSource(
  ours: PolicySource,
  bySubscription: ReadonlyMap<string, readonly AssignedPolicy[]>,
): PolicySource {
  const all = [...bySubscription.values()].flat();
  const byName = new Map(all.map(({ entry }) => [entry.name, entry]));
  const indexes = new Map(Array.from(bySubscription, ([id, assigned]) => [id, indexByType(assigned)]));
  const relatedTypes = [...new Set([...ours.relatedTypes, ...relatedTypesOf(all.map(({ entry }) => entry))])];
  return {
    for(resourceId, resourceType) {
      const own = ours.for(resourceId, resourceType);
      const index = indexes.get(subscriptionIdOf(resourceId)?.toLowerCase() ?? '');
      if (!index) return own;
      const named = index.byType.get(resourceType.toLowerCase()) ?? [];
      const assigned: CataloguePolicy[] = [];
      for (const each of [...named, ...index.anyType]) if (each.covers(resourceId)) assigned.push(each.entry);
      return assigned.length === 0 ? own : [...own, ...assigned];
    },
    policy: (name) => ours.policy(name) ?? byName.get(name),
    relatedTypes,
  };
}

interface Index {
  readonly byType: ReadonlyMap<string, readonly AssignedPolicy[]>;
  readonly anyType: readonly AssignedPolicy[];
}

function indexByType(assigned: readonly AssignedPolicy[]): Index {
  const byType = new Map<string, AssignedPolicy[]>();
  const anyType: AssignedPolicy[] = [];
  for (const each of assigned) {
    const types = each.entry.policy.resourceTypes;
    if (!types) anyType.push(each);
    for (const type of types ?? []) byType.set(type, [...(byType.get(type) ?? []), each]);
  }
  return { byType, anyType };
}
