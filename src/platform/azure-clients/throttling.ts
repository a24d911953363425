import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { createBudget } from './budget.ts';
import type { Quotas } from './quotas.ts';
import { budgetPolicy, createPatience } from './patience.ts';

interface ThrottlingOptions {
  readonly now: () => Date;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly quotas?: Quotas;
  /** Name of the identity that calls. */
  readonly identity?: string;
}

/** Budgets for the calls of one identity, at the priority of events: all of its clients share them, as Azure counts by identity. */
export function createThrottling({ now, wait = sleep, ...whose }: ThrottlingOptions): PipelinePolicy {
  const budget = createBudget({ ...whose, now: () => now().getTime() });
  return budgetPolicy({ budget, patience: createPatience({ budget, priority: 'event', wait }), now });
}
