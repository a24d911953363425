import { concurrently, hour, isBefore, plus } from '../../base/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import type { Resource, ResourceState } from '../../model/index.ts';
import { mayHoldPhi } from '../../rules/controls/index.ts';
import { ownershipOf } from '../evaluation/index.ts';
import type { Ownership } from '../evaluation/index.ts';
import { isEvaluated } from '../changes/index.ts';
import type { FullScanPorts } from './ports.ts';

const atOnce = 16;

/** Resource Graph follows Azure within minutes; a resource that it has not listed for longer than a night and a day is looked into. */
const unlistedHours = 36;

/**
 * Writes down that PHI lies in resources at which no policy looks, so that nobody takes it for looked after. What they are is taken from
 * the graph, as there may be no way to read them. Such a row has no states.
 * @param listed resources of a resource group as the graph shows them
 */
export async function notePhi(
  listed: readonly Resource[],
  listedAt: string,
  ports: FullScanPorts,
): Promise<void> {
  const held = listed.flatMap((resource) => {
    const { id = '' } = resource;
    if (isEvaluated(id, ports) || !mayHoldPhi(resourceTypeOf(id), ports.catalogue)) return [];
    const ownership = ownershipOf(resource['tags'], id, ports.ownership, ports.catalogue.types);
    return [{ id, ownership }];
  });
  await concurrently(held, atOnce, ({ id, ownership }) => noteOne(id, ownership, listedAt, ports));
}

async function noteOne(
  resourceId: string,
  { phi, organization }: Ownership,
  listedAt: string,
  { store }: FullScanPorts,
): Promise<void> {
  const stored = await store.read(resourceId);
  if (!phi && stored?.current.phi !== true) return;
  const {
    gone: _gone,
    organization: _organization,
    ...before
  } = stored?.current ?? {
    resourceId,
    resourceType: resourceTypeOf(resourceId),
    sequence: 0,
    states: {},
    reads: [],
  };
  const next: ResourceState = {
    ...before,
    phi,
    readStartedAt: listedAt,
    ...(organization && { organization }),
  };
  // Whoever writes it at the same time knows as much, or more.
  await store.commit(next, [], stored?.etag);
}

/**
 * Marks as gone those that the graph has not listed for long, where the resource group itself can be read, or is gone: that the graph
 * is silent may as well mean that a right is missing.
 * @param unlisted rows without states of a resource group that was listed to its end
 */
export async function closeUnlisted(
  group: string,
  unlisted: readonly ResourceState[],
  { store, scanReader, clock }: FullScanPorts,
): Promise<void> {
  const before = plus(clock.now().toISOString(), -unlistedHours * hour);
  const old = unlisted.filter(({ readStartedAt }) => isBefore(readStartedAt, before));
  if (old.length === 0) return;
  const { kind } = await scanReader.get(group);
  if (kind !== 'found' && kind !== 'gone') return;
  await concurrently(old, atOnce, async ({ resourceId }) => {
    const stored = await store.read(resourceId);
    if (stored) await store.commit({ ...stored.current, gone: true }, [], stored.etag);
  });
}
