import { at, plusSeconds } from '../../base/index.ts';
import type { WriteEnd, WriteIntent } from '../../platform/store/index.ts';
import type { Writing } from './ports.ts';
import type { ApplyResult, Plan } from './types.ts';
import { explainDenial } from './write-rights.ts';

/** Seconds after which Azure may answer again. */
const laterSeconds = 30;

/** Seconds after which another operation on the resource may have ended: the longer it takes, the rarer we ask. */
const busyWaits = [30, 60, 120, 240, 300] as const;

const longestBusyHours = 2;

/** Sends what is on record as an intent, and puts on record what came of it. */
export async function sendWrite(
  intent: WriteIntent,
  plan: Plan,
  /** The body, and the api-version with which it was read. */
  content: Pick<Parameters<Writing['writer']['write']>[0], 'body' | 'apiVersion'>,
  ports: Writing,
): Promise<ApplyResult> {
  const { writer, writes, clock } = ports;
  if (intent.method === 'TASK') return startTask(intent, plan, ports);
  const outcome = await writer.write({
    id: intent.target,
    method: intent.method,
    ...content,
    ...(intent.ifMatch !== undefined && { ifMatch: intent.ifMatch }),
    correlationId: intent.correlationId,
  });
  const now = clock.now().toISOString();
  const end = (result: WriteEnd['result'], why?: string) =>
    writes.end(intent, {
      result,
      ...(outcome.status !== undefined && { status: outcome.status }),
      ...(outcome.requestId !== undefined && { requestId: outcome.requestId }),
      ...(why !== undefined && { why }),
      at: now,
    });
  switch (outcome.kind) {
    case 'done':
      if (outcome.operation) {
        const { kind: _kind, operation, ...call } = outcome;
        await writes.operation(intent, { ...operation, ...call, at: now });
        return { kind: 'written', accepted: true };
      }
      await end('applied');
      return { kind: 'written' };
    case 'changed':
      await end('changed', outcome.why);
      return { kind: 'wait', until: plusSeconds(now, 2), why: 'the resource changed during the write' };
    case 'throttled':
      await end('refused', outcome.why);
      return { kind: 'wait', until: plusSeconds(now, outcome.retryAfterSeconds), why: outcome.why };
    case 'busy':
      await end('busy', outcome.why);
      return afterBusy(intent, outcome.why, now, ports);
    case 'uncertain':
      // No end: the next run reads what became of it.
      return { kind: 'wait', until: plusSeconds(now, laterSeconds), why: outcome.why };
    case 'denied':
      await end('refused', outcome.why);
      return { kind: 'blocked', why: explainDenial(outcome.why, plan) };
    case 'locked':
      await end('refused', outcome.why);
      return { kind: 'blocked', why: `a lock forbids the write: ${outcome.why}` };
    default:
      await end('refused', outcome.why);
      return { kind: 'blocked', why: `Azure rejected the write: ${outcome.why}` };
  }
}

/** A resource that is busy is waited for, for longer each time; what is still busy after hours is for people. */
async function afterBusy(
  { resourceId, decision }: WriteIntent,
  why: string,
  now: string,
  { writes }: Writing,
): Promise<ApplyResult> {
  const mine = (await writes.of(resourceId)).filter(({ intent }) => intent.decision === decision);
  const busy = mine.slice(mine.findLastIndex(({ end }) => end?.result !== 'busy') + 1);
  const since = busy[0]?.intent.at ?? now;
  if (at(now) - at(since) >= longestBusyHours * 3_600_000)
    return {
      kind: 'blocked',
      why: `another operation has kept the resource busy for ${longestBusyHours} hours: ${why}`,
    };
  const seconds = busyWaits[Math.max(busy.length, 1) - 1] ?? busyWaits.at(-1) ?? laterSeconds;
  return {
    kind: 'wait',
    until: plusSeconds(now, seconds),
    why: `another operation on the resource is under way: ${why}`,
  };
}

/** The name of the remediation task of a decision. */
export function taskNameOf({ decision }: Pick<WriteIntent, 'decision'>): string {
  return `phiwatch-${decision.slice(-24)}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
}

async function startTask(
  intent: WriteIntent,
  plan: Plan,
  { tasks, writes, clock }: Writing,
): Promise<ApplyResult> {
  if (!tasks || !plan.task) return { kind: 'blocked', why: 'this deployment starts no remediation tasks' };
  const { resourceId } = intent;
  const started = await tasks.start({ resourceId, name: taskNameOf(intent), ...plan.task });
  const now = clock.now().toISOString();
  switch (started.kind) {
    case 'read':
      await writes.operation(intent, { kind: 'task', at: now });
      return { kind: 'written', accepted: true };
    case 'throttled':
      await writes.end(intent, { result: 'refused', status: 429, why: started.reason, at: now });
      return { kind: 'wait', until: plusSeconds(now, started.retryAfterSeconds), why: started.reason };
    case 'failed':
      return { kind: 'wait', until: plusSeconds(now, laterSeconds), why: started.reason };
    default: {
      const why = started.kind === 'gone' ? 'the assignment was deleted' : started.reason;
      await writes.end(intent, { result: 'refused', why, at: now });
      return { kind: 'blocked', why: `Azure did not start the remediation task: ${why}` };
    }
  }
}
