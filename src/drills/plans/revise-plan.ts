import { z } from 'zod';
import type { Records, RecordVersion } from '../../model/index.ts';
import { isOwn } from '../../platform/auth/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { checked, everyOwner, invalid, saveChange, saveNew, text } from '../../records/index.ts';
import type { Saved } from '../../records/index.ts';
import type { Clock } from '../../base/index.ts';
import { digestOf, planSchema } from './drill-plan.ts';
import { planTrouble } from './plan-trouble.ts';

/** The one plan: each revision is a version of its record. */
const planId = 'plan';

export const revisionRequest = z.strictObject({
  plan: planSchema,
  /** The change, and its reason. */
  why: text(),
  /** Ids of the drills whose lessons led to it. */
  lessonsOf: z
    .array(z.string().regex(/^dr-drill-\d{4}Q[1-4]$/, 'must be the id of a drill'))
    .max(20)
    .exactOptional(),
});

/** A plan that somebody signed. */
export interface PlanRevision extends z.infer<typeof revisionRequest> {
  readonly signedBy: string;
  /** The hash of the plan, in hexadecimal: that is what was signed. */
  readonly sha256: string;
}

/** The ports of the plan. */
export interface PlanPorts {
  readonly plans: Records<PlanRevision>;
  /** The id of the drill group; absent: no drill can be run. */
  readonly drillGroup?: string;
  readonly clock: Clock;
}

/** Puts a revision of the plan on record, signed by the caller. It is a proof of its own: plans are tested and revised. 164.308(a)(7)(ii)(D). */
export async function revisePlan(
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { plans, drillGroup, clock }: PlanPorts,
): Promise<Saved<PlanRevision>> {
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(revisionRequest, input);
  if (request.kind === 'invalid') return request;
  if (drillGroup === undefined)
    return { kind: 'conflict', why: 'no drill can be run here: DRILL_GROUP is not set' };
  const { plan } = request.value;
  // Nobody approves a plan of their own.
  if (plan.approvers.every((who) => isOwn(caller, { owners: [who] })))
    return invalid('plan.approvers', 'must name somebody else than who signs the plan');
  const trouble = planTrouble(plan, drillGroup);
  if (trouble) return invalid(`plan.${trouble.field}`, trouble.why);
  const value: PlanRevision = { ...request.value, signedBy: caller.objectId, sha256: digestOf(plan) };
  const now = clock.now().toISOString();
  const saved = await saveChange(plans, everyOwner, planId, now, () => ({ kind: 'ok', value }));
  return saved.kind === 'not-found' ? saveNew(plans, everyOwner, value, { now, newId: () => planId }) : saved;
}

/** All revisions, the oldest first. */
export async function planRevisions({
  plans,
}: Pick<PlanPorts, 'plans'>): Promise<readonly RecordVersion<PlanRevision>[]> {
  return plans.history(everyOwner, planId);
}

/** The revision that holds; undefined: nobody has signed a plan. */
export async function planInForce(
  ports: Pick<PlanPorts, 'plans'>,
): Promise<RecordVersion<PlanRevision> | undefined> {
  return (await planRevisions(ports)).at(-1);
}
