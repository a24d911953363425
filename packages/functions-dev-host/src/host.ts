/** Puts the parts together: one app, its listeners and the HTTP server, from start to orderly stop. */
import { setTimeout as delay } from 'node:timers/promises';
import { join, resolve } from 'node:path';
import { adminRoutes } from './admin.ts';
import { installCoreModule } from './core-module.ts';
import type { AppFunction, CoreModule } from './core-module.ts';
import { readHostConfig } from './host-config.ts';
import { startHttpServer } from './http-server.ts';
import { createInvoker, logFromApp } from './invoke.ts';
import { loadKeys } from './keys.ts';
import { loadApp } from './load-app.ts';
import { createLog, describeError } from './log.ts';
import type { Environment } from './settings.ts';
import type { HostParts, Listener } from './trigger-kind.ts';
import { appFunctions, inputKinds, kindOf, triggerKinds } from './triggers.ts';

export interface HostOptions {
  readonly appDirectory: string;
  /** 0: any free port. */
  readonly port: number;
  readonly keysFile: string;
  /** App settings; the app itself reads process.env, so that is what belongs here. */
  readonly environment: Environment;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly writeLog: (line: string) => void;
  /** Milliseconds for which a queue message is held before it must be renewed. */
  readonly messageLease: number;
}

export interface Host {
  readonly url: string;
  readonly functions: readonly { name: string; type: string; trigger: string; disabled: boolean }[];
  /**
   * Takes nothing new and finishes what runs.
   * @returns names of the functions still running when the time limit (milliseconds) was over.
   */
  stop(timeLimit: number): Promise<string[]>;
}

/** Azure's own default, and the setting by which Azure lets it be changed. */
const defaultBodyLimit = 104_857_600;

const bodyLimitSetting = 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT';

/** @throws Error when the app cannot be loaded, binds what is not emulated, or lacks a setting. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { environment, now } = options;
  const directory = resolve(options.appDirectory);
  const config = readHostConfig(join(directory, 'host.json'), environment);
  const log = createLog({ levels: config.logLevels, now, write: options.writeLog });
  const keys = loadKeys(options.keysFile);
  const bodyLimit = Number(environment[bodyLimitSetting] ?? defaultBodyLimit);
  if (!(bodyLimit > 0)) throw new Error(`The setting ${bodyLimitSetting} must be a number of bytes`);

  // Listening comes first: the app may read its own address while it loads.
  const server = await startHttpServer({ keys, log, port: options.port, bodyLimit });
  environment.WEBSITE_HOSTNAME = `localhost:${server.port}`;
  environment.AZURE_FUNCTIONS_ENVIRONMENT ??= 'Development';
  const listeners: Listener[] = [];
  const stopListening = async (): Promise<void> => {
    await Promise.all([server.stop(), ...listeners.map((listener) => listener.stop())]);
  };

  try {
    const core: CoreModule = installCoreModule((level, category, message) =>
      logFromApp({ core, log }, { level, category, message }),
    );
    await loadApp(directory, core);
    const functions = appFunctions(core, environment);
    const invoker = createInvoker({
      core,
      log,
      now,
      newId: options.newId,
      extraInputs: (fn) => extraInputs(fn, host),
    });
    const { invoke } = invoker;
    const { messageLease } = options;
    const host: HostParts = {
      config,
      environment,
      routes: server,
      origin: `http://127.0.0.1:${server.port}`,
      systemKey: (name) => keys.system[name] ?? '',
      log,
      invoke,
      now,
      sleep,
      messageLease,
    };

    for (const route of adminRoutes({ host, functions, id: options.newId() })) server.add(route);
    for (const kind of triggerKinds) {
      const own = functions.filter((fn) => !fn.disabled && kindOf(fn) === kind);
      if (own.length > 0) listeners.push(kind.start(own, host));
    }
    server.open();

    return {
      url: `http://127.0.0.1:${server.port}`,
      functions: functions.map((fn) => ({
        name: fn.name,
        type: fn.trigger.binding.type,
        trigger: kindOf(fn).describe(fn, host),
        disabled: fn.disabled,
      })),
      stop: async (timeLimit) => {
        const ended = Promise.all([stopListening(), invoker.idle()]).then(() => runTerminateHooks(core, log));
        await Promise.race([ended, delay(timeLimit, undefined, { ref: false })]);
        return invoker.running();
      },
    };
  } catch (error) {
    await stopListening();
    throw error;
  }
}

function extraInputs(
  fn: AppFunction,
  host: HostParts,
): ReturnType<Parameters<typeof createInvoker>[0]['extraInputs']> {
  return Object.entries(fn.metadata.bindings).flatMap(([name, binding]) => {
    const kind = binding.direction === 'in' ? inputKinds.get(binding.type.toLowerCase()) : undefined;
    return kind ? [{ name, data: kind(fn, binding, host) }] : [];
  });
}

async function runTerminateHooks(core: CoreModule, log: HostParts['log']): Promise<void> {
  const hookData = {};
  for (const hook of core.hooks('appTerminate')) {
    try {
      await hook({ hookData, appHookData: core.appHookData });
    } catch (error) {
      log('error', 'Host', `An appTerminate hook failed: ${describeError(error)}`);
    }
  }
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve: wake } = Promise.withResolvers<void>();
  const timer = setTimeout(wake, milliseconds);
  signal.addEventListener('abort', () => wake(), { once: true });
  await promise;
  clearTimeout(timer);
}
