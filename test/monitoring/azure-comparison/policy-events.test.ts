import { expect, test } from 'vitest';
import { policyStateChanged } from '../../../src/monitoring/azure-comparison/index.ts';
import { handleBulkMessage } from '../../../src/monitoring/bulk-work/index.ts';
import type { PolicyInsights } from '../../../src/platform/azure/policy-types.ts';
import { budget } from '../../support/fakes.ts';
import { assignmentId, comparedWorld, definitionId, idOf, said } from './world.ts';

type World = Awaited<ReturnType<typeof comparedWorld>>;

const policyEvent = (resourceId: string, timestamp: string, more: object = {}) => ({
  id: 'event',
  eventType: 'Microsoft.PolicyInsights.PolicyStateChanged',
  subject: resourceId,
  eventTime: timestamp,
  data: {
    timestamp,
    policyAssignmentId: assignmentId,
    policyDefinitionId: definitionId,
    policyDefinitionReferenceId: 'https',
    complianceState: 'Compliant',
    complianceReasonCode: '',
    ...more,
  },
});

/** Takes the messages that are on the queue until none is left. */
async function takeAll({ bulk, ports }: Pick<World, 'bulk' | 'ports'>) {
  for (let message = bulk.next(); message !== undefined; message = bulk.next())
    await handleBulkMessage(message, ports, budget);
}

const evaluated = '2026-03-01T08:20:00.000Z';

test('1,000 events about 10 resources are 10 reads, ten minutes after the first of each', async () => {
  const names = Array.from({ length: 10 }, (_, n) => `a${n}`);
  const states = names.map((name) => said(idOf(name), 'Compliant', evaluated));
  const world = await comparedWorld(Object.fromEntries(names.map((name) => [name, false])), states);
  const { bulk, clock, disagreements, ports, reads } = world;
  const events = Array.from({ length: 1_000 }, (_, n) => policyEvent(idOf(names[n % 10]!), evaluated));
  // Half of them come at the same time, to several instances.
  await Promise.all(events.slice(0, 500).map((event) => policyStateChanged(event, ports)));
  for (const event of events.slice(500)) await policyStateChanged(event, ports);
  expect(reads).toEqual([]);
  const earliest = Math.min(...bulk.messages.map(({ visibleAt }) => visibleAt));
  expect(earliest - clock.now().getTime()).toBe(600_000);
  // Also those of whoever was not the first, at the same time.
  await Promise.all(bulk.messages.map(({ body }) => handleBulkMessage(body, ports, budget)));
  expect(reads.toSorted()).toEqual(names.map(idOf).toSorted());
  expect(disagreements.kept.size).toBe(10);
  await takeAll(world);
  expect(reads).toHaveLength(10);
});

test('a request whose message was lost is made again, with all that it asked for', async () => {
  const world = await comparedWorld({ a: true }, [said(idOf('a'), 'Compliant', evaluated)], {
    delegated: true,
  });
  const { azure, bulk, clock, ports } = world;
  await policyStateChanged(policyEvent(idOf('a'), evaluated), ports);
  bulk.messages = [];
  azure.reads = [];
  const other = () =>
    policyStateChanged(policyEvent(idOf('a'), evaluated, { policyDefinitionReferenceId: 'other' }), ports);
  clock.advance(600 + 3_599);
  expect(await other()).toBe('coalesced');
  clock.advance(2);
  expect(await other()).toBe('requested');
  await takeAll(world);
  expect(azure.reads).toEqual([idOf('a')]);
});

test('a request that is changed as it is taken up is taken up again', async () => {
  const world = await comparedWorld({ a: false }, [said(idOf('a'), 'Compliant', evaluated)]);
  const { bulk, disagreements, ports } = world;
  await policyStateChanged(policyEvent(idOf('a'), evaluated), ports);
  const message = bulk.next();
  const comparisons: typeof ports.comparisons = {
    ...ports.comparisons,
    saveRequest: () => Promise.resolve('conflict'),
  };
  await expect(handleBulkMessage(message, { ...ports, comparisons }, budget)).rejects.toThrow('meanwhile');
  await handleBulkMessage(message, ports, budget);
  expect(disagreements.kept.size).toBe(1);
});

test('an event of an evaluation that the last comparison has seen is ignored, a newer one is not', async () => {
  const world = await comparedWorld({ a: false }, [said(idOf('a'), 'Compliant', evaluated)]);
  const { clock, ports, reads } = world;
  const event = (timestamp: string) => policyStateChanged(policyEvent(idOf('a'), timestamp), ports);
  clock.advance(1_500);
  expect(await event(evaluated)).toBe('requested');
  expect(await event(evaluated)).toBe('coalesced');
  await takeAll(world);
  // Compared at 08:35. What was evaluated within the ten minutes before may not have been shown then.
  expect(await event('2026-03-01T08:24:59Z')).toBe('late');
  expect(await event('2026-03-01T08:25:01Z')).toBe('requested');
  await takeAll(world);
  expect(reads).toHaveLength(2);
});

test('an event that comes while Azure is read has a read of its own', async () => {
  const world = await comparedWorld({ a: false }, [said(idOf('a'), 'Compliant', evaluated)]);
  const { bulk, ports, reads } = world;
  await policyStateChanged(policyEvent(idOf('a'), evaluated), ports);
  const statesOf: PolicyInsights['statesOf'] = async (id) => {
    expect(await policyStateChanged(policyEvent(id, evaluated), ports)).toBe('requested');
    return ports.insights.statesOf(id);
  };
  await handleBulkMessage(bulk.next(), { ...ports, insights: { ...ports.insights, statesOf } }, budget);
  await takeAll(world);
  expect(reads).toHaveLength(2);
});

test('an Azure that throttles is asked again later, and what comes meanwhile waits with it', async () => {
  const world = await comparedWorld({ a: false }, [said(idOf('a'), 'Compliant', evaluated)]);
  const { bulk, disagreements, ports, reads } = world;
  await policyStateChanged(policyEvent(idOf('a'), evaluated), ports);
  let asked = 0;
  const statesOf: PolicyInsights['statesOf'] = async (id) => {
    asked += 1;
    if (asked > 3) return ports.insights.statesOf(id);
    const reason = 'HTTP 429';
    return Promise.resolve({ kind: 'throttled', startedAt: evaluated, retryAfterSeconds: 200, reason });
  };
  const throttled = { ...ports, insights: { ...ports.insights, statesOf } };
  for (let message = bulk.next(); message !== undefined; message = bulk.next()) {
    await handleBulkMessage(message, throttled, budget);
    if (asked <= 3)
      expect(await policyStateChanged(policyEvent(idOf('a'), evaluated), ports)).toBe('coalesced');
  }
  expect([asked, reads.length, disagreements.kept.size]).toEqual([4, 1, 1]);
});

test('an event that comes while a throttled Azure is read leaves one message', async () => {
  const world = await comparedWorld({ a: false }, [said(idOf('a'), 'Compliant', evaluated)]);
  const { bulk, ports } = world;
  await policyStateChanged(policyEvent(idOf('a'), evaluated), ports);
  const statesOf: PolicyInsights['statesOf'] = async (id) => {
    await policyStateChanged(policyEvent(id, evaluated), ports);
    return { kind: 'throttled', startedAt: evaluated, retryAfterSeconds: 200, reason: 'HTTP 429' };
  };
  await handleBulkMessage(bulk.next(), { ...ports, insights: { ...ports.insights, statesOf } }, budget);
  expect(bulk.messages).toHaveLength(1);
});

test('a crash on the way loses nothing, and costs a read at most', async () => {
  const states = [said(idOf('a'), 'Compliant', evaluated)];
  for (let step = 1; step <= 4; step += 1) {
    const world = await comparedWorld({ a: false }, states);
    const { bulk, disagreements, ports } = world;
    let steps = 0;
    const crashing = () => {
      steps += 1;
      if (steps === step) throw new Error('crash');
    };
    const comparisons: typeof ports.comparisons = {
      ...ports.comparisons,
      saveRequest: async (...request) => {
        crashing();
        const saved = await ports.comparisons.saveRequest(...request);
        crashing();
        return saved;
      },
    };
    const event = policyEvent(idOf('a'), evaluated);
    // Event Grid and the queue deliver again what was not answered.
    await policyStateChanged(event, { ...ports, comparisons }).catch(() => policyStateChanged(event, ports));
    for (let message = bulk.next(); message !== undefined; message = bulk.next()) {
      const body = message;
      await handleBulkMessage(body, { ...ports, comparisons }, budget).catch(() =>
        handleBulkMessage(body, ports, budget),
      );
    }
    expect(disagreements.kept.size).toBe(1);
    expect(world.reads.length).toBeLessThanOrEqual(2);
  }
});

test('an event of a delegated policy has the resource evaluated again, once', async () => {
  const world = await comparedWorld({ a: true }, [said(idOf('a'), 'Compliant', evaluated)], {
    delegated: true,
  });
  const { azure, disagreements, ports } = world;
  azure.reads = [];
  for (let n = 0; n < 50; n += 1) await policyStateChanged(policyEvent(idOf('a'), evaluated), ports);
  await takeAll(world);
  expect(azure.reads).toEqual([idOf('a')]);
  expect(disagreements.kept.size).toBe(0);
});

test('an event about a resource that is not known is noise, and its name is kept nowhere', async () => {
  const { bulk, ports } = await comparedWorld({ a: true }, []);
  expect(await policyStateChanged(policyEvent(idOf('somebody'), evaluated), ports)).toBe('noise');
  expect([bulk.messages, await ports.comparisons.request(idOf('somebody'))]).toEqual([[], undefined]);
});

test('an event that cannot be understood is kept; one of another subscription is noise', async () => {
  const { ports, rejected } = await comparedWorld({ a: true }, []);
  const strange = { eventType: 'Microsoft.PolicyInsights.PolicyStateChanged' };
  expect(await policyStateChanged(strange, ports)).toBe('rejected');
  expect(rejected.all).toHaveLength(1);
  const event = policyEvent(idOf('a'), evaluated);
  expect(await policyStateChanged(event, { ...ports, subscriptions: [] })).toBe('noise');
});

test('an event of a single definition names no reference, as Azure writes it', async () => {
  const { ports, rejected } = await comparedWorld({ a: true }, []);
  const event = policyEvent(idOf('a'), evaluated, { policyDefinitionReferenceId: '' });
  expect(await policyStateChanged(event, ports)).toBe('requested');
  expect(rejected.all).toEqual([]);
});
