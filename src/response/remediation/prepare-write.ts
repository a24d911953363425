import type { Drift } from '../../model/index.ts';
import { checkRights, checkWrite } from './check-write.ts';
import type { Considered } from './consider-plan.ts';
import { considerPlan, unreadLook } from './consider-plan.ts';
import { guardPlan } from './guard-facts.ts';
import { ownResource } from './own-resources.ts';
import { sideOf } from './plan.ts';
import type { Writing } from './ports.ts';
import { insteadOf } from './recover-write.ts';
import type { ApplyResult, Plan, RemediationDecision } from './types.ts';
import { whatIf } from './what-if.ts';
import { rightsOn } from './write-rights.ts';
import { refuseStranger } from './writer-identity.ts';

/** A plan, and the resources that it was made from just now. */
export type Prepared = Extract<Considered, { kind: 'plan' }>;

/** Reads the resource anew and asks everything that can forbid the write: whether the plan still fits, the guards, the what-if. */
export async function prepareWrite(
  decided: RemediationDecision,
  drift: Drift,
  ports: Writing,
): Promise<Prepared | ApplyResult> {
  const stranger = await refuseStranger(ports);
  if (stranger) return stranger;
  if (decided.by === 'auto' && ownResource(decided.plan.target, ports.own))
    return { kind: 'blocked', why: 'phiwatch itself runs on the resource, so people must decide' };
  const found = await lookAgain(decided, drift, ports);
  if (found.kind !== 'plan') return (await unreadable(found, decided.plan, ports)) ?? insteadOf(found, ports);
  const { plan, resource } = found;
  if (plan.hash !== decided.plan.hash)
    return { kind: 'void', why: 'the resource has changed since the plan was made' };
  const guarded = await guardPlan(
    plan,
    resource,
    decided.by === 'auto' ? 'auto' : 'people',
    ports,
    decided.id,
  );
  if (guarded.kind === 'wait') return guarded;
  if (guarded.kind === 'stop')
    return { kind: 'blocked', why: guarded.why, ...(guarded.looped && { looped: true as const }) };
  const trouble = plan.kind === 'revert' || plan.kind === 'task' ? undefined : await troubleOf(found, ports);
  if (trouble !== undefined) return { kind: 'blocked', why: trouble };
  return (await checkWrite(found, ports)) ?? found;
}

/** A resource that the identity may not read is told with the right that it lacks. */
async function unreadable(
  found: Exclude<Considered, { kind: 'plan' }>,
  plan: Plan,
  ports: Writing,
): Promise<ApplyResult | undefined> {
  return found.kind === 'none' ? checkRights(rightsOn(plan), ports) : undefined;
}

/** The finding as it is now, and its plan; that of a revert is the one that was asked for. */
async function lookAgain(
  { plan, kind }: RemediationDecision,
  drift: Drift,
  ports: Writing,
): Promise<Considered> {
  if (kind === 'apply') return considerPlan(drift, (id) => ports.writer.read(id), ports);
  const [resource, target] = [
    await ports.writer.read(drift.resourceId),
    await ports.writer.read(plan.target),
  ];
  if (resource.kind !== 'found') return unreadLook(resource);
  if (target.kind !== 'found') return unreadLook(target);
  const side = sideOf(target.resource, plan.changes);
  if (side === 'after')
    return { kind: 'needless', mode: 'ask', why: 'the settings already have their earlier values' };
  if (side === 'neither')
    return { kind: 'none', mode: 'ask', why: 'somebody has changed the resource since' };
  return {
    kind: 'plan',
    mode: 'ask',
    plan,
    target,
    resource: { ...resource.resource, id: drift.resourceId },
  };
}

/** Gives the objection of the what-if to a plan. */
async function troubleOf(
  { plan, resource }: Extract<Considered, { kind: 'plan' }>,
  ports: Writing,
): Promise<string | undefined> {
  const { state, worse } = await whatIf(plan, resource, ports);
  if (worse.length > 0) return `the resource would no longer comply with ${worse.join(', ')}`;
  return state === 'Compliant' ? undefined : `the policy would still evaluate to ${state}`;
}
