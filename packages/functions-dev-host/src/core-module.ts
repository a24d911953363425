/**
 * Stands in for the module `@azure/functions-core`, which in Azure the Node.js worker supplies and no package holds.
 * It must be installed before anything imports `@azure/functions`: that library looks for it once and, finding nothing,
 * stays in a test mode that skips every registration.
 */
import { registerHooks } from 'node:module';
import { hookNames } from './core-types.ts';
import type {
  BindingInfo,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './core-types.ts';

const moduleId = '@azure/functions-core';

const moduleUrl = 'functions-host:core';

const slot = Symbol.for('functions-host.core-module');

export interface RegisteredFunction {
  metadata: FunctionMetadata;
  callback: FunctionCallback;
}

/** The registrations of the app; filled while its entry files load, closed by `lock`. */
export interface CoreModule {
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  readonly model: () => ProgrammingModel | undefined;
  readonly hooks: (name: HookName) => readonly HookCallback[];
  /** Data that the hooks of one app share among all their scopes. */
  readonly appHookData: Record<string, unknown>;
  lock(): void;
}

/** An error that the library tells apart from the app's own. */
function systemError<E extends Error>(error: E): E {
  return Object.assign(error, { isAzureFunctionsSystemError: true });
}

class Disposable {
  readonly #onDispose: () => void;
  constructor(onDispose: () => void) {
    this.#onDispose = onDispose;
  }
  dispose(): void {
    this.#onDispose();
  }
  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }
}

function isHookName(name: string): name is HookName {
  return hookNames.some((known) => known === name);
}

/**
 * Installs the module for `require` and `import` of this process.
 * @param log receives what the library logs outside of an invocation.
 * @throws Error when it is installed already: the library keeps module-level state, so one process holds one app.
 */
export function installCoreModule(
  log: (level: LogLevel, category: LogCategory, message: string) => void,
): CoreModule {
  if (Reflect.has(globalThis, slot)) throw new Error(`${moduleId} is already installed: one app per process`);
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<HookName, HookCallback[]>(hookNames.map((name) => [name, []]));
  let model: ProgrammingModel | undefined;
  let locked = false;

  const api = {
    // Versions whose contract this follows; the library passes them on, and decides nothing by them.
    version: '3.13.0',
    hostVersion: '4.1048.0',
    Disposable,
    log,
    setProgrammingModel: (value: ProgrammingModel) => {
      model = value;
    },
    getProgrammingModel: () => model,
    registerHook: (name: string, callback: HookCallback) => {
      if (!isHookName(name)) throw systemError(new RangeError(`Unrecognized hook "${name}"`));
      hooks.get(name)?.push(callback);
      return new Disposable(() => {
        hooks.set(
          name,
          (hooks.get(name) ?? []).filter((other) => other !== callback),
        );
      });
    },
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => {
      const { name } = metadata;
      if (locked)
        throw systemError(new Error(`Function "${name}" was registered after the app had finished starting`));
      if (functions.has(name)) throw systemError(new Error(`A function named "${name}" is registered twice`));
      functions.set(name, { metadata: { ...metadata, functionId: metadata.functionId ?? name }, callback });
      return new Disposable(() => functions.delete(name));
    },
  };

  Object.defineProperty(globalThis, slot, { value: api });
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === moduleId
        ? { url: moduleUrl, format: 'commonjs', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === moduleUrl
        ? {
            format: 'commonjs',
            source: `module.exports = globalThis[Symbol.for('${slot.description ?? ''}')];`,
            shortCircuit: true,
          }
        : next(url, context),
  });

  return {
    functions,
    model: () => model,
    hooks: (name) => hooks.get(name) ?? [],
    appHookData: {},
    lock: () => {
      locked = true;
    },
  };
}

export interface AppFunction extends RegisteredFunction {
  readonly name: string;
  readonly trigger: { readonly name: string; readonly binding: BindingInfo };
  /** By the setting `AzureWebJobs.NAME.Disabled`: no trigger starts it, the admin API still can. */
  readonly disabled: boolean;
}
