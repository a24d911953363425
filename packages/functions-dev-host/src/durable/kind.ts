/** The Durable triggers: orchestrators and activities, on one engine over the tables of the app's storage account. */
import { randomUUID } from 'node:crypto';
import type { AppFunction } from '../core-module.ts';
import type { HostParts, InputKind, Listener, TriggerKind } from '../trigger-kind.ts';
import { answerInFailure, readAnswer } from './actions.ts';
import type { Action, Answer } from './actions.ts';
import { clientRoutes, systemKeyName } from './client-api.ts';
import { createEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import type { Turn } from './episode.ts';
import type { HistoryEvent } from './history.ts';
import { createHubStore } from './hub-store.ts';
import { hubTable } from './hub-table.ts';
import type { Instance } from './instance.ts';
import { createHubLease } from './lease.ts';
import { clientData, linksOf } from './links.ts';
import { warningsFor } from './warnings.ts';

/** Real milliseconds between two looks at timers, and at messages that other hosts have left. */
const tickMilliseconds = 50;

const pollMilliseconds = 1_000;

export const durableKind: TriggerKind = {
  types: ['orchestrationTrigger', 'activityTrigger'],
  start: (functions, host) => startDurable(functions, host),
  describe: (fn) => (fn.trigger.binding.type === 'activityTrigger' ? 'activity' : 'orchestrator'),
};

export const durableClientInput: InputKind = (_fn, _binding, host) =>
  clientData(host.origin, host.systemKey(systemKeyName), host.config.durable.hubName);

function startDurable(functions: readonly AppFunction[], host: HostParts): Listener {
  const named = new Map(functions.map((fn) => [fn.name, fn]));
  const orchestrators = new Set(functions.filter(isOrchestrator).map(({ name }) => name));
  const table = hubTable(host.config.durable, host.environment);
  const store = createHubStore(table);
  const warned = new Set<string>();
  const lastActions = new Map<string, readonly Action[]>();
  const log = (level: 'warning' | 'error', message: string) => host.log(level, 'Host.Durable', message);

  const runOrchestrator = async (instance: Instance, history: readonly HistoryEvent[]): Promise<Answer> => {
    const fn = named.get(instance.name);
    if (!fn) return failure(`There is no orchestrator "${instance.name}"`);
    const input = { data: { string: JSON.stringify(bindingOf(instance, history)) } };
    const outcome = await host.invoke(fn, input);
    try {
      const answer = outcome.ok
        ? readAnswer(JSON.parse(outcome.returnValue?.json ?? 'null'))
        : answerInFailure(outcome.error);
      if (!answer) return failure(outcome.ok ? 'no answer' : messageOf(outcome.error));
      lastActions.set(instance.instanceId, answer.actions);
      return answer;
    } catch (error) {
      return failure(messageOf(error));
    }
  };

  const runActivity = async (name: string, input: unknown, instanceId: string): Promise<unknown> => {
    const fn = named.get(name);
    if (!fn || isOrchestrator(fn)) throw new Error(`There is no activity "${name}"`);
    const outcome = await host.invoke(fn, {
      data: activityData(input),
      triggerMetadata: { instanceId: { string: instanceId } },
    });
    if (!outcome.ok) throw outcome.error;
    const { json, string } = outcome.returnValue ?? {};
    const { int, double } = outcome.returnValue ?? {};
    return json === undefined ? (string ?? int ?? double ?? null) : (JSON.parse(json) as unknown);
  };

  const observe = (turn: Turn): void => {
    const { name, instanceId } = turn.instance;
    for (const warning of warningsFor(turn, lastActions.get(instanceId) ?? [], host.now())) {
      if (warned.has(`${name}|${warning}`)) continue;
      warned.add(`${name}|${warning}`);
      log('warning', `Orchestrator "${name}": ${warning}`);
    }
  };

  let ours = false;
  const engine = createEngine({
    store,
    isOurs: () => ours,
    now: host.now,
    newId: randomUUID,
    runOrchestrator,
    runActivity,
    log,
    observe,
  });
  const links = (id: string) => linksOf(host.origin, host.systemKey(systemKeyName), id);
  for (const route of clientRoutes({ store, engine, orchestrators, now: host.now, newId: randomUUID, links }))
    host.routes.add(route);

  const stopped = new AbortController();
  const lease = createHubLease(table, randomUUID(), () => performance.now());
  const renew = async (): Promise<boolean> => (ours = await lease.hold());
  const loop = work(engine, { table, host, renew, signal: stopped.signal, log });
  return {
    stop: async () => {
      stopped.abort();
      await loop;
      await engine.idle();
    },
  };
}

function isOrchestrator({ trigger }: AppFunction): boolean {
  return trigger.binding.type === 'orchestrationTrigger';
}

/** Works on the orchestrations as long as no other host does. */
async function work(
  engine: Engine,
  {
    table,
    host,
    renew,
    signal,
    log,
  }: {
    readonly table: ReturnType<typeof hubTable>;
    readonly host: HostParts;
    readonly renew: () => Promise<boolean>;
    readonly signal: AbortSignal;
    readonly log: (level: 'warning' | 'error', message: string) => void;
  },
): Promise<void> {
  let ours = false;
  let lookedAt = -Infinity;
  while (!signal.aborted) {
    try {
      if (performance.now() - lookedAt >= pollMilliseconds) {
        if (lookedAt === -Infinity) await table.createTable();
        lookedAt = performance.now();
        const before = ours;
        ours = await renew();
        if (ours && !before) await engine.recover();
        else if (ours) await engine.poll();
      }
      if (ours) engine.tick();
    } catch (error) {
      log('error', `the orchestrations cannot be reached: ${messageOf(error)}`);
    }
    await host.sleep(tickMilliseconds, signal);
  }
}

/** Source: azure-functions-durable-extension, `OrchestrationTriggerAttributeBindingProvider.cs`. */
function bindingOf({ instanceId, input, parent }: Instance, history: readonly HistoryEvent[]): object {
  return {
    history,
    input: input ?? null,
    instanceId,
    isReplaying: false,
    parentInstanceId: parent?.instanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 2,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  };
}

/** As .NET hands values on: what is no text becomes one. */
function activityData(input: unknown): { string?: string } {
  if (input === null || input === undefined) return {};
  if (typeof input === 'string') return { string: input };
  if (typeof input === 'boolean') return { string: input ? 'True' : 'False' };
  return { string: JSON.stringify(input) };
}

function failure(error: string): Answer {
  return { isDone: false, actions: [], output: null, customStatus: null, error };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
