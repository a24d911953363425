import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { createBudget } from './budget.ts';
import { budgetPolicy, createPatience } from './patience.ts';

interface ThrottlingOptions {
  readonly now: () => Date;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Budgets for the calls of one identity, at the priority of events: all of its clients share them, as Azure counts by identity. */
export function createThrottling({ now, wait = sleep }: ThrottlingOptions): PipelinePolicy {
  const budget = createBudget(() => now().getTime());
  return budgetPolicy({ budget, patience: createPatience({ budget, priority: 'event', wait }), now });
}
