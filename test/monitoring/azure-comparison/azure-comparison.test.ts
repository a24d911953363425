import { expect, test } from 'vitest';
import { setSideBySide } from '../../../src/monitoring/azure-comparison/compare-resource.ts';
import {
  agreementView,
  compareSubscription,
  policyStateChanged,
} from '../../../src/monitoring/azure-comparison/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { assignedName } from '../../../src/monitoring/tenant-policies/assigned-name.ts';
import type { PolicyInsights } from '../../../src/platform/azure/policy-types.ts';
import type { AzurePolicyState } from '../../../src/platform/azure/types.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  eventOf,
  propertyPolicy,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';
import { memoryDisagreements } from '../../support/tenant.ts';

const assignmentId = `${subscription}/providers/Microsoft.Authorization/policyAssignments/hitrust`;

const definitionId = '/providers/Microsoft.Authorization/policyDefinitions/https';

const name = assignedName(assignmentId, definitionId, 'Https');

/** An account that we found NonCompliant at 08:00, and what Azure says of it. */
async function judgedWorld(states: AzurePolicyState[], more = {}) {
  const entry = {
    ...propertyPolicy(name, 'Microsoft.Storage/storageAccounts', 'supportsHttpsTrafficOnly', true),
    ...more,
  };
  const world = createWorld([entry]);
  world.azure.put(account(false));
  await handleEvent(eventOf(accountId, world.clock.iso(-3600)), world.ports, budget);
  const disagreements = memoryDisagreements();
  const insights: PolicyInsights = {
    statesOf: () => Promise.resolve({ kind: 'read', startedAt: world.clock.iso(), value: states }),
    evaluate: () => Promise.reject(new Error('not asked for')),
    attest: () => Promise.reject(new Error('not asked for')),
  };
  world.graph.states = () => ({ kind: 'states', states });
  const needs = { ...world.ports, disagreements, insights, now: () => world.clock.now() };
  return { ...world, disagreements, needs, insights };
}

const said = (state: string, timestamp: string, reason?: string): AzurePolicyState => ({
  resourceId: accountId,
  assignmentId,
  definitionId,
  referenceId: 'Https',
  state,
  timestamp,
  ...(reason && { reason }),
});

const policyEvent = (kind: string, state: string, timestamp: string) => ({
  id: 'event',
  eventType: `Microsoft.PolicyInsights.PolicyState${kind}`,
  subject: accountId,
  eventTime: timestamp,
  data: {
    timestamp,
    policyAssignmentId: assignmentId,
    policyDefinitionId: definitionId,
    policyDefinitionReferenceId: 'Https',
    complianceState: state,
    complianceReasonCode: '',
  },
});

test("a state of Azure's that contradicts ours is one disagreement with both reasons, and ours stands", async () => {
  const later = '2026-03-01T08:20:00.000Z';
  const { needs, disagreements, store, clock } = await judgedWorld([
    said('Compliant', later, 'AllConditionsMet'),
  ]);
  clock.advance(1800);
  const agreement = await compareSubscription(subscriptionId, needs);
  expect(agreement).toMatchObject({ compared: 1, agreed: 0, older: 0, unmatched: 0 });
  await compareSubscription(subscriptionId, needs);
  const view = await agreementView([subscriptionId], disagreements);
  expect(view).toMatchObject({
    rate: 0,
    disagreements: [
      {
        resourceId: accountId,
        policy: name,
        ours: {
          state: 'NonCompliant',
          reason: 'properties.supportsHttpsTrafficOnly is false, expected true',
          at: '2026-03-01T08:00:00.000Z',
        },
        azures: { state: 'Compliant', reason: 'AllConditionsMet', at: later },
        firstSeenAt: '2026-03-01T08:30:00.000Z',
      },
    ],
  });
  expect(view.disagreements).toHaveLength(1);
  expect((await store.read(accountId))?.current.states[name]?.state).toBe('NonCompliant');
});

test('a disagreement ends when Azure says the same, and is kept', async () => {
  const states = [said('Compliant', '2026-03-01T08:20:00.000Z')];
  const { needs, disagreements, clock } = await judgedWorld(states);
  await compareSubscription(subscriptionId, needs);
  clock.advance(3600);
  states[0] = said('NonCompliant', '2026-03-01T08:40:00.000Z');
  expect(await compareSubscription(subscriptionId, needs)).toMatchObject({ compared: 1, agreed: 1 });
  expect((await agreementView([subscriptionId], disagreements)).disagreements).toEqual([]);
  expect([...disagreements.kept.values()]).toMatchObject([{ endedAt: '2026-03-01T09:00:00.000Z' }]);
});

test('where only a part of the states could be read, nothing is concluded from it', async () => {
  const world = await judgedWorld([said('Compliant', '2026-03-01T08:20:00.000Z')]);
  await compareSubscription(subscriptionId, world.needs);
  world.graph.states = () => ({ kind: 'denied', startedAt: world.clock.iso(), reason: 'HTTP 403' });
  const agreement = await compareSubscription(subscriptionId, world.needs);
  expect(agreement).toMatchObject({ compared: 1, agreed: 0, trouble: 'read denied (HTTP 403)' });
  expect((await agreementView([subscriptionId], world.disagreements)).disagreements).toHaveLength(1);
  // What may not be read, the graph leaves out.
  world.graph.states = () => ({ kind: 'states', states: [] });
  expect(await compareSubscription(subscriptionId, world.needs)).toMatchObject({
    compared: 1,
    agreed: 0,
    trouble: expect.stringContaining('none of the policy states'),
  });
});

test.each([
  ['Compliant', '2026-03-01T07:59:59Z', 'older'],
  ['Compliant', '2026-03-01T08:00:01Z', 'disagree'],
  ['NonCompliant', '2026-03-01T08:00:01Z', 'agree'],
  ['Conflict', '2026-03-01T08:00:01Z', 'unmatched'],
])('ours, NonCompliant of 08:00, beside %s of %s: %s', (state, timestamp, outcome) => {
  const ours = { state: 'NonCompliant', since: '', policyVersion: '1' } as const;
  expect(setSideBySide(ours, '2026-03-01T08:00:00Z', { state, timestamp })).toBe(outcome);
  expect(setSideBySide({ ...ours, state: 'Unknown' }, '2026-03-01T08:00:00Z', { state, timestamp })).toBe(
    'unmatched',
  );
  expect(setSideBySide(undefined, '2026-03-01T08:00:00Z', { state, timestamp })).toBe('unmatched');
});

test('what Azure calls compliant and we call not applicable is no contradiction', () => {
  const ours = { state: 'NotApplicable', since: '', policyVersion: '1' } as const;
  const at = { timestamp: '2026-03-01T09:00:00Z' };
  expect(setSideBySide(ours, '2026-03-01T08:00:00Z', { ...at, state: 'Compliant' })).toBe('agree');
  expect(setSideBySide(ours, '2026-03-01T08:00:00Z', { ...at, state: 'NonCompliant' })).toBe('disagree');
});

test('an event is ordered by data.timestamp: behind what is read it is ignored, ahead of it it counts', async () => {
  const { needs, disagreements } = await judgedWorld([said('NonCompliant', '2026-03-01T08:20:00.000Z')]);
  expect(await policyStateChanged(policyEvent('Changed', 'Compliant', '2026-03-01T08:10:00Z'), needs)).toBe(
    'late',
  );
  expect(disagreements.kept.size).toBe(0);
  expect(await policyStateChanged(policyEvent('Changed', 'Compliant', '2026-03-01T08:30:00Z'), needs)).toBe(
    'compared',
  );
  expect([...disagreements.kept.values()]).toMatchObject([
    { azures: { state: 'Compliant', at: '2026-03-01T08:30:00Z' } },
  ]);
  expect(await policyStateChanged(policyEvent('Deleted', 'Compliant', '2026-03-01T08:40:00Z'), needs)).toBe(
    'compared',
  );
  expect([...disagreements.kept.values()]).toMatchObject([{ endedAt: expect.any(String) as string }]);
});

test('an event that cannot be understood is kept; one of another subscription is noise; an unread Azure fails it', async () => {
  const { needs, rejected, insights } = await judgedWorld([]);
  expect(await policyStateChanged({ eventType: 'Microsoft.PolicyInsights.PolicyStateChanged' }, needs)).toBe(
    'rejected',
  );
  expect(rejected.all).toHaveLength(1);
  const event = policyEvent('Changed', 'Compliant', '2026-03-01T08:30:00Z');
  expect(await policyStateChanged(event, { ...needs, subscriptions: [] })).toBe('noise');
  const statesOf: PolicyInsights['statesOf'] = () =>
    Promise.resolve({ kind: 'failed', startedAt: '', reason: 'HTTP 503' });
  await expect(policyStateChanged(event, { ...needs, insights: { ...insights, statesOf } })).rejects.toThrow(
    'HTTP 503',
  );
});

test('a delegated policy is never compared with itself, but evaluated again', async () => {
  const states = [said('Compliant', '2026-03-01T08:20:00.000Z')];
  const { needs, queue } = await judgedWorld(states, { delegated: true });
  const before = queue.messages.length;
  expect(await compareSubscription(subscriptionId, needs)).toMatchObject({ compared: 0, unmatched: 1 });
  await policyStateChanged(policyEvent('Changed', 'Compliant', '2026-03-01T08:30:00Z'), needs);
  expect(queue.messages.slice(before)).toMatchObject([
    { body: { kind: 'task', task: { target: accountId, change: { trigger: { kind: 'policy-state' } } } } },
  ]);
});
