import { plusSeconds } from '../../base/index.ts';
import type { WritePlace } from '../../platform/store/index.ts';
import { ownerOf } from '../../records/index.ts';
import type { RemediationPorts } from './ports.ts';

/** In an hour. What goes on beyond that is looked at by people first. */
const hourlyCaps = { subscription: 30, resourceGroup: 10 } as const;

const hourSeconds = 3600;

/** The most tries to take a place while others take theirs. */
const mostConflicts = 60;

/** A decision that wants a place, or a plan that has no decision yet. */
interface Candidate {
  readonly resourceId: string;
  readonly decision?: string;
}

type Needs = Pick<RemediationPorts, 'writes' | 'clock'>;

/** Tells whether a place is left under the hourly caps, without taking it. */
export async function hasPlace(candidate: Candidate, { writes, clock }: Needs): Promise<boolean> {
  const found = await writes.places(ownerOf(candidate.resourceId));
  return isFree(heldAt(found?.value ?? [], clock.now().toISOString()), candidate);
}

/**
 * Takes the place of a decision under the hourly caps, or renews it. All places of a subscription are one row that is written under its
 * ETag, so that decisions that come together, on whatever host, do not take the same place.
 * @returns false: no place is left, or too many others took theirs meanwhile
 */
export function takePlace(
  { resourceId, decision }: Required<Candidate>,
  { writes, clock }: Needs,
): Promise<boolean> {
  return change(resourceId, writes, (places) => {
    const now = clock.now().toISOString();
    const others = heldAt(places, now).filter((each) => each.decision !== decision);
    if (!isFree(others, { resourceId })) return undefined;
    return [...others, { decision, resourceGroup: groupOf(resourceId), at: now }];
  });
}

/** Gives the place of a decision back: nothing was sent. */
export async function giveBackPlace(
  { resourceId, decision }: Required<Candidate>,
  { writes }: Pick<Needs, 'writes'>,
): Promise<void> {
  await change(resourceId, writes, (places) =>
    places.some((each) => each.decision === decision)
      ? places.filter((each) => each.decision !== decision)
      : undefined,
  );
}

/** @param decide returns undefined if the places are to stay as they are */
async function change(
  resourceId: string,
  writes: Needs['writes'],
  decide: (places: readonly WritePlace[]) => readonly WritePlace[] | undefined,
): Promise<boolean> {
  const subscriptionId = ownerOf(resourceId);
  for (let tries = 0; tries < mostConflicts; tries += 1) {
    const found = await writes.places(subscriptionId);
    const places = decide(found?.value ?? []);
    if (!places) return false;
    if ((await writes.putPlaces(subscriptionId, places, found?.etag)) !== 'conflict') return true;
  }
  return false;
}

function heldAt(places: readonly WritePlace[], now: string): readonly WritePlace[] {
  return places.filter(({ at }) => plusSeconds(at, hourSeconds) > now);
}

function isFree(held: readonly WritePlace[], { resourceId, decision }: Candidate): boolean {
  const others = held.filter((each) => decision === undefined || each.decision !== decision);
  const ofGroup = others.filter(({ resourceGroup }) => resourceGroup === groupOf(resourceId));
  return others.length < hourlyCaps.subscription && ofGroup.length < hourlyCaps.resourceGroup;
}

/** The resource group of a resource, in lower case: ids have no case. */
function groupOf(resourceId: string): string {
  return resourceId.split('/').slice(0, 5).join('/').toLowerCase();
}
