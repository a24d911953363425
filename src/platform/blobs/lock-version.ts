import type { ContainerClient } from '@azure/storage-blob';
import { at, isBefore, latest } from '../../base/index.ts';
import { clientOf, firstVersion } from './first-versions.ts';
import type { FirstVersion } from './first-versions.ts';
import { hasCode, isUnsupported } from './trouble.ts';
import type { Blobs } from './types.ts';

type Retained = Exclude<Awaited<ReturnType<Blobs['retain']>>, 'absent'>;

/** Locks a first version until a time, or for as long as it is locked already. */
export async function retainVersion(
  container: ContainerClient,
  first: FirstVersion,
  until: string,
): Promise<Retained> {
  if (isKept(first, until)) return 'kept';
  const wanted = wholeSecond(latest(until, first.unlockedUntil ?? until));
  const client = clientOf(container.getBlobClient(first.properties.name), first);
  try {
    const set = await client.setImmutabilityPolicy({ expiriesOn: wanted, policyMode: 'Locked' });
    if (
      set.immutabilityPolicyMode?.toLowerCase() !== 'locked' ||
      !isAsLong(set.immutabilityPolicyExpiry, wanted)
    )
      throw new Error(`The blob ${first.properties.name} was not locked as asked`);
    return 'extended';
  } catch (error) {
    if (isUnsupported(error)) return 'unsupported';
    // Somebody has locked it for longer meanwhile.
    if (hasCode(error, ['BlobImmutableDueToPolicy'])) {
      const now = await firstVersion(container, first.properties.name);
      if (now && isKept(now, until)) return 'kept';
    }
    throw error;
  }
}

/** Whether a locked policy keeps it until then, or longer. */
function isKept({ properties: { retainUntil } }: FirstVersion, until: string): boolean {
  return retainUntil !== undefined && !isBefore(retainUntil, until);
}

export async function holdVersion(
  container: ContainerClient,
  first: FirstVersion,
  on: boolean,
): Promise<'set' | 'unsupported'> {
  try {
    await clientOf(container.getBlobClient(first.properties.name), first).setLegalHold(on);
    return 'set';
  } catch (error) {
    if (isUnsupported(error)) return 'unsupported';
    throw error;
  }
}

/** The service takes whole seconds: the next one, so that no lock is shorter than was asked. @throws RangeError */
function wholeSecond(iso: string): Date {
  const ms = at(iso);
  if (Number.isNaN(ms)) throw new RangeError(`retainUntil: expected a time in ISO 8601, not ${iso}`);
  return new Date(Math.ceil(ms / 1000) * 1000);
}

function isAsLong(set: Date | undefined, wanted: Date): boolean {
  return set !== undefined && set.getTime() >= wanted.getTime();
}
