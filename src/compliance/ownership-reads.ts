import type { Resource } from '../policy/types.ts';
import type { Head } from '../store/types.ts';
import { ownershipOf } from './ownership.ts';
import type { Ownership } from './ownership.ts';
import { isContainer, scopesAbove } from './scopes.ts';
import type { Ports, Task } from './types.ts';

type Needs = Pick<Ports, 'store' | 'ownership' | 'catalogue'>;

/** Whose a resource is that was just read; for a part of another, that one's head is read too. */
export async function ownershipNow(resource: Resource, id: string, ports: Needs): Promise<Ownership> {
  const [above] = scopesAbove(id);
  const whole = above === undefined || isContainer(above) ? undefined : (await ports.store.read(above))?.head;
  return ownershipOf(
    resource['tags'],
    id,
    ports.ownership,
    ports.catalogue.types,
    whole && ownershipIn(whole),
  );
}

/** Whose a resource was when it was last read; for one that never was, what its id alone says. */
export function ownershipKnown(known: Head | undefined, { target }: Task, ports: Needs): Ownership {
  const above = known && ownershipIn(known);
  return ownershipOf(undefined, target, ports.ownership, ports.catalogue.types, above);
}

function ownershipIn({ phi, organisation }: Head): Partial<Ownership> {
  return { ...(phi !== undefined && { phi }), ...(organisation !== undefined && { organisation }) };
}
