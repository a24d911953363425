import { at, plusSeconds } from '../../base/index.ts';
import { unsettledState } from '../../platform/azure/index.ts';
import type { WriteIntent, WriteRecord } from '../../platform/store/index.ts';
import { unreadLook } from './consider-plan.ts';
import type { Considered } from './consider-plan.ts';
import { sideOf } from './plan.ts';
import type { Writing } from './ports.ts';
import { taskNameOf } from './send-write.ts';
import type { ApplyResult } from './types.ts';

/** Longer than a write may take: who holds the lease and died is outlived soon. */
export const leaseSeconds = 90;

/** Finds the outcome of the last write where it is not on record, or ends the decision. Undefined: the write is to be sent. */
export async function recoverWrite(
  last: WriteRecord | undefined,
  ports: Writing,
): Promise<ApplyResult | undefined> {
  if (!last) return undefined;
  const { intent, operation, end } = last;
  // However its operation has ended or will end: whoever verifies it says so.
  if (operation) return { kind: 'written', ...(!end && { accepted: true as const }) };
  if (end?.result === 'applied') return { kind: 'written' };
  if (end) return undefined;
  const now = ports.clock.now().toISOString();
  if (intent.method === 'TASK') return recoverTask(intent, now, ports);
  const read = await ports.writer.read(intent.target);
  if (read.kind !== 'found') return insteadOf(unreadLook(read), ports);
  const side = sideOf(read.resource, intent.changes);
  if (side === 'after') {
    await ports.writes.end(intent, { result: 'applied', found: true, at: now });
    return { kind: 'written' };
  }
  if (side === 'before') {
    // The call may be what it is being worked on for.
    const unsettled = unsettledState(read.resource);
    if (unsettled) return { kind: 'wait', until: plusSeconds(now, 30), why: `the resource is ${unsettled}` };
    // A call that is still on its way would now be refused by If-Match, where the provider has it; others take no longer than this.
    const settled = plusSeconds(intent.at, leaseSeconds);
    if (intent.ifMatch === undefined && at(settled) > at(now))
      return { kind: 'wait', until: settled, why: 'the outcome of the last call is not known yet' };
    await ports.writes.end(intent, { result: 'withdrawn', why: 'Azure shows nothing of the call', at: now });
    return undefined;
  }
  await ports.writes.end(intent, { result: 'changed', why: 'somebody has changed the resource', at: now });
  return { kind: 'void', why: 'somebody has changed the resource' };
}

/** A task is named for its decision: if it is there, it was started. */
async function recoverTask(
  intent: WriteIntent,
  now: string,
  { tasks, writes }: Writing,
): Promise<ApplyResult | undefined> {
  const task = await tasks?.read({ resourceId: intent.resourceId, name: taskNameOf(intent) });
  if (task?.kind === 'read') {
    await writes.operation(intent, { kind: 'task', at: now });
    return { kind: 'written', accepted: true };
  }
  if (task?.kind !== 'gone')
    return {
      kind: 'wait',
      until: plusSeconds(now, 30),
      why: 'it is not known yet whether the remediation task was started',
    };
  await writes.end(intent, { result: 'withdrawn', why: 'Azure shows nothing of the call', at: now });
  return undefined;
}

/** Gives the outcome where there is no plan. */
export function insteadOf(
  found: Exclude<Considered, { kind: 'plan' }>,
  { clock }: Pick<Writing, 'clock'>,
): ApplyResult {
  if (found.kind === 'wait')
    return { kind: 'wait', until: plusSeconds(clock.now().toISOString(), found.seconds), why: found.why };
  return { kind: found.kind === 'needless' ? 'needless' : 'blocked', why: found.why };
}
