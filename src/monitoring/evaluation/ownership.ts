import { isContainer, resourceTypeOf, scopesAbove, subscriptionIdOf } from '../../model/index.ts';
import type { ResourceState, Resource, Severity, Task } from '../../model/index.ts';
import { covers } from '../../records/index.ts';
import type { ResourceType } from '../../rules/controls/index.ts';
import type { OwnershipPorts, OwnershipRules } from './ports.ts';

export interface Ownership {
  readonly phi: boolean;
  /** Absent: nobody has said. */
  readonly organization?: string;
}

const yes = new Set(['true', 'yes', 'y', '1', 'phi', 'ephi']);

const no = new Set(['false', 'no', 'n', '0', 'none', 'no-phi', 'non-phi', 'public']);

/**
 * Says whose a resource is, and whether it holds PHI. The settings go before the tags; a child has what its parent has
 * unless its own tags differ. A data store of which nobody has said anything clear counts as holding PHI: an account
 * that nobody remembered to tag is the one to watch.
 * @param above what is known of the resource that it is a part of. That a server holds none of itself says nothing of its databases.
 */
export function ownershipOf(
  tags: unknown,
  resourceId: string,
  rules: OwnershipRules,
  types: ReadonlyMap<string, ResourceType>,
  above?: Whole,
): Ownership {
  const named = tagsOf(tags);
  const said = rules.phiTags.flatMap((name) => meaningOf(named.get(name)) ?? [])[0];
  const phi = rules.phiScopes.some((scope) => covers(scope, resourceId))
    ? true
    : (said ?? inherited(above, types) ?? isDataStore(resourceId, types));
  const organization =
    named.get(rules.organizationTag)?.trim() ||
    above?.organization ||
    rules.organizations[subscriptionIdOf(resourceId)?.toLowerCase() ?? ''];
  return { phi, ...(organization && { organization }) };
}

/** The ownership of the resource that another is a part of. */
type Whole = Partial<Ownership> & { readonly resourceId: string };

/**
 * Gives what a part takes from its whole. A whole that holds PHI holds it in each part. `false` counts for a data store alone: for another
 * type it may only mean that nobody has tagged it.
 */
function inherited(above: Whole | undefined, types: ReadonlyMap<string, ResourceType>): boolean | undefined {
  if (above?.phi === true) return true;
  return above?.phi === false && isDataStore(above.resourceId, types) ? false : undefined;
}

/** One step up where PHI is concerned: the same fault is worse where it can harm patients. `critical` stays. */
export function effectiveSeverity(severity: Severity, phi: boolean): Severity {
  if (!phi) return severity;
  const raised = { low: 'medium', medium: 'high', high: 'critical', critical: 'critical' } as const;
  return raised[severity];
}

function tagsOf(tags: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(tags ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
}

/** Undefined: neither yes nor no. */
function meaningOf(value: string | undefined): boolean | undefined {
  const word = value?.trim().toLowerCase() ?? '';
  if (yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}

/** Its type, or one that it lies under, holds data: `Microsoft.Storage/storageAccounts` for a container in one. */
function isDataStore(resourceId: string, types: ReadonlyMap<string, ResourceType>): boolean {
  const parts = resourceTypeOf(resourceId).toLowerCase().split('/');
  return parts.some((_, n) => types.get(parts.slice(0, n + 1).join('/'))?.dataStore === true);
}

/** Says whose a resource is that was just read; a part of another has what that one has. */
export async function ownershipNow(
  resource: Resource,
  id: string,
  ports: OwnershipPorts,
): Promise<Ownership> {
  const above = await ownershipAbove(id, ports);
  return ownershipOf(resource['tags'], id, ports.ownership, ports.catalogue.types, above);
}

/**
 * Says whose the resource is that another is a part of: as it is stored or, if the part is evaluated before it, as it is now. Else the
 * severity of a first finding would depend on the order of a scan. A whole that cannot be read says nothing.
 */
async function ownershipAbove(id: string, ports: OwnershipPorts): Promise<Whole | undefined> {
  const [above] = scopesAbove(id);
  if (above === undefined || isContainer(above)) return undefined;
  const stored = (await ports.store.read(above))?.current;
  if (stored) return stored;
  const read = await ports.reader.get(above);
  if (read.kind !== 'found') return undefined;
  return { resourceId: above, ...(await ownershipNow(read.resource, above, ports)) };
}

/** Says whose a resource was when it was last read; for one that never was, what its id alone says. */
export function ownershipKnown(
  known: ResourceState | undefined,
  { target }: Task,
  ports: Pick<OwnershipPorts, 'ownership' | 'catalogue'>,
): Ownership {
  return ownershipOf(undefined, target, ports.ownership, ports.catalogue.types, known);
}
