import type { ResourceChange } from '../../model/index.ts';
import { isContainer, operationOf, resourceGroupOf, resourceTypeOf, scopesAbove } from '../../model/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import { relatedKey } from '../evaluation/index.ts';
import type { ChangePorts } from './ports.ts';

/** Tells how a type is read, and which policies evaluate it. */
type Known = Pick<ChangePorts, 'catalogue' | 'policies'>;

/**
 * Lists the changed resource and what it is a part of, as far as policies evaluate them.
 */
export function affectedAt({ resourceId }: ResourceChange, known: Known): readonly string[] {
  return [resourceId, ...wholesOf(resourceId, known.catalogue)].filter((id) => isEvaluated(id, known));
}

/** Finds the resources whose evaluation read the changed resource or looked for one like it, and, if it was deleted, those below it. */
export async function affectedFrom(
  change: ResourceChange,
  { catalogue, policies, readBy, store }: Known & Pick<ChangePorts, 'readBy' | 'store'>,
): Promise<readonly string[]> {
  const { resourceId } = change;
  const readers = await Promise.all(
    keysOf(resourceId, { catalogue, policies }).map((key) => readBy.readers(key)),
  );
  const below = operationOf(change) === 'delete' ? await knownBelow(resourceId, store) : [];
  return Array.from(new Map([...below, ...readers.flat()].map((id) => [id.toLowerCase(), id])).values());
}

/**
 * Whether policies look at a resource: one names its type, or one looks at any type and this is one that can be read.
 * Mode Indexed looks only at types with tags and a location.
 */
export function isEvaluated(resourceId: string, { catalogue, policies }: Known): boolean {
  const type = resourceTypeOf(resourceId).toLowerCase();
  const known = catalogue.types.get(type);
  return policies
    .for(resourceId, type)
    .some(({ policy }) =>
      policy.resourceTypes
        ? true
        : known !== undefined && (known.indexed || policy.mode.toLowerCase() !== 'indexed'),
    );
}

/** Parents of a child, what an extension extends. That a resource lies in a group does not make it a part of the group. */
function wholesOf(id: string, catalogue: Catalogue): readonly string[] {
  const extension = catalogue.types.get(resourceTypeOf(id).toLowerCase())?.kind === 'extension';
  return scopesAbove(id).filter((scope, n) => !isContainer(scope) || (extension && n === 0));
}

/** Under which whoever read this resource, or looked for one of its type where it lies, is noted. */
function keysOf(id: string, { catalogue, policies }: Known): readonly string[] {
  const type = resourceTypeOf(id).toLowerCase();
  const wholes = wholesOf(id, catalogue);
  const containers = [id, ...wholes].filter(isContainer).map((scope) => scope.toLowerCase());
  // With a resource its children come and go.
  const related = policies.relatedTypes.filter((other) => other === type || other.startsWith(`${type}/`));
  return [
    ...containers,
    ...related.flatMap((other) => scopesAbove(id).map((scope) => relatedKey(other, scope))),
  ];
}

/** Children and extensions of a deleted resource, and the resources of a deleted group. */
async function knownBelow(id: string, store: ChangePorts['store']): Promise<readonly string[]> {
  const group = resourceGroupOf(id);
  const beginning = `${id}/`.toLowerCase();
  const below: string[] = [];
  if (group === undefined) return below;
  for await (const { resourceId, gone } of store.list(group)) {
    if (!gone && resourceId.toLowerCase().startsWith(beginning)) below.push(resourceId);
  }
  return below;
}
