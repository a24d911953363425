/**
 * One invocation, as the Node.js worker runs it: the library turns the request into arguments, hooks run before and
 * after, the library turns the result into a response.
 * Source of the order: azure-functions-nodejs-worker, `src/eventHandlers/InvocationHandler.ts`.
 */
import type { AppFunction, CoreModule } from './core-module.ts';
import type {
  CoreInvocationContext,
  InvocationModel,
  LogCategory,
  LogLevel,
  TypedData,
} from './core-types.ts';
import { describeError } from './log.ts';
import type { Log } from './log.ts';

export interface InvocationInput {
  data: TypedData;
  triggerMetadata?: Record<string, TypedData>;
  /** W3C trace context of the caller. */
  traceParent?: string;
}

export type InvocationOutcome =
  | { readonly ok: true; readonly returnValue: TypedData | undefined }
  | { readonly ok: false; readonly error: unknown };

export interface InvokerParts {
  readonly core: CoreModule;
  readonly log: Log;
  readonly now: () => Date;
  /** A new GUID. */
  readonly newId: () => string;
  /** Values of the function's input bindings other than the trigger. */
  readonly extraInputs: (fn: AppFunction) => { name: string; data: TypedData }[];
}

export interface Invoker {
  /** Runs the function; what it throws comes back as the outcome, so this never rejects. */
  readonly invoke: (fn: AppFunction, input: InvocationInput) => Promise<InvocationOutcome>;
  /** Names of the functions that are running now. */
  readonly running: () => string[];
  /** Resolves once nothing runs. */
  readonly idle: () => Promise<void>;
}

export function createInvoker(parts: InvokerParts): Invoker {
  const { log, now } = parts;
  const running = new Map<Promise<InvocationOutcome>, string>();

  const run = async (fn: AppFunction, input: InvocationInput): Promise<InvocationOutcome> => {
    const id = parts.newId();
    const category = `Function.${fn.name}`;
    const started = now().getTime();
    log('information', category, `Executing '${fn.name}' (Id=${id})`);
    const ended = (result: string): void =>
      log(
        result === 'Failed' ? 'error' : 'information',
        category,
        `Executed '${fn.name}' (${result}, Id=${id}, Duration=${now().getTime() - started}ms)`,
      );
    try {
      const returnValue = await runWithHooks(parts, fn, input, id);
      ended('Succeeded');
      return { ok: true, returnValue };
    } catch (error) {
      log('error', category, [describeError(error), ...framesOf(error)].join('\n'));
      ended('Failed');
      return { ok: false, error };
    }
  };

  return {
    invoke: (fn, input) => {
      const invocation = run(fn, input).finally(() => running.delete(invocation));
      running.set(invocation, fn.name);
      return invocation;
    },
    running: () => [...running.values()],
    idle: async () => {
      while (running.size > 0) await Promise.all(running.keys());
    },
  };
}

async function runWithHooks(
  parts: InvokerParts,
  fn: AppFunction,
  input: InvocationInput,
  invocationId: string,
): Promise<TypedData | undefined> {
  const { core } = parts;
  const model = core.model();
  if (!model) throw new Error('The app has set no programming model');
  const context = coreContext(parts, fn, input, invocationId);
  const invocation: InvocationModel = model.getInvocationModel(context);
  const { context: invocationContext, inputs } = await invocation.getArguments();

  const shared = { hookData: {}, appHookData: core.appHookData, invocationContext };
  const before = { ...shared, inputs, functionCallback: fn.callback };
  context.state = 'preInvocationHooks';
  for (const hook of core.hooks('preInvocation')) await hook(before);

  const after: { inputs: unknown[]; result: unknown; error: unknown } = {
    ...shared,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  context.state = 'invocation';
  try {
    after.result = await invocation.invokeFunction(invocationContext, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error('The function threw nothing');
  }
  context.state = 'postInvocationHooks';
  for (const hook of core.hooks('postInvocation')) await hook(after);
  context.state = undefined;

  // A hook may clear an error or set one.
  if (after.error !== null && after.error !== undefined) throw after.error;
  return (await invocation.getResponse(invocationContext, after.result)).returnValue ?? undefined;
}

function coreContext(
  parts: InvokerParts,
  fn: AppFunction,
  input: InvocationInput,
  invocationId: string,
): CoreInvocationContext {
  const { metadata } = fn;
  return {
    invocationId,
    request: {
      invocationId,
      functionId: metadata.functionId ?? fn.name,
      inputData: [{ name: fn.trigger.name, data: input.data }, ...parts.extraInputs(fn)],
      triggerMetadata: input.triggerMetadata ?? {},
      traceContext: {
        traceParent: input.traceParent ?? newTraceParent(invocationId),
        traceState: '',
        attributes: {},
      },
    },
    metadata,
    state: undefined,
    log: (level, category, message) => logFromApp(parts, { level, category, message }, fn.name),
  };
}

/** Lets the app's log hooks see, and change, what it logs. */
export function logFromApp(
  parts: Pick<InvokerParts, 'core' | 'log'>,
  entry: { level: LogLevel; category: LogCategory; message: string },
  functionName?: string,
): void {
  const seen = { ...entry, hookData: {}, appHookData: parts.core.appHookData };
  if (entry.category === 'user') for (const hook of parts.core.hooks('log')) hook(seen);
  const source = functionName ? `Function.${functionName}` : 'Worker';
  parts.log(seen.level, entry.category === 'user' ? `${source}.User` : source, seen.message);
}

/** The invocation's own id serves as trace id, so that a log line leads to its trace. */
function newTraceParent(invocationId: string): string {
  const id = invocationId.replaceAll('-', '');
  return `00-${id}-${id.slice(0, 16)}-00`;
}

/** Returns where an error came from; its message is reported apart, so that nothing else it carries reaches the log. */
function framesOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line));
}
