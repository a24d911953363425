import { plusSeconds } from '../../base/index.ts';
import { responseHours, severityOf } from '../../model/index.ts';
import { considerPlan, guardPlan, isOwnChange, wasReverted } from '../remediation/index.ts';
import type { Considered, Mode } from '../remediation/index.ts';
import type {
  ApprovalRequest,
  Remediation,
  Response,
  ResponsePorts,
  ResponseTransition,
} from '../responses/index.ts';
import { applyTransition, closeIfResolved, decisionOf, notifyResponders } from '../responses/index.ts';
import { approversFor } from './approvers.ts';
import { escalateBlocked } from './escalate-blocked.ts';

/**
 * Weighs what is to be done about a drift: plans how it is remediated, and, as its mode has it, shows the plan, asks people, or
 * decides. Once it is decided, nothing is weighed again until that has come to an end. What is decided is put on the queue. Done again,
 * it comes to the same.
 */
export async function proposePlan(id: string, ports: ResponsePorts): Promise<void> {
  const response = await closeIfResolved(id, ports);
  if (!response) return;
  // It may have failed after that was noted and before it was told.
  if (!needsProposal(response)) return follow(response, ports);
  const { drift } = response;
  const considered = await considerPlan(
    drift,
    (resource) => ports.remediation.reader.get(resource),
    ports.remediation,
  );
  const outcome = await outcomeOf(considered, response, ports);
  const advanced = await applyTransition(id, ports, (current, now) =>
    current.status === 'closed' || !needsProposal(current) ? undefined : outcome(now),
  );
  if (advanced.kind !== 'missing') await follow(advanced.response, ports);
}

/** What follows from how it was weighed. */
async function follow(response: Response, ports: ResponsePorts): Promise<void> {
  await notificationOf(response, ports);
  if (decisionOf(response) !== undefined) await ports.respond.send({ goOn: response.id });
}

function needsProposal({ remediation }: Response): boolean {
  return remediation === undefined || remediation.status === 'waiting';
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
  if (considered.kind !== 'plan')
    return to({ mode: considered.mode, status: 'none', why: considered.why }, 'planned');
  const { plan, resource } = considered;
  const { mode, why } = await modeOf(considered.mode, response, ports);
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
    return to({ mode, status: 'asked', ...said }, 'asked', { plan, request });
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

/** What is decided and not at its end by then was left by a crash. */
export const resumeSeconds = 300;

/** A mode says what is done by itself; what follows from our own writes, or was taken back by people, is theirs to decide. */
async function modeOf(
  mode: Mode,
  { drift, remediation }: Response,
  { remediation: ports }: ResponsePorts,
): Promise<{ readonly mode: Mode; readonly why?: string }> {
  // Somebody wants a decision where nobody would have been asked.
  if (mode === 'observe' && remediation?.askedBy !== undefined) return { mode: 'ask' };
  if (mode !== 'auto') return { mode };
  const writes = await ports.writes.of(drift.resourceId);
  if (wasReverted(writes, drift.policy)) return { mode: 'ask', why: 'people have taken it back before' };
  if (isOwnChange(drift, writes)) return { mode: 'ask', why: 'a write of phiwatch has led to it' };
  return drift.cause === 'resource' ? { mode } : { mode: 'ask', why: 'nobody is known to have changed it' };
}

export function requestFor(
  kind: ApprovalRequest['kind'],
  planHash: string,
  response: Response,
  { clock }: Pick<ResponsePorts, 'clock'>,
): ApprovalRequest {
  const askedAt = clock.now().toISOString();
  const { drift } = response;
  const hours = responseHours(severityOf(drift)) / 2;
  const { needed } = approversFor(response);
  return { kind, planHash, askedAt, expiresAt: plusSeconds(askedAt, hours * 3600), needed, approvals: [] };
}

/** Said again after a crash, it is the same message. */
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
      why: remediation.why ?? 'It can be remediated.',
      next: `It takes the approval of ${people}, by ${request.expiresAt}; nobody may approve their own change.`,
      plan,
    },
    ports,
  );
}
