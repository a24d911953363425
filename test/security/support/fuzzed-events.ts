import type { Change, EventOptions } from '@phiwatch/azure-simulator';
import * as fc from 'fast-check';
import { eventFor } from '../../e2e/support/azure.ts';
import { hostileBody, hostileText, mutated } from './hostile.ts';
import { hostileIds } from './hostile-ids.ts';

/** What comes to the webhook of Event Grid. */
export interface FuzzedDelivery {
  readonly functionName: 'resource-changed' | 'policy-state-changed';
  readonly cloud: boolean;
  readonly body: string;
}

const topics: readonly EventOptions[] = [
  { topic: 'subscription', schema: 'EventGridSchema' },
  { topic: 'subscription', schema: 'CloudEventSchemaV1_0' },
  { topic: 'resources', schema: 'EventGridSchema' },
  { topic: 'resources', schema: 'CloudEventSchemaV1_0' },
];

/** An event of Azure Policy, as it is documented. */
function policyEvent(resourceId: string, timestamp: string): object {
  const policies = `${resourceId.split('/resourceGroups/', 1)[0]}/providers/Microsoft.Authorization`;
  return {
    id: '5829794FCB5075FCF585476619577B5A5A30E52C84842CBD4E2AD73996714C4C',
    topic: resourceId.split('/resourceGroups/', 1)[0],
    subject: resourceId,
    eventType: 'Microsoft.PolicyInsights.PolicyStateChanged',
    eventTime: timestamp,
    dataVersion: '1',
    data: {
      timestamp,
      policyAssignmentId: `${policies}/policyAssignments/none`,
      policyDefinitionId: `${policies}/policyDefinitions/none`,
      complianceState: 'Compliant',
      complianceReasonCode: '',
    },
  };
}

/** Events of these changes as Azure would tell them, with the id of a resource in them now and then another one. */
function soundEvents(changes: readonly Change[]): readonly object[] {
  const [first] = changes;
  if (!first) throw new Error('nothing has changed');
  const events = topics.flatMap((options) => changes.map((change) => eventFor(change, options)));
  const text = JSON.stringify(events[0]);
  const others = hostileIds.map(
    (id) => JSON.parse(text.replaceAll(first.id, JSON.stringify(id).slice(1, -1))) as object,
  );
  return [...events, ...others, policyEvent(first.id, first.time)];
}

/** Deliveries of events: sound ones, such with hostile parts, and what is no event at all. */
export function fuzzedDeliveries(changes: readonly Change[]): fc.Arbitrary<FuzzedDelivery> {
  const sound = fc.constantFrom(...soundEvents(changes));
  const one: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 1, arbitrary: sound },
    { weight: 5, arbitrary: mutated(sound) },
    { weight: 1, arbitrary: fc.record({ id: hostileText, eventType: hostileText, data: fc.jsonValue() }) },
  );
  const functionName = fc.oneof(
    { weight: 4, arbitrary: fc.constant('resource-changed' as const) },
    { weight: 1, arbitrary: fc.constant('policy-state-changed' as const) },
  );
  const body = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.array(one, { minLength: 1, maxLength: 2 }).map((each) => JSON.stringify(each)),
    },
    { weight: 1, arbitrary: hostileBody },
  );
  return fc.record({ functionName, cloud: fc.boolean(), body });
}

/** Messages of the queues: sound ones, hostile ones, and what is no message. */
export function fuzzedMessages(
  change: Change,
  events: readonly object[],
): Readonly<Record<'changes' | 'changes-bulk' | 'respond' | 'outbox', fc.Arbitrary<string>>> {
  const trigger = { kind: 'event', eventId: 'e', operation: 'write', operationName: change.operation };
  const toTask = (target: string) => ({
    kind: 'task',
    task: { target, change: { resourceId: target, time: change.time, trigger }, attempt: 0 },
  });
  const id = `${'0'.repeat(64)}-1`;
  const changes = [
    ...hostileIds.map(toTask),
    toTask(change.id),
    { kind: 'scan', scanId: 'none' },
    { kind: 'renewal', subscriptionId: 'none' },
    ...events,
  ];
  const bulk = [
    ...hostileIds.map(toTask),
    toTask(change.id),
    { kind: 'reevaluation', subscriptionId: 'none', time: change.time, after: 'none' },
    { kind: 'comparison', subscriptionId: 'none', startedAt: change.time, portion: 0 },
    { kind: 'policy-states', resourceId: change.id, request: 'none', attempt: 0 },
  ];
  const respond = [
    { goOn: id },
    { goOn: id, resumed: true },
    { goOn: id, decision: 'none' },
    { driftId: id, resourceId: change.id },
  ];
  const outbox = [{ channel: 'teams' }, { channel: 'none', at: change.time }];
  const messagesOf = (sound: readonly object[]) =>
    fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(...sound).map((each) => JSON.stringify(each)) },
      { weight: 4, arbitrary: mutated(fc.constantFrom(...sound)).map((each) => JSON.stringify(each)) },
      { weight: 1, arbitrary: hostileBody },
    );
  return {
    changes: messagesOf(changes),
    'changes-bulk': messagesOf(bulk),
    respond: messagesOf(respond),
    outbox: messagesOf(outbox),
  };
}
