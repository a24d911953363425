import { RetryOptions } from 'durable-functions';
import type { OrchestrationHandler } from 'durable-functions';
import { takeTurn } from '../../src/drills/run/index.ts';
import type { DrillTurn } from '../../src/drills/run/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { retries } from './retries.ts';

/** The name carries a version: a drill that runs while the app is replaced goes on with the code that knows its history. */
export const drillWorkflow = 'dr-drill-v1';

/** Turns after which the workflow begins anew: an operation of hours would make its history long. */
const mostTurns = 50;

interface DrillWork {
  readonly id: string;
}

/** Executes one drill, turn by turn. Where it stands is in the drill itself, so that nothing depends on this history. */
const drill: OrchestrationHandler = function* (context) {
  const input = context.df.getInput<DrillWork>();
  const retry = new RetryOptions(retries.firstMilliseconds, retries.attempts);
  retry.backoffCoefficient = retries.backoff;
  for (let turns = 0; turns < mostTurns; turns += 1) {
    const turn: DrillTurn = yield context.df.callActivityWithRetry('dr-drill-turn', retry, input);
    if (turn.kind === 'ended') return;
    if (turn.kind === 'wait') yield context.df.createTimer(new Date(turn.until));
  }
  context.df.continueAsNew(input);
};
responder.orchestration(drillWorkflow, drill);

responder.activity('dr-drill-turn', {
  handler: async ({ id }: DrillWork, context): Promise<DrillTurn> => {
    const { drilling, ports } = await appFor(context);
    return drilling.execution ? takeTurn(id, { ...drilling.execution, log: ports.log }) : { kind: 'ended' };
  },
});
