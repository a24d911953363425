import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { expect, test } from 'vitest';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { createBudget } from '../../../src/platform/azure-clients/budget.ts';
import { attempt } from '../../../src/platform/azure-clients/classify-answer.ts';
import { budgetPolicy, createPatience } from '../../../src/platform/azure-clients/patience.ts';

const url =
  'https://management.azure.com/subscriptions/S/providers/Microsoft.Authorization/policyAssignments?api-version=1';

function world() {
  let time = 0;
  const budget = createBudget({ now: () => time });
  const wait = async (milliseconds: number) => Promise.resolve(void (time += milliseconds));
  const patience = createPatience({ budget, priority: 'scan', wait });
  const policy = budgetPolicy({ budget, patience, now: () => new Date(time) });
  const call = (headers: Record<string, string> = {}, status = 200) =>
    attempt(
      () => new Date(time),
      () =>
        policy.sendRequest(createPipelineRequest({ url }), async (request): Promise<PipelineResponse> =>
          Promise.resolve({ request, status, headers: createHttpHeaders(headers) }),
        ),
    );
  return { budget, call, seconds: () => time / 1000 };
}

test('calls of other clients wait for the budget of their subscription', async () => {
  const { call, seconds, budget } = world();
  for (let n = 0; n < 200; n += 1) await call();
  expect(seconds()).toBe(0);
  for (let n = 0; n < 50; n += 1) await call();
  // 25 a second, once the part that is not left to events is used up.
  expect(seconds()).toBeCloseTo(2, 1);
  expect(budget.report()).toMatchObject([{ key: 's|microsoft.authorization||read', calls: 250 }]);
});

test('what the service says is left counts, and a 429 holds those that come after it', async () => {
  const { call, seconds } = world();
  await call({ 'x-ms-ratelimit-remaining-subscription-reads': '50' });
  await call();
  expect(seconds()).toBeGreaterThan(0);
  const before = seconds();
  await call({ 'retry-after': '20' }, 429);
  await call();
  expect(seconds() - before).toBeGreaterThanOrEqual(20);
});

test('a turn that is too far off is throttled, as a value, with how long it takes', async () => {
  const { call } = world();
  await call({ 'retry-after': '372' }, 429);
  expect(await call()).toMatchObject({ kind: 'throttled', retryAfterSeconds: 372 });
});
