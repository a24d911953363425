import { ownersOf } from '../../model/index.ts';
import { usualPause } from '../azure/index.ts';
import { createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { retryAfterSeconds } from '../../base/index.ts';
import type { Budget, Priority } from './budget.ts';
import { throttleScope } from './classify-answer.ts';
import type { Charge } from './azure-limits.ts';

/** Waits for budgets on behalf of calls. */
export interface Patience {
  readonly priority: Priority;
  /** Resolves with 0 once the call may be sent, or with the seconds that it would have to wait for longer than is sensible. */
  admit(charge: Charge): Promise<number>;
}

interface PatienceOptions {
  readonly budget: Budget;
  readonly priority: Priority;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** Longest wait for a single call, in milliseconds: an event has to be answered soon, a scan has time. */
const longest: Readonly<Record<Priority, number>> = { event: 3_000, scan: 60_000 };

/** Longest pause, in milliseconds, before a budget is asked again: others give back what they do not use, and the clock may be moved. */
const longestPause = 250;

export function createPatience({ budget, priority, wait }: PatienceOptions): Patience {
  return {
    priority,
    async admit(charge) {
      let waited = 0;
      for (;;) {
        const milliseconds = await budget.take(charge, priority);
        if (milliseconds === 0) return 0;
        if (waited + milliseconds > longest[priority])
          return Math.ceil(budget.turn(charge, milliseconds) / 1000);
        const pause = Math.min(milliseconds, longestPause);
        await wait(pause);
        waited += pause;
        budget.waited(charge, pause);
      }
    },
  };
}

interface BudgetPolicyOptions {
  readonly budget: Budget;
  readonly patience: Patience;
  readonly now: () => Date;
}

/**
 * Keeps the calls of the service's own clients within the budgets of all others: each waits for its turn, and what the service
 * says of its limits is learned. A call whose turn is too far off is answered 429, as the service would.
 */
export function budgetPolicy({ budget, patience, now }: BudgetPolicyOptions): PipelinePolicy {
  return {
    name: 'phiwatchBudget',
    async sendRequest(request, next) {
      const charge = chargeOf(request);
      const seconds = await patience.admit(charge);
      if (seconds > 0) throw heldBack(request, charge, seconds);
      const response = await next(request);
      const remaining = Number.parseInt(
        response.headers.get(
          `x-ms-ratelimit-remaining-subscription-${charge.kind === 'write' ? 'writes' : 'reads'}`,
        ) ?? '',
        10,
      );
      if (!Number.isNaN(remaining)) budget.learn(charge, remaining);
      if (response.status === 429) {
        const seconds = retryAfterSeconds(response.headers.get('retry-after'), now(), usualPause);
        budget.hold(charge, seconds, throttleScope(response.bodyAsText));
      }
      return response;
    },
  };
}

/** By the last provider of the path: of an extension, its own. */
function chargeOf({ url, method }: PipelineRequest): Charge {
  const path = new URL(url).pathname;
  const { subscriptionId: subscription = '' } = ownersOf(path);
  const provider = [...path.matchAll(/\/providers\/([^/]+)/gi)].at(-1)?.[1] ?? 'microsoft.resources';
  return {
    subscription: subscription.toLowerCase(),
    provider: provider.toLowerCase(),
    region: '',
    kind: method === 'PUT' || method === 'PATCH' || method === 'DELETE' ? 'write' : 'read',
  };
}

function heldBack(request: PipelineRequest, { provider }: Charge, seconds: number): RestError {
  const response: PipelineResponse = {
    request,
    status: 429,
    headers: createHttpHeaders({ 'retry-after': String(seconds) }),
  };
  return new RestError(`held back: the budget of ${provider} is used up`, {
    code: 'BudgetUsedUp',
    statusCode: 429,
    request,
    response,
  });
}
