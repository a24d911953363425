/** Timer triggers. A timer that is still running when its next time comes is not started twice. */
import type { AppFunction } from './core-module.ts';
import type { InvocationInput } from './invoke.ts';
import { describeError } from './log.ts';
import { parseSchedule } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { resolveSettings } from './settings.ts';
import { textOf } from './trigger-kind.ts';
import type { HostParts, TriggerKind } from './trigger-kind.ts';

/** Longest sleep, so that a clock that is moved is noticed soon. */
const tick = 1_000;

/** The time that .NET gives for one that never was. */
const never = '0001-01-01T00:00:00';

export const timerKind: TriggerKind = {
  types: ['timerTrigger'],
  start(functions, host) {
    const stopped = new AbortController();
    const loops = functions
      .map((fn) => ({ fn, schedule: scheduleOf(fn, host) }))
      .map(async ({ fn, schedule }) => {
        try {
          await runTimer(fn, schedule, host, stopped.signal);
        } catch (error) {
          host.log('error', `Function.${fn.name}`, `Its timer has stopped: ${describeError(error)}`);
        }
      });
    return {
      stop: async () => {
        stopped.abort();
        await Promise.all(loops);
      },
    };
  },
  describe: (fn, host) => expressionOf(fn, host),
  manualInput: (fn, _input, host) => {
    const next = scheduleOf(fn, host).next(host.now());
    return timerInput({ last: undefined, next, isPastDue: false });
  },
};

/** Runs until the signal aborts; a run that has begun is finished first. */
export async function runTimer(
  fn: AppFunction,
  schedule: Schedule,
  host: Pick<HostParts, 'invoke' | 'now' | 'sleep'>,
  signal: AbortSignal,
): Promise<void> {
  let last: Date | undefined;
  if (fn.trigger.binding.runOnStartup === true) {
    const started = host.now();
    await host.invoke(fn, timerInput({ last, next: schedule.next(started), isPastDue: false }));
    last = started;
  }
  while (!signal.aborted) {
    const next = schedule.next(host.now());
    while (host.now() < next && !signal.aborted)
      await host.sleep(Math.min(tick, next.getTime() - host.now().getTime()), signal);
    if (signal.aborted) return;
    // Past due: the clock has passed over at least one whole turn.
    await host.invoke(fn, timerInput({ last, next, isPastDue: schedule.next(next) <= host.now() }));
    last = next;
  }
}

function scheduleOf(fn: AppFunction, host: HostParts): Schedule {
  try {
    return parseSchedule(expressionOf(fn, host));
  } catch (cause) {
    throw new Error(`Function "${fn.name}": ${describeError(cause)}`, { cause });
  }
}

function expressionOf(fn: AppFunction, host: HostParts): string {
  return resolveSettings(textOf(fn, 'schedule'), host.environment);
}

function timerInput(status: { last: Date | undefined; next: Date; isPastDue: boolean }): InvocationInput {
  const last = status.last?.toISOString() ?? never;
  const info = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: { Last: last, LastUpdated: last, Next: status.next.toISOString() },
    IsPastDue: status.isPastDue,
  };
  return { data: { string: JSON.stringify(info) } };
}
