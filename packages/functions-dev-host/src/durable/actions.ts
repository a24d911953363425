/**
 * The actions that an orchestrator says it has asked for so far, each time from its beginning.
 * Source: durable-functions 3.5, `src/actions`, `src/orchestrations/OrchestratorState.ts`.
 */
import { z } from 'zod';

const retryOptions = z.object({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.int().min(1),
  backoffCoefficient: z.number().nullish(),
  maxRetryIntervalInMilliseconds: z.number().nullish(),
});
export type RetryOptions = z.infer<typeof retryOptions>;

const calls = z.object({ functionName: z.string(), input: z.unknown().optional() });
const sub = calls.extend({ instanceId: z.string().nullish() });

export type Action =
  | ({ readonly actionType: 0 } & z.infer<typeof calls>)
  | ({ readonly actionType: 1; readonly retryOptions: RetryOptions } & z.infer<typeof calls>)
  | ({ readonly actionType: 2 } & z.infer<typeof sub>)
  | ({ readonly actionType: 3; readonly retryOptions: RetryOptions } & z.infer<typeof sub>)
  | { readonly actionType: 4; readonly input?: unknown }
  | { readonly actionType: 5; readonly fireAt: string; readonly isCanceled: boolean }
  | { readonly actionType: 6; readonly externalEventName: string }
  | { readonly actionType: 11 | 12; readonly compoundActions: readonly Action[] };

const action: z.ZodType<Action> = z.discriminatedUnion('actionType', [
  calls.extend({ actionType: z.literal(0) }),
  calls.extend({ actionType: z.literal(1), retryOptions }),
  sub.extend({ actionType: z.literal(2) }),
  sub.extend({ actionType: z.literal(3), retryOptions }),
  z.object({ actionType: z.literal(4), input: z.unknown().optional() }),
  z.object({ actionType: z.literal(5), fireAt: z.string(), isCanceled: z.boolean() }),
  z.object({ actionType: z.literal(6), externalEventName: z.string() }),
  z.object({
    actionType: z.literal([11, 12]),
    get compoundActions() {
      return z.array(action);
    },
  }),
]);

const state = z.object({
  isDone: z.boolean(),
  actions: z.array(z.array(z.unknown())),
  output: z.unknown().optional(),
  error: z.string().nullish(),
  customStatus: z.unknown().optional(),
});

/** The outcome of one run of an orchestrator. */
export interface Answer {
  readonly isDone: boolean;
  readonly actions: readonly Action[];
  readonly output?: unknown;
  readonly customStatus?: unknown;
  /** Message of what it threw; absent where it did not. */
  readonly error?: string;
}

const notEmulated: Readonly<Record<number, string>> = {
  7: 'callEntity',
  8: 'callHttp',
  9: 'signalEntity',
  10: 'callHttp',
  13: 'lock',
  14: 'release of a lock',
};

/** @throws Error naming an action that this host does not emulate, or what is wrong with the answer. */
export function readAnswer(json: unknown): Answer {
  const { actions, error, ...rest } = state.parse(json);
  const read = actions.flat().map((each) => {
    const type = z.object({ actionType: z.number() }).parse(each).actionType;
    if (notEmulated[type]) throw new Error(`${notEmulated[type]} is not emulated by this host`);
    return action.parse(each);
  });
  return { ...rest, actions: read, ...(error !== undefined && error !== null && { error }) };
}

const label = '\n\n$OutOfProcData$:';

/** The answer that a failed orchestrator throws with: its message holds it after a label. Undefined: it failed otherwise. */
export function answerInFailure(error: unknown): Answer | undefined {
  const message = error instanceof Error ? error.message : '';
  const at = message.indexOf(label);
  return at === -1 ? undefined : readAnswer(JSON.parse(message.slice(at + label.length)));
}
