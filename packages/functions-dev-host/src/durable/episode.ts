/** One turn of an orchestration: what has come is put to its history, it is run, and what it asks for now is made out. Pure but for the run. */
import type { Answer } from './actions.ts';
import { historyEvent } from './history.ts';
import type { HistoryEvent } from './history.ts';
import { isEnded } from './instance.ts';
import type { Instance, Message } from './instance.ts';
import { NonDeterministic, walk } from './walk.ts';
import type { Scheduled, Walked } from './walk.ts';

export interface Turn {
  readonly instance: Instance;
  /** Messages that it has taken in; the others stay where they are. */
  readonly taken: readonly Message[];
  /** Events that are new in its history; none where it continues as new. */
  readonly added: readonly HistoryEvent[];
  /** Its history begins again, with these messages. */
  readonly again?: readonly Message[];
  /** The work that is to be done for it, once the turn is kept. */
  readonly work: readonly Scheduled[];
  /** Whether the parent is to be told that it has ended. */
  readonly ended: boolean;
  readonly walked?: Walked;
}

export interface TurnParts {
  /** Runs the orchestrator over a history; what it throws otherwise than as a failure of its own is thrown. */
  readonly run: (instance: Instance, history: readonly HistoryEvent[]) => Promise<Answer>;
  readonly now: Date;
  readonly newId: () => string;
}

/** @param messages in the order in which they came */
export async function turn(before: Instance, messages: readonly Message[], parts: TurnParts): Promise<Turn> {
  if (isEnded(before)) return nothing(before, messages);
  const stop = messages.findIndex(({ kind }) => kind === 'terminate');
  if (stop !== -1) return terminated(before, messages, stop, parts);
  if (before.status === 'Suspended' && messages[0]?.kind !== 'resume') {
    // What comes meanwhile waits, in its order, for the one message that wakes it.
    const resume = messages.findIndex(({ kind }) => kind === 'resume');
    if (resume === -1) return nothing(before, []);
    return turn(before, [messages[resume]!, ...messages.filter((_, n) => n !== resume)], parts);
  }
  const suspend = messages.findIndex(({ kind }) => kind === 'suspend');
  const taken = suspend === -1 ? messages : messages.slice(0, suspend + 1);
  const events = taken.flatMap((message) => eventOf(message, before, parts.now) ?? []);
  if (events.length === 0) return nothing(before, taken);
  return ran(before, events, taken, suspend !== -1, parts);
}

async function ran(
  before: Instance,
  events: readonly HistoryEvent[],
  taken: readonly Message[],
  suspends: boolean,
  parts: TurnParts,
): Promise<Turn> {
  const { now } = parts;
  const fresh = [historyEvent('OrchestratorStarted', now), ...events];
  const played = before.history.map((event) => ({ ...event, IsPlayed: true }));
  const instance = { ...before, status: 'Running' as const, lastUpdatedTime: now.toISOString() };
  const answer = await parts.run(instance, [...played, ...fresh]);
  const history = [...before.history, ...fresh];
  const walked = strictly(() => walk(answer.actions, history));
  if (walked instanceof NonDeterministic) return failed(instance, fresh, taken, walked.message, parts);
  const over = walked.ended && !walked.open;
  if (over && walked.continuesWith) return again(instance, walked, taken, parts);
  const scheduling = walked.scheduled.map((work) => schedulingOf(work, instance, now));
  const ends = over && (answer.isDone || answer.error !== undefined);
  const status = ends
    ? answer.error === undefined
      ? 'Completed'
      : 'Failed'
    : suspends
      ? 'Suspended'
      : 'Running';
  const output = answer.error ?? answer.output ?? null;
  const added = [
    ...fresh,
    ...scheduling,
    historyEvent('OrchestratorCompleted', now),
    ...(ends
      ? [
          historyEvent('ExecutionCompleted', now, {
            OrchestrationStatus: status,
            Result: JSON.stringify(output),
          }),
        ]
      : []),
  ];
  return {
    instance: {
      ...instance,
      status,
      customStatus: answer.customStatus ?? null,
      ...(ends && { output }),
      history: [...before.history, ...added],
    },
    taken,
    added,
    work: walked.scheduled,
    ended: ends,
    walked,
  };
}

function strictly(work: () => Walked): Walked | NonDeterministic {
  try {
    return work();
  } catch (error) {
    if (error instanceof NonDeterministic) return error;
    throw error;
  }
}

function failed(
  instance: Instance,
  fresh: readonly HistoryEvent[],
  taken: readonly Message[],
  output: string,
  { now }: TurnParts,
): Turn {
  const added = [
    ...fresh,
    historyEvent('OrchestratorCompleted', now),
    historyEvent('ExecutionCompleted', now, {
      OrchestrationStatus: 'Failed',
      Result: JSON.stringify(output),
    }),
  ];
  const ended: Instance = { ...instance, status: 'Failed', output, history: [...instance.history, ...added] };
  return { instance: ended, taken, added, work: [], ended: true };
}

/** It continues with an empty history; events that nobody has waited for yet go along. */
function again(
  instance: Instance,
  walked: Walked,
  taken: readonly Message[],
  { now, newId }: TurnParts,
): Turn {
  const executionId = newId();
  const input = walked.continuesWith?.input ?? null;
  const { name, version } = instance;
  const carried = walked.unread.map((event): Message => ({ kind: 'event', event }));
  return {
    instance: { ...instance, executionId, input, history: [], lastUpdatedTime: now.toISOString() },
    taken,
    added: [],
    again: [{ kind: 'start', name, version, input, executionId }, ...carried],
    work: [],
    ended: false,
    walked,
  };
}

function terminated(before: Instance, messages: readonly Message[], at: number, { now }: TurnParts): Turn {
  const message = messages[at];
  const reason = message?.kind === 'terminate' ? message.reason : '';
  const added = [
    historyEvent('OrchestratorStarted', now),
    historyEvent('ExecutionTerminated', now, { Input: JSON.stringify(reason) }),
    historyEvent('OrchestratorCompleted', now),
  ];
  const instance: Instance = {
    ...before,
    status: 'Terminated',
    output: reason,
    lastUpdatedTime: now.toISOString(),
    history: [...before.history, ...added],
  };
  return { instance, taken: messages, added, work: [], ended: true };
}

function nothing(instance: Instance, taken: readonly Message[]): Turn {
  return { instance, taken, added: [], work: [], ended: false };
}

/** Undefined: it belongs to an execution that is over. */
function eventOf(
  message: Message,
  { executionId, name, version, history }: Instance,
  now: Date,
): HistoryEvent | undefined {
  switch (message.kind) {
    case 'start': {
      // Asked for twice at the same moment: it has begun already.
      if (history.length > 0) return undefined;
      const Input = message.input === undefined ? null : JSON.stringify(message.input);
      return historyEvent('ExecutionStarted', now, { Name: name, Version: version ?? '', Input });
    }
    case 'event':
      if (message.executionId !== undefined && message.executionId !== executionId) return undefined;
      return { ...message.event, Timestamp: now.toISOString() };
    case 'suspend':
      return historyEvent('ExecutionSuspended', now, { Reason: message.reason });
    case 'resume':
      return historyEvent('ExecutionResumed', now, { Reason: message.reason });
    default:
      return undefined;
  }
}

function schedulingOf(work: Scheduled, { instanceId, executionId }: Instance, now: Date): HistoryEvent {
  const facts = { EventId: work.id };
  switch (work.kind) {
    case 'activity':
      return historyEvent('TaskScheduled', now, {
        ...facts,
        Name: work.name,
        Version: '',
        Input: JSON.stringify([work.input ?? null]),
      });
    case 'timer':
      return historyEvent('TimerCreated', now, { ...facts, FireAt: work.fireAt.toISOString() });
    default:
      return historyEvent('SubOrchestrationInstanceCreated', now, {
        ...facts,
        Name: work.name,
        Version: '',
        InstanceId: childId(work, instanceId, executionId),
        Input: work.input === undefined ? null : JSON.stringify(work.input),
      });
  }
}

/** The same each time that it is asked for, so that a child is never begun twice. */
export function childId(
  work: { readonly id: number; readonly instanceId?: string | undefined },
  instanceId: string,
  executionId: string,
): string {
  return work.instanceId ?? `${instanceId}:${executionId.slice(0, 8)}:${work.id}`;
}
