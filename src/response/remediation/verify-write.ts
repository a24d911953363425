import type { Drift } from '../../model/index.ts';
import { unsettledState } from '../../platform/azure/index.ts';
import type { WriteRecord } from '../../platform/store/index.ts';
import { sideOf } from './plan.ts';
import type { RemediationPorts } from './ports.ts';
import { taskNameOf } from './send-write.ts';
import type { RemediationDecision } from './types.ts';
import { statesAfter } from './what-if.ts';

type WriteVerification =
  | { readonly kind: 'verified' }
  | { readonly kind: 'wait'; readonly seconds: number; readonly why: string }
  | { readonly kind: 'not-held'; readonly why: string };

/** Seconds between readings: what was written may be shown late, and providers work in the background. */
const waits = [5, 15, 30, 60, 120, 240, 300] as const;

/** A replica that has not seen the write is none of that; by then it has. */
const lagReadings = 3;

/** Reads back what a decision has written and re-evaluates it. @param readings how many there were before this one */
export async function verifyWrite(
  decided: RemediationDecision,
  drift: Drift,
  readings: number,
  ports: RemediationPorts,
): Promise<WriteVerification> {
  const written = (await ports.writes.of(drift.resourceId)).findLast(
    ({ intent, end }) => intent.decision === decided.id && end?.result === 'applied',
  );
  if (!written) return { kind: 'not-held', why: 'nothing was written' };
  if (written.check) return written.check.verified ? { kind: 'verified' } : heldNot(written.check.why);
  const seen = await see(decided, drift, written, ports);
  const seconds = waits[readings];
  const isLate = seen.kind === 'not-held' && readings < lagReadings;
  if (seconds !== undefined && (seen.kind === 'wait' || isLate)) return { ...seen, kind: 'wait', seconds };
  const at = ports.clock.now().toISOString();
  const why = 'why' in seen ? seen.why : undefined;
  const verified = seen.kind === 'verified';
  await ports.writes.check(written.intent, { verified, ...(why !== undefined && { why }), at });
  return verified ? seen : heldNot(why);
}

type Seen = { readonly kind: 'verified' } | { readonly kind: 'wait' | 'not-held'; readonly why: string };

async function see(
  { plan, kind }: RemediationDecision,
  drift: Drift,
  { intent }: WriteRecord,
  ports: RemediationPorts,
): Promise<Seen> {
  if (plan.kind === 'task') {
    const task = await ports.tasks?.read({ resourceId: drift.resourceId, name: taskNameOf(intent) });
    if (task?.kind !== 'read') return { kind: 'wait', why: 'its task cannot be read' };
    if (task.value.state === 'Running') return { kind: 'wait', why: 'its task is running' };
    if (task.value.state !== 'Succeeded') return heldNot(`its task has ended as ${task.value.state}`);
  } else {
    const read = await ports.reader.get(plan.target);
    if (read.kind === 'gone') return heldNot('it is gone');
    if (read.kind !== 'found') return { kind: 'wait', why: `it cannot be read: ${read.reason}` };
    const unsettled = unsettledState(read.resource);
    if (unsettled) return { kind: 'wait', why: `it is ${unsettled}` };
    if (sideOf(read.resource, plan.changes) !== 'after') return heldNot('it was turned back');
    if (kind === 'revert') return { kind: 'verified' };
  }
  const resource = await ports.reader.get(drift.resourceId);
  if (resource.kind === 'gone') return heldNot('it is gone');
  if (resource.kind !== 'found') return { kind: 'wait', why: `it cannot be read: ${resource.reason}` };
  const states = await statesAfter({ ...resource.resource, id: drift.resourceId }, ports, ports.reader);
  const state = states.get(drift.policy);
  // A policy that this host does not know, or not yet, finds nothing: that shows nothing either.
  if (state === undefined || state === 'Unknown')
    return { kind: 'wait', why: 'the policy cannot be evaluated' };
  return state === 'NonCompliant'
    ? heldNot('the policy finds it NonCompliant all the same')
    : { kind: 'verified' };
}

function heldNot(why = 'it did not hold') {
  return { kind: 'not-held', why } as const;
}
