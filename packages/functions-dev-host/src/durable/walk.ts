/**
 * Goes through an orchestrator's actions a second time, against its history: the Durable extension does not compare the two, it
 * carries the actions out again inside an orchestration of its own. What has no event in the history is new work.
 * Sources: Azure/azure-functions-durable-extension, `OutOfProcOrchestrationShim.cs`; Azure/durabletask, `TaskOrchestrationContext.cs`,
 * `RetryInterceptor.cs`.
 */
import type { Action, RetryOptions } from './actions.ts';
import { is } from './history.ts';
import type { HistoryEvent } from './history.ts';

/** Something that was asked for and is not in the history yet. `id`: the number by which its answer will be known. */
export type Scheduled =
  | { readonly kind: 'activity'; readonly id: number; readonly name: string; readonly input: unknown }
  | {
      readonly kind: 'orchestration';
      readonly id: number;
      readonly name: string;
      readonly input: unknown;
      readonly instanceId: string | undefined;
    }
  | { readonly kind: 'timer'; readonly id: number; readonly fireAt: Date };

export interface Walked {
  readonly scheduled: readonly Scheduled[];
  /** The walk has come to the end of the actions. */
  readonly ended: boolean;
  /** Something that was asked for has no answer yet. */
  readonly open: boolean;
  /** It continues as a new execution, with this input. */
  readonly continuesWith?: { readonly input: unknown };
  /** Events that nobody waited for, in order. */
  readonly unread: readonly HistoryEvent[];
  /** The number of the actions that it has begun with: others stand behind one that has no answer. */
  readonly begun: number;
}

/** The history does not fit the actions: the orchestrator did otherwise than before. */
export class NonDeterministic extends Error {
  override readonly name = 'NonDeterministic';
}

type Ended = (succeeded: boolean) => void;

/** Longer timers are chains of shorter ones. Defaults of the Azure Storage provider. */
export const longestTimer = 6 * 86_400_000;
export const timerStep = 3 * 86_400_000;

export function walk(actions: readonly Action[], history: readonly HistoryEvent[]): Walked {
  let next = 0;
  let now = new Date(0);
  let begun = 0;
  let ended = false;
  let continuesWith: Walked['continuesWith'];
  const open = new Map<number, Ended>();
  const unconfirmed = new Map<number, Scheduled>();
  const waiters = new Map<string, Ended[]>();
  const unread: HistoryEvent[] = [];

  const schedule = (work: (id: number) => Scheduled, done: Ended): void => {
    const id = next++;
    unconfirmed.set(id, work(id));
    open.set(id, done);
  };

  const timer = (fireAt: Date, isCanceled: boolean, done: Ended): void => {
    const remaining = fireAt.getTime() - now.getTime();
    const step = remaining > longestTimer ? new Date(now.getTime() + timerStep) : fireAt;
    const id = next;
    schedule(
      () => ({ kind: 'timer', id, fireAt: step }),
      () => (step < fireAt ? timer(fireAt, isCanceled, done) : done(true)),
    );
    if (!isCanceled) return;
    // It keeps its number, but nobody waits for it.
    open.delete(id);
    done(true);
  };

  const retrying = (attempt: (done: Ended) => void, options: RetryOptions, done: Ended): void => {
    let tries = 0;
    const once = (): void =>
      attempt((succeeded) => {
        if (succeeded) return done(true);
        tries += 1;
        const last = tries >= options.maxNumberOfAttempts;
        // After the last failure there is a timer all the same, that fires at once.
        const delay = last ? 0 : delayOf(options, tries);
        return timer(new Date(now.getTime() + delay), false, () => (last ? done(false) : once()));
      });
    once();
  };

  const begin = (action: Action, done: Ended): void => {
    switch (action.actionType) {
      case 0:
      case 1: {
        const { functionName: name, input } = action;
        const once = (end: Ended): void => schedule((id) => ({ kind: 'activity', id, name, input }), end);
        return action.actionType === 0 ? once(done) : retrying(once, action.retryOptions, done);
      }
      case 2:
      case 3: {
        const { functionName: name, input, instanceId } = action;
        const once = (end: Ended): void =>
          schedule(
            (id) => ({ kind: 'orchestration', id, name, input, instanceId: instanceId ?? undefined }),
            end,
          );
        return action.actionType === 2 ? once(done) : retrying(once, action.retryOptions, done);
      }
      case 4:
        continuesWith = { input: action.input };
        return done(true);
      case 5:
        return timer(new Date(action.fireAt), action.isCanceled, done);
      case 6: {
        const name = action.externalEventName.toLowerCase();
        const early = unread.findIndex((event) => nameOf(event) === name);
        if (early !== -1) {
          unread.splice(early, 1);
          return done(true);
        }
        // The last who waits is the first who is answered.
        waiters.set(name, [...(waiters.get(name) ?? []), done]);
        return undefined;
      }
      case 11:
      case 12: {
        let left = action.actionType === 11 ? 1 : action.compoundActions.length;
        for (const child of action.compoundActions)
          begin(child, () => {
            left -= 1;
            if (left === 0) done(true);
          });
        return undefined;
      }
    }
  };

  const goOn = (): void => {
    const action = actions[begun];
    if (!action) {
      ended = true;
      return;
    }
    begun += 1;
    begin(action, goOn);
  };

  const confirm = (event: HistoryEvent): void => {
    if (!unconfirmed.delete(event.EventId))
      throw new NonDeterministic(
        `The history has number ${event.EventId}, which the orchestrator has not asked for: it did otherwise than before`,
      );
  };
  const answer = (id: unknown, succeeded: boolean): void => {
    const done = open.get(Number(id));
    // Answered already, or of what nobody waits for any more.
    if (!done) return;
    open.delete(Number(id));
    done(succeeded);
  };

  for (const event of history) {
    if (is(event, 'OrchestratorStarted')) now = new Date(event.Timestamp);
    else if (is(event, 'ExecutionStarted')) goOn();
    else if (isScheduling(event)) confirm(event);
    else if (is(event, 'TaskCompleted') || is(event, 'SubOrchestrationInstanceCompleted'))
      answer(event['TaskScheduledId'], true);
    else if (is(event, 'TaskFailed') || is(event, 'SubOrchestrationInstanceFailed'))
      answer(event['TaskScheduledId'], false);
    else if (is(event, 'TimerFired')) answer(event['TimerId'], true);
    else if (is(event, 'EventRaised')) {
      const done = waiters.get(nameOf(event))?.pop();
      if (done) done(true);
      else unread.push(event);
    }
  }
  return {
    scheduled: [...unconfirmed.values()],
    ended,
    open: open.size > 0,
    unread,
    begun,
    ...(continuesWith && { continuesWith }),
  };
}

function isScheduling(event: HistoryEvent): boolean {
  return (
    is(event, 'TaskScheduled') || is(event, 'TimerCreated') || is(event, 'SubOrchestrationInstanceCreated')
  );
}

function nameOf(event: HistoryEvent): string {
  return String(event['Name']).toLowerCase();
}

/** Returns the milliseconds before the next try, after a number of tries. */
function delayOf(
  {
    firstRetryIntervalInMilliseconds: first,
    backoffCoefficient,
    maxRetryIntervalInMilliseconds: longest,
  }: RetryOptions,
  tries: number,
): number {
  return Math.min(first * (backoffCoefficient ?? 1) ** (tries - 1), longest ?? Infinity);
}
