import { plusSeconds } from '../../base/index.ts';
import { verifyWrite } from '../remediation/index.ts';
import { applyTransition, closeResponse, notifyResponders } from '../responses/index.ts';
import type { Response, ResponsePorts } from '../responses/index.ts';
import { currentDecision, requestReevaluation } from './apply-decision.ts';
import type { Turn } from './apply-decision.ts';
import { escalateBlocked } from './escalate-blocked.ts';
import { resumeSeconds } from './propose-plan.ts';

/** The pause after a write that did not hold; then a plan is proposed again. */
const againSeconds = 60;

/** Verifies what a decision has written, and closes the response where it holds. @param readings how many there were before */
export async function verifyDecision(
  { id, decision, readings }: { readonly id: string; readonly decision: string; readonly readings: number },
  ports: ResponsePorts,
): Promise<Turn> {
  const response = await currentDecision(id, decision, ports);
  if (!response?.decision || response.remediation?.status === 'decided') return { kind: 'end' };
  const confirmed = await verifyWrite(response.decision, response.drift, readings, ports.remediation);
  if (confirmed.kind === 'wait') {
    const until = plusSeconds(ports.clock.now().toISOString(), confirmed.seconds);
    if (confirmed.working) await lookAgainAt(until, { id, decision, why: confirmed.why }, ports);
    return { kind: 'wait', until, ...(confirmed.operating && { operating: true as const }) };
  }
  const isRevert = response.decision.kind === 'revert';
  if (isRevert && confirmed.kind === 'verified') await notifyReverted(response, ports);
  const moved = 'moved' in confirmed ? confirmed.moved?.join(', ') : undefined;
  if (moved !== undefined) await notifyMoved(response, moved, ports);
  if (confirmed.kind === 'failed') await notifyFailed(response, confirmed.why, ports);
  const advanced = await applyTransition(id, ports, (now, at) => {
    if (now.decision?.id !== decision || now.remediation?.status !== 'written') return undefined;
    const { mode, askedBy } = now.remediation;
    const kept = { mode, ...(askedBy !== undefined && { askedBy }) };
    if (confirmed.kind === 'failed') {
      // Who decided is asked again at most: sending the same once more would fail the same way.
      const remediation = { ...kept, status: 'blocked', why: confirmed.why } as const;
      return { set: { remediation, request: undefined }, step: { what: 'failed', why: confirmed.why } };
    }
    if (confirmed.kind === 'not-held') {
      // People have decided once; where that did not hold, they decide again.
      const nextAt = plusSeconds(at, againSeconds);
      const status = isRevert ? 'blocked' : 'waiting';
      const remediation = { ...kept, status, why: confirmed.why, ...(!isRevert && { nextAt }) } as const;
      return { set: { remediation, request: undefined }, step: { what: 'not-held', why: confirmed.why } };
    }
    // If what follows is lost, the next look at what is due goes on with it.
    const remediation = isRevert
      ? { ...kept, status: 'reverted' as const }
      : { ...kept, status: 'verified' as const, nextAt: plusSeconds(at, resumeSeconds) };
    const applied = isRevert ? undefined : now.decision.plan;
    const why =
      moved === undefined ? {} : { why: `other settings are not as they were right before: ${moved}` };
    return { set: { remediation, applied, request: undefined }, step: { what: 'verified', ...why } };
  });
  return advanced.kind === 'not-found' ? { kind: 'end' } : finish(advanced.response, ports);
}

/** A wait of hours is data, not a workflow that sleeps. */
async function lookAgainAt(
  nextAt: string,
  { id, decision, why }: { readonly id: string; readonly decision: string; readonly why: string },
  ports: ResponsePorts,
): Promise<void> {
  await applyTransition(id, ports, ({ decision: current, remediation }) =>
    current?.id === decision && remediation?.status === 'written'
      ? { set: { remediation: { ...remediation, why, nextAt } }, step: { what: 'held-back', why } }
      : undefined,
  );
}

/** The states follow later by themselves; people are notified at once. */
async function finish(response: Response, ports: ResponsePorts): Promise<Turn> {
  await requestReevaluation(response, ports);
  if (response.remediation?.status === 'verified') await closeResponse(response.id, 'remediated', ports);
  return { kind: 'end' };
}

/** Azure takes some resources whole only, and heeds no ETag there: nobody but people can say whose change was lost. */
function notifyMoved(response: Response, moved: string, ports: ResponsePorts): Promise<void> {
  return notifyResponders(
    'escalation',
    `${response.id}|moved|${response.decision?.id ?? ''}`,
    response,
    {
      why: `phiwatch wrote its change, and Azure takes this resource only as a whole. Settings that phiwatch did not mean to change are not as they were right before: ${moved}.`,
      next: 'Please check whether somebody changed them at the same moment, and set them again where that change was lost.',
    },
    ports,
  );
}

/** Told before it is on record: a crash in between tells it again under the same id, and never leaves it untold. */
async function notifyFailed(response: Response, why: string, ports: ResponsePorts): Promise<void> {
  const mode = response.remediation?.mode ?? 'ask';
  if (response.remediation?.status === 'written')
    await escalateBlocked({ ...response, remediation: { mode, status: 'blocked', why } }, ports);
}

function notifyReverted(response: Response, ports: ResponsePorts): Promise<void> {
  const { id, decision } = response;
  return notifyResponders(
    'changed',
    `${id}|reverted|${decision?.id ?? ''}`,
    response,
    {
      why: 'The remediation was reverted, as two people decided.',
      next: 'The finding counts again. phiwatch remediates it only if people approve that.',
    },
    ports,
  );
}
