import { z } from 'zod';
import { isOwn } from '../../platform/auth/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { checked } from '../../records/index.ts';
import type { Invalid } from '../../records/index.ts';
import type { Drill } from '../model/index.ts';
import { noteDrill } from './drill-events.ts';
import { notifyEnded } from './notify-drill.ts';
import type { DrillPorts } from './ports.ts';

/** Reasons to end a drill early. They are no free text: a drill is kept for years, and no text of it could be withdrawn. */
export const abortReasons = [
  'production-incident',
  'production-load',
  'wrong-plan',
  'maintenance',
  'other',
] as const;

export const abortRequest = z.strictObject({ reason: z.enum(abortReasons) });

export type Decided =
  | { readonly kind: 'decided'; readonly drill: Drill }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'conflict'; readonly why: string }
  | { readonly kind: 'forbidden'; readonly why: 'own' | 'application' | 'role' }
  | Invalid;

type Needs = Pick<DrillPorts, 'drills' | 'published' | 'clock' | 'outbox' | 'wake' | 'alerts'>;

/** Approves a drill. The plan names who may, and nobody approves what they started, or a plan that they signed themselves. */
export async function approveDrill(
  id: string,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  ports: Needs,
): Promise<Decided> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const now = ports.clock.now().toISOString();
  return change(id, ports, 'approved', (drill) => {
    if (!drill.plan.approvers.includes(caller.objectId.toLowerCase()))
      return { kind: 'forbidden', why: 'role' };
    if (isOwn(caller, { owners: [drill.startedBy, drill.revision.signedBy] }))
      return { kind: 'forbidden', why: 'own' };
    if (drill.phase !== 'approval') return { kind: 'conflict', why: 'the drill waits for no approval' };
    if (drill.expiresAt <= now)
      return { kind: 'conflict', why: `the time to approve it ended at ${drill.expiresAt}` };
    return { ...drill, phase: 'evaluating', approval: { by: caller.objectId, at: now } };
  });
}

/** Ends a drill early. What it has made is destroyed. */
export async function abortDrill(
  id: string,
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  ports: Needs,
): Promise<Decided> {
  const request = checked(abortRequest, input);
  if (request.kind === 'invalid') return request;
  const at = ports.clock.now().toISOString();
  return change(id, ports, 'aborted', (drill) => {
    if (drill.phase === 'ended') return { kind: 'conflict', why: 'the drill has ended' };
    if (drill.stop)
      return { kind: 'conflict', why: 'the drill is ended already, and what it made is being destroyed' };
    const why = `${caller.objectId} aborted it: ${request.value.reason}`;
    const stop = { result: 'aborted', why, at } as const;
    // Before it is approved nothing was made.
    return drill.phase === 'approval'
      ? { ...drill, stop, phase: 'ended', result: 'aborted', endedAt: at }
      : { ...drill, stop, phase: 'teardown' };
  });
}

/** Ends a drill that nobody has approved in time, as of that time. */
export async function expireDrill(drill: Drill, etag: string, ports: Needs): Promise<void> {
  const expired: Drill = { ...drill, phase: 'ended', result: 'expired', endedAt: drill.expiresAt };
  await noteDrill(drill.id, 'ended', ports.clock.now().toISOString(), ports);
  await notifyEnded(expired, ports);
  await ports.drills.write(expired, etag);
}

async function change(
  id: string,
  ports: Needs,
  what: 'approved' | 'aborted',
  decide: (drill: Drill) => Drill | Exclude<Decided, { kind: 'decided' }>,
): Promise<Decided> {
  const found = await ports.drills.read(id);
  if (!found) return { kind: 'not-found' };
  const next = decide(found.value);
  if ('kind' in next) return next;
  await noteDrill(id, what, ports.clock.now().toISOString(), ports);
  if (next.phase === 'ended') await notifyEnded(next, ports);
  return (await ports.drills.write(next, found.etag)) === 'written'
    ? { kind: 'decided', drill: next }
    : { kind: 'conflict', why: 'the drill has changed meanwhile: look at it again' };
}
