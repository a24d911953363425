import { at, concurrently, plusSeconds } from '../../base/index.ts';
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

/** At so many, a run takes up no more; the next run takes the rest. */
const most = 500;

/** Responses that are looked at at the same time: each takes some six calls of storage, one after the other. */
const atOnce = 8;

/**
 * Does what is due by the clock: resumes responses that a crash interrupted, reminds, and escalates what is overdue. The earliest are taken
 * up first, and what is due of one response is done in its order. A response that fails holds up no other and stays due; the run
 * throws at the end if any failed.
 */
export async function runReminders(ports: ResponsePorts): Promise<number> {
  const tries = new Tries(ports.log);
  const turns = new Map<string, Promise<boolean>>();
  let done = 0;
  // Failures do not count, or many of them would leave no turn to what is due after them.
  const dueNow = asLongAs(ports.due.until(ports.clock.now().toISOString()), () => done < most);
  await concurrently(dueNow, atOnce, async (entry) => {
    const before = turns.get(entry.id);
    const turn = (async () => {
      await before;
      return tries.run(entry.id, () => look(entry, ports));
    })();
    turns.set(entry.id, turn);
    if (await turn) done += 1;
    if (turns.get(entry.id) === turn) turns.delete(entry.id);
  });
  tries.end();
  return done;
}

async function* asLongAs<T>(items: AsyncIterable<T>, isWanted: () => boolean): AsyncGenerator<T> {
  for await (const item of items) {
    if (!isWanted()) return;
    yield item;
  }
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

/** A closed response is read only where a revert of it is under way. */
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
        why: `A response was due by ${response.dueAt}. Nobody has corrected the setting or decided.`,
        next: 'Please correct the setting now, approve its remediation, or request an exemption. Others are notified too.',
      },
      ports,
    );
  } else if (nextAction(response, now)?.call === 'remind') {
    await notifyResponders(
      'reminder',
      `${id}|reminder|${response.nextAt ?? now}`,
      response,
      {
        why: 'The finding is still open.',
        next: `Please correct the setting, or decide on the page, by ${response.dueAt}. After that it is escalated.`,
      },
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

/** Resumes responses that wait for no person, including those that a crash interrupted. */
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
