import { plusSeconds } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import type { WriteIntent, WriteLease } from '../../platform/store/index.ts';
import type { Considered } from './consider-plan.ts';
import { considerPlan, unreadLook } from './consider-plan.ts';
import { guardPlan } from './guard-facts.ts';
import { waitForSwitch } from './guards.ts';
import { isStopped } from './kill-switch.ts';
import { bodyOf, sideOf } from './plan.ts';
import type { RemediationPorts, Writing } from './ports.ts';
import { insteadOf, leaseSeconds, recoverWrite } from './recover-write.ts';
import { sendWrite } from './send-write.ts';
import type { ApplyResult, RemediationDecision } from './types.ts';
import { whatIf } from './what-if.ts';

/** The most failures of the write of one decision; being throttled does not count. */
const mostSendings = 8;

/**
 * Applies a decision: reads, plans again, asks the guards, puts the intent on record, writes. Run again after a crash, it learns
 * from the journal and from Azure what has been done, and writes nothing twice.
 */
export async function applyPlan(
  decided: RemediationDecision,
  drift: Drift,
  ports: RemediationPorts,
): Promise<ApplyResult> {
  const { writer, writes, clock, newId } = ports;
  if (!writer) return { kind: 'blocked', why: 'this deployment has no identity that may write' };
  const now = clock.now().toISOString();
  const { resourceId } = drift;
  const lease = await writes.lease(resourceId, newId(), now, plusSeconds(now, leaseSeconds));
  if ('heldUntil' in lease)
    return { kind: 'wait', until: lease.heldUntil, why: 'another run holds the lease of the resource' };
  try {
    return await underLease(decided, drift, lease, { ...ports, writer });
  } finally {
    await writes.release(lease);
  }
}

async function underLease(
  decided: RemediationDecision,
  drift: Drift,
  lease: WriteLease,
  ports: Writing,
): Promise<ApplyResult> {
  const mine = (await ports.writes.of(drift.resourceId)).filter(
    ({ intent }) => intent.decision === decided.id,
  );
  const known = await recoverWrite(mine.at(-1), ports);
  if (known) return known;
  const inVain = mine.filter(({ end }) => end?.status !== 429).length;
  if (inVain >= mostSendings) return { kind: 'blocked', why: `the write failed ${inVain} times` };
  const found = await lookAgain(decided, drift, ports);
  if (found.kind !== 'plan') return insteadOf(found, ports);
  const { plan, resource, target } = found;
  if (plan.hash !== decided.plan.hash)
    return { kind: 'void', why: 'the resource has changed since the plan was made' };
  const guarded = await guardPlan(plan, resource, decided.by === 'auto' ? 'auto' : 'people', ports);
  if (guarded.kind === 'wait') return guarded;
  if (guarded.kind === 'stop')
    return { kind: 'blocked', why: guarded.why, ...(guarded.looped && { looped: true as const }) };
  const trouble = plan.kind === 'revert' || plan.kind === 'task' ? undefined : await troubleOf(found, ports);
  if (trouble !== undefined) return { kind: 'blocked', why: trouble };
  const now = ports.clock.now().toISOString();
  // The what-if takes time: the kill switch may have been thrown meanwhile.
  if (await isStopped(ports)) return { kind: 'wait', ...waitForSwitch(now) };
  const intent: WriteIntent = {
    decision: decided.id,
    attempt: (mine.at(-1)?.intent.attempt ?? 0) + 1,
    kind: decided.kind,
    resourceId: drift.resourceId,
    policy: drift.policy,
    target: plan.target,
    method: plan.method,
    planHash: plan.hash,
    changes: plan.changes,
    ...(target.etag !== undefined && { ifMatch: target.etag }),
    ...(ports.identity !== undefined && { identity: ports.identity }),
    correlationId: ports.newId(),
    approvedBy: decided.by === 'auto' ? ['auto'] : decided.by,
    token: lease.token,
    at: now,
  };
  // A decision counts once, however often it is sent.
  if (mine.length === 0) await ports.writes.count(intent);
  const begun = await ports.writes.begin(intent, lease);
  if (begun === 'lost' || begun === 'taken')
    return { kind: 'wait', until: plusSeconds(intent.at, 5), why: 'another run is writing' };
  try {
    return await sendWrite(intent, plan, bodyOf(plan, target.resource), ports);
  } finally {
    // Beginning has given the lease another ETag.
    await ports.writes.release(begun);
  }
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
