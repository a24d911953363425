import { plusSeconds } from '../../base/index.ts';
import type { ResourceChange } from '../../model/index.ts';
import { applyPlan } from '../remediation/index.ts';
import type { ApplyResult } from '../remediation/index.ts';
import { applyTransition, closeIfResolved, decisionOf } from '../responses/index.ts';
import type { Response, ResponsePorts, ResponseTransition } from '../responses/index.ts';
import { escalateBlocked } from './escalate-blocked.ts';
import { resumeSeconds } from './propose-plan.ts';
import { objectionTo } from './renew-owners.ts';

/** The result of one run of a decision. A short wait is waited for, a long one is data. */
export type Turn =
  | { readonly kind: 'next' | 'end' }
  /** `operating`: Azure carries out what it has accepted, and nothing is read back yet. */
  | { readonly kind: 'wait'; readonly until: string; readonly operating?: true };

/** Applies the decision of a response. It is idempotent, and writes nothing twice. */
export async function applyDecision(
  { id, decision }: { readonly id: string; readonly decision: string },
  ports: ResponsePorts,
): Promise<Turn> {
  const response = await currentDecision(id, decision, ports);
  if (!response?.decision) return { kind: 'end' };
  if (response.remediation?.status !== 'decided') return { kind: 'next' };
  const outcome = await applyPlan(response.decision, response.drift, ports.remediation, () =>
    objectionTo(response, ports),
  );
  const advanced = await applyTransition(id, ports, (now, at) =>
    now.decision?.id === decision && now.remediation?.status === 'decided'
      ? changeBy(outcome, now, at)
      : undefined,
  );
  if (advanced.kind === 'not-found') return { kind: 'end' };
  if (outcome.kind === 'wait') return { kind: 'wait', until: outcome.until };
  if (outcome.kind === 'written') return { kind: 'next' };
  // No write is under way any more: a drift that others have resolved meanwhile has ended.
  const after = await closeIfResolved(id, ports);
  if (after && outcome.kind === 'blocked') await escalateBlocked(after, ports);
  if (after && outcome.kind === 'needless') await requestReevaluation(after, ports);
  if (after && outcome.kind === 'void') await ports.respond.send({ goOn: id });
  return { kind: 'end' };
}

/** Reads the response as long as the decision is its current one and its drift has not ended. */
export async function currentDecision(
  id: string,
  decision: string,
  ports: ResponsePorts,
): Promise<Response | undefined> {
  const found = await ports.responses.read(id);
  const response = found?.value.decision?.kind === 'revert' ? found.value : await closeIfResolved(id, ports);
  return decisionOf(response) === decision ? response : undefined;
}

function changeBy(
  outcome: ApplyResult,
  { remediation, decision }: Response,
  now: string,
): ResponseTransition {
  const mode = remediation?.mode ?? 'ask';
  const askedBy = remediation?.askedBy === undefined ? {} : { askedBy: remediation.askedBy };
  const to = (status: NonNullable<Response['remediation']>['status'], nextAt?: string) => ({
    remediation: {
      mode,
      status,
      ...('why' in outcome && { why: outcome.why }),
      ...('looped' in outcome && { looped: true as const }),
      ...(nextAt !== undefined && { nextAt }),
      ...askedBy,
    },
  });
  const why = 'why' in outcome ? { why: outcome.why } : {};
  switch (outcome.kind) {
    case 'written':
      return {
        set: to('written', plusSeconds(now, resumeSeconds)),
        step: { what: outcome.accepted ? 'accepted' : 'written' },
      };
    case 'wait':
      // Whoever waits may be killed; then the timer resumes it a little later.
      return { set: to('decided', plusSeconds(outcome.until, 60)), step: { what: 'held-back', ...why } };
    case 'void':
      // The response is closed: nothing is proposed any more, and the revert can be requested again.
      if (decision?.kind === 'revert') return { set: to('blocked'), step: { what: 'blocked', ...why } };
      return { set: { ...to('waiting', now), request: undefined }, step: { what: 'held-back', ...why } };
    case 'needless':
      return { set: to('none'), step: { what: 'held-back', ...why } };
    default:
      return { set: to('blocked'), step: { what: 'blocked', ...why } };
  }
}

/** Has a resource evaluated again by who evaluates: what was written shows in its states, whether or not an event tells of it. */
export async function requestReevaluation(
  { drift, decision }: Pick<Response, 'drift' | 'decision'>,
  { changes, clock }: Pick<ResponsePorts, 'changes' | 'clock'>,
): Promise<void> {
  const change: ResourceChange = {
    resourceId: drift.resourceId,
    time: clock.now().toISOString(),
    trigger: { kind: 'remediation', driftId: drift.id, ...(decision && { decisionId: decision.id }) },
  };
  await changes.send({ kind: 'task', task: { target: drift.resourceId, change, attempt: 0 } });
}
