import { z } from 'zod';
import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { checked, everyOwner, saveNew, text } from '../../records/index.ts';
import type { Saved, Saving } from '../../records/index.ts';
import { releaseClasses } from '../model/index.ts';
import type { ReleaseClass } from '../model/index.ts';

export const releaseRequest = z.strictObject({
  /** Id of the incident whose narrative is released. */
  incident: z.string().regex(/^[\w-]{1,100}$/, 'must be the id of an incident'),
  /** The readers who then have it, in packages that are made from now on. */
  class: z.enum(releaseClasses).exclude(['counsel'], 'must be auditor or regulator: counsel has all'),
  why: text(1000),
});

/** Counsel's decision that what is told of an incident may leave. It cannot be taken back, as nothing that has left can. */
export interface Release extends z.infer<typeof releaseRequest> {
  readonly releasedBy: string;
}

export interface ReleasePorts {
  readonly releases: Records<Release>;
  readonly incidents: Pick<Records<unknown>, 'history'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Puts on record that the narrative of an incident may leave. */
export async function releaseNarrative(
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { releases, incidents, clock }: ReleasePorts,
  newId: Saving['newId'],
): Promise<Saved<Release>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(releaseRequest, input);
  if (request.kind === 'invalid') return request;
  if ((await incidents.history(everyOwner, request.value.incident)).length === 0)
    return { kind: 'invalid', field: 'incident', why: 'must be the id of an incident' };
  const now = clock.now().toISOString();
  return saveNew(releases, everyOwner, { ...request.value, releasedBy: caller.objectId }, { now, newId });
}

/** Returns the incidents whose narratives a class of readers has. */
export async function releasedTo(
  releaseClass: ReleaseClass,
  releases: Pick<Records<Release>, 'latest'>,
): Promise<readonly Release[]> {
  return (await releases.latest(everyOwner))
    .map(({ value }) => value)
    .filter((each) => each.class === releaseClass);
}
