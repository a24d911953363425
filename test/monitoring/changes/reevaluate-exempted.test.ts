import { expect, test } from 'vitest';
import type { PolicyState, ResourceState } from '../../../src/model/resource-state.ts';
import { listingOf, reevaluateExempted } from '../../../src/monitoring/changes/index.ts';
import type { Exemption } from '../../../src/records/index.ts';
import { headOf, stateOf } from '../../platform/store/samples.ts';
import { accountId, createWorld, group, subscription } from '../../support/fakes.ts';

const neighborId = `${accountId}2`;
const elsewhereId = accountId.replace(group, `${group}2`);

async function evaluatedAgain(
  exemption: Partial<Exemption>,
  states: readonly (readonly [id: string, Partial<PolicyState>, Partial<ResourceState>?])[],
) {
  const { ports, queue, store } = createWorld();
  for (const [id, state, more] of states)
    await store.commit(headOf(id, { states: { p: stateOf(state) }, ...more }), [], undefined);
  const value: Exemption = {
    source: 'phiwatch',
    status: 'approved',
    scope: group,
    policies: ['p'],
    category: 'Waiver',
    ...exemption,
  };
  await reevaluateExempted(
    { id: 'e', version: 3, recordedAt: ports.clock.now().toISOString(), value },
    ports,
  );
  return queue.messages.map(({ body }) => body);
}

const targets = (messages: readonly unknown[]) =>
  messages.map((each) => (each as { task: { target: string } }).task.target);

test('is a task for each resource that it covers, due at once', async () => {
  expect(await evaluatedAgain({}, [[accountId, { state: 'NonCompliant' }]])).toEqual([
    {
      kind: 'task',
      task: {
        target: accountId,
        change: {
          resourceId: accountId,
          time: '2026-03-01T08:00:00.000Z',
          trigger: { kind: 'exemption', exemptionId: 'e', version: 3 },
        },
        attempt: 0,
        // A minute, the margin, before the time: a read of this moment is late enough.
        due: '2026-03-01T07:59:00.000Z',
      },
    },
  ]);
});

test.each<
  [what: string, Partial<Exemption>, id: string, Partial<PolicyState>, Partial<ResourceState>, again: boolean]
>([
  ['a resource in the group', {}, accountId, {}, {}, true],
  ['a resource that meets the policy', {}, accountId, { state: 'Compliant' }, {}, true],
  ['a resource to which the policy does not apply', {}, accountId, { state: 'NotApplicable' }, {}, false],
  ['a resource without the policy', { policies: ['q'] }, accountId, {}, {}, false],
  [
    'one that is still exempt by it',
    { policies: ['q'] },
    accountId,
    { state: 'Exempt', exemption: 'e' },
    {},
    true,
  ],
  [
    'one that is exempt by another',
    { policies: ['q'] },
    accountId,
    { state: 'Exempt', exemption: 'f' },
    {},
    false,
  ],
  ['a resource that is gone', {}, accountId, {}, { gone: true }, false],
  ['a resource in another group', {}, elsewhereId, {}, {}, false],
  ['a resource in the subscription', { scope: subscription }, elsewhereId, {}, {}, true],
  ['a neighbor of the resource', { scope: accountId }, neighborId, {}, {}, false],
  ['the resource alone', { scope: accountId }, accountId, {}, {}, true],
])('%s: evaluated again or not', async (_, exemption, id, state, more, again) => {
  expect(targets(await evaluatedAgain(exemption, [[id, state, more]]))).toEqual(again ? [id] : []);
});

test('one state that it concerns is enough', async () => {
  const states = { a: stateOf({ state: 'NotApplicable' }), p: stateOf() };
  expect(targets(await evaluatedAgain({}, [[accountId, {}, { states }]]))).toEqual([accountId]);
});

test.each([
  [accountId, group],
  [group, group],
  [subscription, subscription],
  [
    '/providers/Microsoft.Management/managementGroups/m',
    '/providers/Microsoft.Management/managementGroups/m',
  ],
])('the states that %s may cover are listed under %s', (scope, listing) => {
  expect(listingOf(scope)).toBe(listing);
});
