import { RetryOptions } from 'durable-functions';
import type { OrchestrationHandler } from 'durable-functions';
import { collectPart, finishCollection, planParts } from '../../src/evidence/collection/index.ts';
import type { PartTurn } from '../../src/evidence/collection/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { retries } from './retries.ts';

/** The name carries a version: a collection that goes on while the app is replaced ends with the code that knows its history. */
export const evidenceWorkflow = 'collect-evidence-v1';

/** Parts that are collected at the same time: more would wait for the budgets of reads. */
const atOnce = 4;

/** Turns after which the workflow begins again, so that its history stays short. */
const mostTurns = 60;

interface Collecting {
  readonly id: string;
  /** The parts that have ended, in their order. */
  readonly done?: number;
}

/** Collects the parts of a collection, some at a time, and makes its package. What each has brought is on record, not in this history. */
const collect: OrchestrationHandler = function* (context) {
  const { id, done = 0 } = context.df.getInput<Collecting>();
  const retry = new RetryOptions(retries.firstMilliseconds, retries.attempts);
  retry.backoffCoefficient = retries.backoff;
  const call = (name: string, input: unknown) => context.df.callActivityWithRetry(name, retry, input);
  const parts: readonly string[] = yield call('evidence-plan', { id });
  let next = done;
  for (let turns = 0; next < parts.length; turns += 1) {
    if (turns === mostTurns) {
      context.df.continueAsNew({ id, done: next });
      return;
    }
    const group = parts.slice(next, next + atOnce);
    const ended: readonly PartTurn[] = yield context.df.Task.all(
      group.map((part) => call('evidence-part', { id, part })),
    );
    const waits = ended.flatMap((turn) => (turn.kind === 'again' ? [turn.seconds] : []));
    if (waits.length === 0) next += group.length;
    else
      yield context.df.createTimer(
        new Date(context.df.currentUtcDateTime.getTime() + Math.max(...waits) * 1000),
      );
  }
  yield call('evidence-pack', { id });
};
responder.orchestration(evidenceWorkflow, collect);

responder.activity('evidence-plan', {
  handler: async ({ id }: Collecting, context): Promise<readonly string[]> => {
    const { evidence, ports } = await appFor(context);
    return evidence?.collecting ? planParts(id, { ...evidence.collecting, log: ports.log }) : [];
  },
});

responder.activity('evidence-part', {
  handler: async ({ id, part }: Collecting & { readonly part: string }, context): Promise<PartTurn> => {
    const { evidence, ports } = await appFor(context);
    if (!evidence?.collecting) return { kind: 'ended' };
    return collectPart(id, part, { ...evidence.collecting, log: ports.log });
  },
});

responder.activity('evidence-pack', {
  handler: async ({ id }: Collecting, context): Promise<void> => {
    const { evidence, ports } = await appFor(context);
    if (evidence?.collecting) await finishCollection(id, { ...evidence.collecting, log: ports.log });
  },
});
