/** The meaning of a kind of trigger to this host, and the parts that it may use. `triggers.ts` lists the kinds. */
import type { AppFunction } from './core-module.ts';
import type { BindingInfo, TypedData } from './core-types.ts';
import type { HostConfig } from './host-config.ts';
import type { Routes } from './http-server.ts';
import type { InvocationInput, InvocationOutcome } from './invoke.ts';
import type { Log } from './log.ts';
import type { Environment } from './settings.ts';

export interface HostParts {
  readonly config: HostConfig;
  readonly environment: Environment;
  readonly routes: Routes;
  /** Scheme, host and port under which it is reached. */
  readonly origin: string;
  /** The key of an extension's webhooks. */
  readonly systemKey: (name: string) => string;
  readonly log: Log;
  readonly invoke: (fn: AppFunction, input: InvocationInput) => Promise<InvocationOutcome>;
  readonly now: () => Date;
  /** Ends early, without an error, when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds for which a queue message is held before it must be renewed. */
  readonly messageLease: number;
}

export interface Listener {
  /** Takes nothing new and returns when what it had taken is done. */
  stop(): Promise<void>;
}

export interface TriggerKind {
  /** The binding types that it serves; kinds that share an engine are one. */
  readonly types: readonly string[];
  /** Starts listening for all enabled functions of this kind. @throws Error when one of them cannot work as bound. */
  readonly start: (functions: readonly AppFunction[], host: HostParts) => Listener;
  /** Returns what starts the function, in a word or two: its route, schedule or queue. */
  readonly describe: (fn: AppFunction, host: HostParts) => string;
  /** The trigger data of a run by hand; absent where the admin API cannot run this kind. */
  readonly manualInput?: (fn: AppFunction, input: string, host: HostParts) => InvocationInput;
}

/** Supplies the value of an input binding that is not the trigger. */
export type InputKind = (fn: AppFunction, binding: BindingInfo, host: HostParts) => TypedData;

/** A string property of a binding. @throws Error when it is missing: the app's registration is wrong. */
export function textOf(fn: AppFunction, property: string): string {
  const value = fn.trigger.binding[property];
  if (typeof value !== 'string' || value === '')
    throw new Error(`Function "${fn.name}": its ${fn.trigger.binding.type} has no "${property}"`);
  return value;
}
