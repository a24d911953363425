/** Moves orchestrations: takes their messages in, has their work done, and goes on where a crash ended it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './actions.ts';
import { createDueTimers } from './due-timers.ts';
import { childId, turn } from './episode.ts';
import type { Turn } from './episode.ts';
import { historyEvent } from './history.ts';
import type { HistoryEvent } from './history.ts';
import type { Entry, HubStore } from './hub-store.ts';
import { isEnded, started } from './instance.ts';
import type { Instance, Message } from './instance.ts';
import { createPool } from './pool.ts';
import { unanswered, workOf } from './unanswered.ts';
import type { Scheduled } from './walk.ts';

export interface EngineParts {
  readonly store: HubStore;
  /** Whether this host works on the orchestrations. If another does, what is sent waits in the store for it. */
  readonly isOurs: () => boolean;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly runOrchestrator: (instance: Instance, history: readonly HistoryEvent[]) => Promise<Answer>;
  /** Runs an activity; what it throws is its failure. */
  readonly runActivity: (name: string, input: unknown, instanceId: string) => Promise<unknown>;
  readonly log: (level: 'warning' | 'error', message: string) => void;
  /** Sees each turn, for warnings. */
  readonly observe: (turn: Turn) => void;
}

export interface Engine {
  /** Takes over all that lies in the store. To be called once, when no other host works on it. */
  recover(): Promise<void>;
  /** Fires what is due, and looks for messages that others have left. */
  tick(): void;
  poll(): Promise<void>;
  /** Puts a message into an inbox; it is taken in soon. */
  send(instanceId: string, message: Message): Promise<void>;
  forget(instanceId: string): void;
  idle(): Promise<void>;
}

/** Messages that come so close together make one turn: each turn goes through the whole history. */
const gatherMilliseconds = 10;
/** Within the 100 operations of a transaction. */
const mostMessages = 80;
const mostActivities = 64;
const retryMilliseconds = 1_000;

interface Live {
  instance: Instance | undefined;
  etag: string | undefined;
  inbox: Entry[];
  busy: boolean;
  /** Numbers of work that is under way here. */
  readonly begun: Set<number>;
}

export function createEngine(parts: EngineParts): Engine {
  const { store, now, newId, log } = parts;
  const live = new Map<string, Promise<Live>>();
  const running = new Set<Promise<unknown>>();
  const timers = createDueTimers();
  let count = 0;

  const inBackground = (work: Promise<unknown>): void => {
    const tracked = work
      .catch((error: unknown) => log('error', `durable work failed: ${String(error)}`))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  };

  const activities = createPool(mostActivities, inBackground);

  const load = (instanceId: string): Promise<Live> => {
    const known = live.get(instanceId);
    if (known) return known;
    const loading = store.read(instanceId).then((found): Live => ({
      instance: found?.instance,
      etag: found?.etag,
      inbox: [...(found?.inbox ?? [])],
      busy: false,
      begun: new Set(),
    }));
    live.set(instanceId, loading);
    // What cannot be read now is read again the next time.
    loading.catch(() => live.delete(instanceId));
    return loading;
  };

  const entryOf = (message: Message): Entry => {
    count += 1;
    const order = `${String(now().getTime()).padStart(15, '0')}|${String(count).padStart(9, '0')}`;
    return { key: `inbox|${order}|${newId()}`, message };
  };

  const send = async (instanceId: string, message: Message): Promise<void> => {
    const entry = entryOf(message);
    if (!parts.isOurs()) return store.send(instanceId, entry);
    const state = await load(instanceId);
    await store.send(instanceId, entry);
    // A look at the store may have found it first.
    if (!state.inbox.some(({ key }) => key === entry.key)) state.inbox.push(entry);
    soon(instanceId);
  };

  const soon = (instanceId: string): void =>
    inBackground(delay(gatherMilliseconds).then(() => go(instanceId)));

  const go = async (instanceId: string): Promise<void> => {
    // Timers of a turn that is taken here would never fire: they are looked at by the host that works.
    if (!parts.isOurs()) return;
    const state = await load(instanceId);
    if (state.busy || state.inbox.length === 0) return;
    state.busy = true;
    let more = false;
    try {
      more = await takeTurn(instanceId, state);
    } catch (error) {
      log('error', `a turn of ${instanceId} failed and is tried again: ${String(error)}`);
      inBackground(delay(retryMilliseconds).then(() => go(instanceId)));
    } finally {
      state.busy = false;
    }
    if (more) soon(instanceId);
  };

  /** Whether messages are left that a further turn can take. */
  const takeTurn = async (instanceId: string, state: Live): Promise<boolean> => {
    const entries = state.inbox.slice(0, mostMessages);
    const first = entries.find(({ message }) => message.kind === 'start')?.message;
    const before =
      state.instance && !(isEnded(state.instance) && first)
        ? state.instance
        : first?.kind === 'start'
          ? started(instanceId, first, now())
          : undefined;
    // A message for what does not exist, or not any more: it is taken away.
    const taken = before
      ? await turn(
          before,
          entries.map(({ message }) => message),
          { run: parts.runOrchestrator, now: now(), newId },
        )
      : undefined;
    const gone = new Set(taken ? taken.taken : entries.map(({ message }) => message));
    const keys = entries.filter(({ message }) => gone.has(message)).map(({ key }) => key);
    if (keys.length === 0) return false;
    if (!taken) {
      state.inbox = state.inbox.filter(({ key }) => !keys.includes(key));
      return false;
    }
    const sent = (taken.again ?? []).map(entryOf);
    const { instance, added } = taken;
    const written = await store.keep({ instance, etag: state.etag, added, taken: keys, sent });
    if (written === 'conflict') {
      log('warning', `${instanceId} was moved by another host; it is read again`);
      live.delete(instanceId);
      resume(await load(instanceId));
      return true;
    }
    if (taken.again || before?.executionId !== state.instance?.executionId) state.begun.clear();
    state.instance = instance;
    state.etag = written.etag;
    state.inbox = [...sent, ...state.inbox.filter(({ key }) => !keys.includes(key))];
    parts.observe(taken);
    for (const work of taken.work) begin(work, instance, state);
    if (taken.ended) end(instance);
    return state.inbox.length > 0 && instance.status !== 'Suspended';
  };

  const begin = (work: Scheduled, { instanceId, executionId }: Instance, state: Live): void => {
    state.begun.add(work.id);
    const answer = (event: HistoryEvent) => send(instanceId, { kind: 'event', executionId, event });
    if (work.kind === 'timer') {
      timers.add({ fireAt: work.fireAt, instanceId, executionId, timerId: work.id });
      return;
    }
    if (work.kind === 'orchestration') {
      const { name, input } = work;
      const start = { kind: 'start', name, version: null, input, executionId: newId() } as const;
      const parent = { instanceId, executionId, taskId: work.id };
      inBackground(startChild(childId(work, instanceId, executionId), { ...start, parent }));
      return;
    }
    activities.add(async () => {
      const TaskScheduledId = work.id;
      try {
        const result = await parts.runActivity(work.name, work.input, instanceId);
        const Result = JSON.stringify(result ?? null);
        await answer(historyEvent('TaskCompleted', now(), { TaskScheduledId, Result }));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const Reason = `Activity function '${work.name}' failed: ${message}`;
        await answer(historyEvent('TaskFailed', now(), { TaskScheduledId, Reason, Details: message }));
      }
    });
  };

  /** A child that is there already, from before a crash, is not begun again; if it has ended, its parent is told again. */
  const startChild = async (id: string, message: Extract<Message, { kind: 'start' }>): Promise<void> => {
    const state = await load(id);
    const own = state.instance?.parent;
    if (
      state.instance &&
      own &&
      own.taskId === message.parent?.taskId &&
      own.executionId === message.parent.executionId
    ) {
      if (isEnded(state.instance)) end(state.instance);
      return;
    }
    if (state.inbox.some((entry) => entry.message.kind === 'start')) return;
    await send(id, message);
  };

  const end = ({ parent, status, output, name, instanceId }: Instance): void => {
    if (!parent) return;
    const TaskScheduledId = parent.taskId;
    const event =
      status === 'Completed'
        ? historyEvent('SubOrchestrationInstanceCompleted', now(), {
            TaskScheduledId,
            Result: JSON.stringify(output ?? null),
          })
        : historyEvent('SubOrchestrationInstanceFailed', now(), {
            TaskScheduledId,
            Reason: `Orchestrator function '${name}' failed: ${String(output)}`,
            Details: `${instanceId}: ${String(output)}`,
          });
    inBackground(send(parent.instanceId, { kind: 'event', executionId: parent.executionId, event }));
  };

  /** Does again what the history asks for and has no answer to, unless the answer waits in the inbox. */
  const resume = (state: Live): void => {
    const { instance } = state;
    if (!instance || isEnded(instance)) return;
    const answered = new Set(
      state.inbox.flatMap(({ message }) =>
        message.kind === 'event' ? [message.event['TaskScheduledId'] ?? message.event['TimerId']] : [],
      ),
    );
    for (const event of unanswered(instance.history)) {
      if (answered.has(event.EventId) || state.begun.has(event.EventId)) continue;
      begin(workOf(event), instance, state);
    }
  };

  const poll = async (): Promise<void> => {
    for await (const instanceId of store.withMessages()) {
      const state = await load(instanceId);
      if (state.busy) continue;
      const found = await store.read(instanceId);
      const known = new Set(state.inbox.map(({ key }) => key));
      const fresh = (found?.inbox ?? []).filter(({ key }) => !known.has(key));
      // A turn may have ended while it was read: then what it took is gone by now.
      if (state.busy || found?.etag !== state.etag) continue;
      state.inbox.push(...fresh);
      if (state.inbox.length > 0) soon(instanceId);
    }
  };

  return {
    send,
    poll,
    forget: (instanceId) => live.delete(instanceId),
    async recover() {
      live.clear();
      for await (const { instanceId, status } of store.list()) {
        if (isEnded({ status })) continue;
        const state = await load(instanceId);
        resume(state);
        if (state.inbox.length > 0) soon(instanceId);
      }
      await poll();
    },
    tick() {
      for (const { instanceId, executionId, timerId, fireAt } of timers.due(now())) {
        const facts = { TimerId: timerId, FireAt: fireAt.toISOString() };
        const event = historyEvent('TimerFired', now(), facts);
        inBackground(send(instanceId, { kind: 'event', executionId, event }));
      }
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
