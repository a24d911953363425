import { at, plusSeconds } from '../../base/index.ts';
import type { ScheduleEntry } from '../../platform/store/index.ts';
import { Tries } from '../../platform/telemetry/index.ts';
import { expireRequest } from '../approval/index.ts';
import type { Remediation, Response, ResponsePorts } from '../responses/index.ts';
import {
  applyTransition,
  closeIfResolved,
  leftBehindSeconds,
  nextAction,
  notifyResponders,
} from '../responses/index.ts';

/** Looked at in one run; the rest waits for the next. */
const most = 500;

/**
 * Does what is due by the clock: goes on with what a crash left, reminds, and tells others what is overdue. One response that fails
 * holds up no other, and stays due; throws in the end if any did.
 */
export async function runReminders(ports: ResponsePorts): Promise<number> {
  const tries = new Tries(ports.log);
  let done = 0;
  for await (const entry of ports.due.until(ports.clock.now().toISOString())) {
    // What fails does not count, or else much of it would leave no turn to what is due after it.
    if (await tries.run(entry.id, () => look(entry, ports))) done += 1;
    if (done === most) break;
  }
  tries.end();
  return done;
}

async function look(entry: ScheduleEntry, ports: ResponsePorts): Promise<void> {
  const { due, clock } = ports;
  const response = (await closeIfResolved(entry.id, ports)) ?? (await takenBack(entry.id, ports));
  const { nextAt } = response ?? {};
  if (response && nextAt === entry.at) {
    if (at(nextAt) <= clock.now().getTime()) await call(response, ports);
  } else if (nextAt !== undefined) {
    await due.add({ id: entry.id, at: nextAt });
  }
  // What was moved on has another entry.
  const after = (await ports.responses.read(entry.id))?.value.nextAt;
  if (after !== entry.at) await due.remove(entry);
}

/** What is closed is looked at only where something of it is to be taken back. */
async function takenBack(id: string, { responses }: ResponsePorts): Promise<Response | undefined> {
  const response = (await responses.read(id))?.value;
  return response?.nextAt === undefined ? undefined : response;
}

async function call(response: Response, ports: ResponsePorts): Promise<void> {
  const { id, escalations } = response;
  const now = ports.clock.now().toISOString();
  const next = nextAction(response, response.nextAt ?? now)?.call;
  if (response.status === 'open' || next === 'resume') return resume(response, ports);
  if (next === 'expire') return expireRequest(response, ports);
  const isOverdue = response.status === 'waiting' && at(response.dueAt) <= at(now);
  if (isOverdue) {
    await notifyResponders(
      'escalation',
      `${id}|escalation|${escalations + 1}`,
      response,
      {
        why: 'The time allowed for an answer is over.',
        next: 'It stays open until somebody puts it right, or it is exempted.',
      },
      ports,
    );
  } else if (nextAction(response, now)?.call === 'remind') {
    await notifyResponders(
      'reminder',
      `${id}|reminder|${response.nextAt ?? now}`,
      response,
      { why: 'Nobody has put it right.', next: `An answer is due at ${response.dueAt}.` },
      ports,
    );
  }
  await applyTransition(id, ports, (current) => {
    if (current.nextAt !== response.nextAt) return undefined;
    return isOverdue
      ? {
          set: { status: 'escalated', escalations: escalations + 1, remindedAt: now },
          step: { what: 'escalated', why: 'overdue' },
        }
      : { set: { remindedAt: now }, step: { what: 'reminded' } };
  });
}

/** Goes on with what waits for nobody, and with what a crash left. */
async function resume({ id, nextAt }: Response, ports: ResponsePorts): Promise<void> {
  await ports.respond.send({ goOn: id, resumed: true });
  await applyTransition(id, ports, ({ nextAt: current, remediation }, now) =>
    current === nextAt
      ? {
          set: remediation?.nextAt === undefined ? {} : { remediation: later(remediation, now) },
          step: { what: 'resumed' },
        }
      : undefined,
  );
}

function later(remediation: Remediation, now: string): Remediation {
  return { ...remediation, nextAt: plusSeconds(now, leftBehindSeconds) };
}
