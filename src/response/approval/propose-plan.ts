import { plusSeconds } from '../../base/index.ts';
import {
  considerPlan,
  guardPlan,
  isOwnChange,
  ownResource,
  wasReverted,
  withOwnCaution,
} from '../remediation/index.ts';
import type { Considered, Mode, Plan } from '../remediation/index.ts';
import {
  applyTransition,
  closeIfResolved,
  decisionOf,
  notifyResponders,
  readDrift,
} from '../responses/index.ts';
import type { Remediation, Response, ResponsePorts, ResponseTransition } from '../responses/index.ts';
import { requestFor } from './approval-request.ts';
import { escalateBlocked } from './escalate-blocked.ts';
import { withRecentUse } from './plan-use.ts';

/**
 * Proposes a plan to remediate a drift and, as its mode says, shows the plan, asks people for approval, or decides. A decision is put
 * on the queue; until it has ended, nothing else is proposed. It is idempotent.
 */
export async function proposePlan(id: string, ports: ResponsePorts): Promise<void> {
  const response = await closeIfResolved(id, ports);
  if (!response) return;
  // An earlier run may have failed after the step was recorded and before anybody was notified.
  if (!needsProposal(response)) return follow(response, ports);
  // Events that came late name others who may have made the change.
  const drift = (await readDrift(response.drift, ports)) ?? response.drift;
  // Readings are dated by the second: only one that is later by a whole second has certainly seen the change. In a storm many share one.
  const since = plusSeconds(drift.readAt, 1);
  const considered = await considerPlan(
    drift,
    (resource) => ports.remediation.reader.get(resource, since),
    ports.remediation,
  );
  const outcome = await outcomeOf(considered, { ...response, drift }, ports);
  const advanced = await applyTransition(id, ports, (current, now) =>
    needsProposal(current) ? outcome(now) : undefined,
  );
  if (advanced.kind !== 'not-found') await follow(advanced.response, ports);
}

/** Notifies people and enqueues the decision, as the proposal requires. */
async function follow(response: Response, ports: ResponsePorts): Promise<void> {
  await notificationOf(response, ports);
  if (decisionOf(response) !== undefined) await ports.respond.send({ goOn: response.id });
}

/** Tells whether a plan is to be proposed, as it is from when the response opens. Whoever closes it ends that. */
function needsProposal({ remediation }: Response): boolean {
  return remediation?.status === 'waiting';
}

type Outcome = (now: string) => ResponseTransition;

async function outcomeOf(considered: Considered, response: Response, ports: ResponsePorts): Promise<Outcome> {
  const { remediation: before } = response;
  const askedBy = before?.askedBy === undefined ? {} : { askedBy: before.askedBy };
  const to =
    (
      remediation: Remediation,
      what: ResponseTransition['step']['what'],
      more: Partial<ResponseTransition['set']> = {},
    ): Outcome =>
    () => ({
      set: { remediation: { ...remediation, ...askedBy }, ...more },
      step: { what, ...(remediation.why !== undefined && { why: remediation.why }) },
    });
  if (considered.kind === 'wait') {
    const { why, seconds } = considered;
    const nextAt = plusSeconds(ports.clock.now().toISOString(), seconds);
    return to({ mode: before?.mode ?? 'observe', status: 'waiting', why, nextAt }, 'held-back');
  }
  if (considered.kind !== 'plan') {
    const { mode, why } = considered;
    // Whoever expects a fix is told what to see to first.
    const isExpected =
      mode === 'ask' || mode === 'auto' || (mode === 'observe' && before?.askedBy !== undefined);
    return considered.unmet && isExpected
      ? to({ mode, status: 'blocked', why }, 'blocked')
      : to({ mode, status: 'none', why }, 'planned');
  }
  const { resource } = considered;
  const warned = withOwnCaution(considered.plan, ports.remediation.own);
  const plan = await withRecentUse(warned, resource.id, ports);
  const { mode, why } = await modeOf(considered.mode, plan, response, ports);
  const said = why === undefined ? {} : { why };
  if (mode === 'off' || mode === 'observe')
    return to({ mode, status: 'observed', ...said }, 'planned', { plan });
  const guarded = await guardPlan(plan, resource, mode === 'auto' ? 'auto' : 'people', ports.remediation);
  if (guarded.kind === 'stop') {
    const { why: because, looped } = guarded;
    const remediation = { mode, status: 'blocked', why: because, ...(looped && { looped }) } as const;
    return to(remediation, 'blocked', { plan });
  }
  if (mode === 'ask') {
    const request = requestFor('apply', plan.hash, response, ports);
    return to({ mode, status: 'asked', ...said }, 'asked', {
      plan,
      request,
      drift: response.drift,
    });
  }
  if (guarded.kind === 'wait') {
    const remediation = { mode, status: 'waiting', why: guarded.why, nextAt: guarded.until } as const;
    return to(remediation, 'held-back', { plan });
  }
  return (now) => ({
    set: {
      plan,
      remediation: { mode, status: 'decided', nextAt: plusSeconds(now, resumeSeconds) },
      decision: { id: `${response.id}.${response.step}`, kind: 'apply', plan, by: 'auto', at: now },
    },
    step: { what: 'decided', why: 'auto' },
  });
}

/** A decision that has not ended by then was interrupted by a crash. */
export const resumeSeconds = 300;

/** A mode says what is done without people. What may cut users off, our own writes caused, or people have reverted, only people decide. */
async function modeOf(
  mode: Mode,
  plan: Plan,
  { drift, remediation }: Response,
  { remediation: ports }: ResponsePorts,
): Promise<{ readonly mode: Mode; readonly why?: string }> {
  // Somebody wants a decision where nobody would have been asked.
  if (mode === 'observe' && remediation?.askedBy !== undefined) return { mode: 'ask' };
  if (mode !== 'auto') return { mode };
  if (plan.cutsOff) return { mode: 'ask', why: 'it may cut users off' };
  if (ownResource(drift.resourceId, ports.own))
    return { mode: 'ask', why: 'phiwatch itself runs on the resource' };
  const writes = await ports.writes.of(drift.resourceId);
  if (wasReverted(writes, drift.policy)) return { mode: 'ask', why: 'people have reverted it before' };
  if (isOwnChange(drift, writes)) return { mode: 'ask', why: 'a write by phiwatch led to the drift' };
  return drift.cause === 'resource'
    ? { mode }
    : { mode: 'ask', why: 'no change of the resource is known to have caused the drift' };
}

/** Enqueued again after a crash, it is the same message. */
async function notificationOf(response: Response, ports: ResponsePorts): Promise<void> {
  const { id, remediation, request, plan } = response;
  if (remediation?.status === 'blocked') return escalateBlocked(response, ports);
  if (remediation?.status !== 'asked' || !request || !plan) return undefined;
  const people = request.needed === 1 ? 'one person' : `${request.needed} people`;
  return notifyResponders(
    'decision',
    `${id}|decision|${request.askedAt}.${request.planHash.slice(0, 8)}`,
    response,
    {
      why:
        remediation.why === undefined
          ? 'phiwatch has prepared a remediation and waits for approval.'
          : `phiwatch has prepared a remediation. People have to approve it, because ${remediation.why}.`,
      next: `Please review the planned change and approve or reject it by ${request.expiresAt}. It takes ${people} who neither made the change nor requested the fix.`,
      plan,
    },
    ports,
  );
}
