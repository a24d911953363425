import { concurrently } from '../../base/index.ts';
import { resourceTypeOf, subscriptionType } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { AzureReader, ReadFailure } from '../../platform/azure/index.ts';
import type { Catalogue, ResourceType } from '../../rules/controls/index.ts';
import type { PolicySource } from './policy-source.ts';

interface Known {
  readonly catalogue: Pick<Catalogue, 'types'>;
  readonly policies: Pick<PolicySource, 'for'>;
  readonly reader: Pick<AzureReader, 'related'>;
}

/** Lists at the same time. */
const atOnce = 8;

/** The resources that were found under others, and the lists that could not be had. */
export interface OutsideGraph {
  readonly resources: readonly Resource[];
  readonly failures: readonly { readonly resourceId: string; readonly failure: ReadFailure }[];
}

/**
 * Lists what policies evaluate under these resources, and what Resource Graph's table of resources does not hold: the blob service of an account, the
 * secrets of a vault, the role assignments of a subscription. Without it a scan would never look at them.
 */
export async function listOutsideGraph(
  resourceIds: readonly string[],
  { catalogue, policies, reader }: Known,
): Promise<OutsideGraph> {
  const resources: Resource[] = [];
  const failures: OutsideGraph['failures'][number][] = [];
  const wanted = resourceIds.flatMap((resourceId) =>
    (childTypes(catalogue.types).get(resourceTypeOf(resourceId).toLowerCase()) ?? [])
      .filter((type) => isNamed(type, resourceId, policies))
      .map((type) => ({ resourceId, type })),
  );
  await concurrently(wanted, atOnce, async ({ resourceId, type }) => {
    const outcome = await reader.related({ type, under: resourceId, scope: 'resource' });
    if (outcome.kind === 'found') resources.push(...outcome.resources.filter(({ id }) => id !== undefined));
    else failures.push({ resourceId, failure: outcome });
  });
  return { resources, failures };
}

function isNamed(type: string, resourceId: string, policies: Known['policies']): boolean {
  const id = `${resourceId}/${type.slice(type.lastIndexOf('/') + 1)}/any`;
  return policies
    .for(id, type)
    .some(({ policy }) => policy.resourceTypes?.includes(type.toLowerCase()) === true);
}

/** Types that Resource Graph does not hold, by the lower-case type of what they lie under. */
const byParent = new WeakMap<ReadonlyMap<string, ResourceType>, ReadonlyMap<string, readonly string[]>>();

function childTypes(types: ReadonlyMap<string, ResourceType>): ReadonlyMap<string, readonly string[]> {
  const known = byParent.get(types);
  if (known) return known;
  const found = new Map<string, string[]>();
  for (const { type, kind, indexed } of types.values()) {
    if (indexed || (kind !== 'child' && type !== roleAssignments)) continue;
    const parent = (kind === 'child' ? type.slice(0, type.lastIndexOf('/')) : subscriptionType).toLowerCase();
    found.set(parent, [...(found.get(parent) ?? []), type]);
  }
  byParent.set(types, found);
  return found;
}

/** Extensions of a subscription that policies are about themselves; others are read with what they extend. */
const roleAssignments = 'Microsoft.Authorization/roleAssignments';
