import { describe, expect, test } from 'vitest';
import { beginScan } from '../../../src/monitoring/full-scan/index.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import { parseMessage } from '../../../src/monitoring/ingestion/parse-message.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  policyOf,
  propertyPolicy,
  secureTransfer,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const alice = 'aaaaaaaa-0000-4000-8000-000000000001';
const bob = 'bbbbbbbb-0000-4000-8000-000000000002';
const name = secureTransfer.name;
/** Ids of events, in the form that Azure gives them. */
const [one, two] = ['eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002'] as const;
const correlation = 'cccccccc-0000-4000-8000-000000000001';

const denied = (startedAt: string) =>
  ({ kind: 'denied', startedAt, reason: 'HTTP 403 AuthorizationFailed' }) as const;

/** Delivers an event as of now. */
const tell = (world: World, more: Parameters<typeof eventOf>[2] = {}, id = accountId) =>
  handleEvent(eventOf(id, world.clock.iso(), more), world.ports, budget);

const sampleChange = () => ({
  resourceId: accountId,
  time: '2026-03-01T08:00:00Z',
  trigger: { kind: 'event', eventId: one, operation: 'write', operationName: 'write' },
});
const sampleTask = () => ({ target: accountId, change: sampleChange(), attempt: 0 });

/** A world in which the account is known, with secure transfer on, and its baseline is an hour old. */
async function knownWorld(policies = [secureTransfer]) {
  const world = createWorld(policies);
  world.azure.put(account(true));
  await tell(world);
  await drain(world);
  world.clock.advance(3600);
  return world;
}

describe('a change becomes a drift', () => {
  test('with before, after, who and when', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    const time = world.clock.iso();
    world.clock.advance(2);
    await handleEvent(
      eventOf(accountId, time, { oid: alice, id: one, correlationId: correlation }),
      world.ports,
      budget,
    );
    const readAt = world.clock.iso();
    await drain(world);
    const candidate = {
      eventId: one,
      time,
      operation: 'Microsoft.Storage/storageAccounts/write',
      correlationId: correlation,
      actor: { objectId: alice, kind: 'Unknown' },
    };
    expect(world.store.journal().at(-1)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}-2$/),
      resourceId: accountId,
      resourceType: 'Microsoft.Storage/storageAccounts',
      policy: name,
      policyVersion: '1.0.0',
      title: 'Title of secure-transfer',
      severity: 'high',
      phi: false,
      effectiveSeverity: 'high',
      controls: ['164.312(e)(1)'],
      cause: 'resource',
      sequence: 2,
      from: 'Compliant',
      to: 'NonCompliant',
      before: [{ path: 'properties.supportsHttpsTrafficOnly', value: true }],
      after: [{ path: 'properties.supportsHttpsTrafficOnly', value: false, expected: 'true' }],
      candidates: [candidate],
      actor: candidate.actor,
      correlationId: correlation,
      eventTime: time,
      readAt,
      recordedAt: readAt,
    });
  });

  test('first sight is a baseline, without NotApplicable', async () => {
    const world = createWorld([
      secureTransfer,
      propertyPolicy('other', 'Microsoft.Storage/storageAccounts', 'other', 1),
    ]);
    world.azure.put(account(false, accountId, { other: 'not applicable' }));
    await tell(world);
    expect(world.store.journal()).toMatchObject([
      { cause: 'baseline', from: null, to: 'NonCompliant', before: [] },
    ]);
    expect(world.store.current(accountId)?.states).toMatchObject({ other: { state: 'NotApplicable' } });
  });

  test('what was NotApplicable without a record comes from NotApplicable', async () => {
    const world = createWorld([propertyPolicy('other', 'Microsoft.Storage/storageAccounts', 'other', 1)]);
    world.azure.put(account(true, accountId, { other: 'not applicable' }));
    await tell(world);
    world.azure.put(account(true, accountId, { other: 2 }));
    await tell(world);
    expect(world.store.journal()).toMatchObject([
      { cause: 'resource', from: 'NotApplicable', to: 'NonCompliant' },
    ]);
  });

  test('back to Compliant shows what had been wrong and what it is now', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    await tell(world, { oid: alice });
    world.clock.advance(20);
    world.azure.put(account(true));
    await tell(world, { oid: bob });
    await drain(world);
    expect(world.store.journal().at(-1)).toMatchObject({
      from: 'NonCompliant',
      to: 'Compliant',
      before: [{ path: 'properties.supportsHttpsTrafficOnly', value: false }],
      after: [{ path: 'properties.supportsHttpsTrafficOnly', value: true, expected: 'true' }],
      actor: { objectId: bob },
    });
  });

  test('the same state with another value is no drift, but the current state keeps the value', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    await tell(world);
    world.azure.put(account('no'));
    await tell(world);
    expect(world.store.journal()).toHaveLength(2);
    expect(world.store.current(accountId)?.states[name]).toMatchObject({ fields: [{ actual: 'no' }] });
  });

  test('a new version of a policy is the cause where the resource is the same', async () => {
    const world = await knownWorld();
    const stricter = propertyPolicy(
      name,
      'Microsoft.Storage/storageAccounts',
      'supportsHttpsTrafficOnly',
      'strict',
      '2.0.0',
    );
    const next = createWorld([
      stricter,
      propertyPolicy('new', 'Microsoft.Storage/storageAccounts', 'new', 1),
    ]);
    const { catalogue, policies } = next.ports;
    const ports = { ...world.ports, catalogue, policies };
    await handleEvent(eventOf(accountId, world.clock.iso()), ports, budget);
    expect(world.store.journal().slice(1)).toMatchObject([
      { policy: name, cause: 'policy', from: 'Compliant', to: 'NonCompliant', policyVersion: '2.0.0' },
      { policy: 'new', cause: 'baseline', from: null, to: 'NonCompliant' },
    ]);
  });

  test('a policy that is dropped ends its state', async () => {
    const world = await knownWorld();
    const ports = {
      ...world.ports,
      policies: createWorld([propertyPolicy('new', 'Microsoft.Storage/storageAccounts', 'x', 1)]).ports
        .policies,
    };
    await handleEvent(eventOf(accountId, world.clock.iso()), ports, budget);
    expect(world.store.journal().at(-1)).toMatchObject({
      policy: name,
      cause: 'policy',
      to: 'NotApplicable',
    });
    expect(world.store.current(accountId)?.states).not.toHaveProperty(name);
  });

  test('a policy that throws is Unknown, alone', async () => {
    const broken = policyOf('broken', ['Microsoft.Storage/storageAccounts'], () => {
      throw new TypeError('no such thing');
    });
    const world = createWorld([broken, secureTransfer]);
    world.azure.put(account(true));
    await tell(world);
    expect(world.store.current(accountId)?.states).toMatchObject({
      broken: { state: 'Unknown', reason: 'its evaluation failed (TypeError: no such thing)' },
      [name]: { state: 'Compliant' },
    });
  });

  test('more drifts than a transaction holds are written in portions without a gap', async () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      propertyPolicy(`p${n}`, 'Microsoft.Storage/storageAccounts', `x${n}`, 1),
    );
    const world = createWorld(many);
    world.azure.put(account(true));
    await tell(world);
    expect(world.store.commits).toBe(3);
    expect(world.store.journal().map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 200 }, (_, n) => n + 1),
    );
    expect(world.store.current(accountId)).toMatchObject({
      sequence: 200,
      lastDrifts: { drifts: { length: 200 } },
    });
  });
});

describe('a read that says little', () => {
  test('denied: Unknown by visibility, and back', async () => {
    const world = await knownWorld();
    world.azure.instead.set(accountId.toLowerCase(), denied);
    await tell(world);
    expect(world.store.journal().at(-1)).toMatchObject({
      cause: 'visibility',
      from: 'Compliant',
      to: 'Unknown',
      reason: 'read denied (HTTP 403 AuthorizationFailed)',
    });
    world.azure.instead.clear();
    await tell(world);
    expect(world.store.journal().at(-1)).toMatchObject({
      cause: 'visibility',
      from: 'Unknown',
      to: 'Compliant',
    });
  });

  test('denied at first sight: Unknown for each policy of its type, as a baseline', async () => {
    const world = createWorld();
    world.azure.instead.set(accountId.toLowerCase(), denied);
    await tell(world);
    expect(world.store.journal()).toMatchObject([{ cause: 'baseline', from: null, to: 'Unknown' }]);
  });

  test.each(['malformed', 'unmapped'] as const)('%s: Unknown by visibility', async (kind) => {
    const world = await knownWorld();
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({ kind, startedAt, reason: 'because' }));
    await tell(world);
    expect(world.store.journal().at(-1)).toMatchObject({ cause: 'visibility', to: 'Unknown' });
  });

  test('throttled for 372 seconds: the state stands, and it is read again not before', async () => {
    const world = await knownWorld();
    const start = world.clock.iso();
    world.azure.put(account(false));
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) =>
      Date.parse(startedAt) - Date.parse(start) < 372_000
        ? { kind: 'throttled', startedAt, retryAfterSeconds: 372, reason: 'HTTP 429' }
        : undefined,
    );
    await tell(world, { oid: alice });
    expect(world.store.current(accountId)).toMatchObject({
      staleSince: start,
      staleReason: 'read throttled (HTTP 429)',
      states: { [name]: { state: 'Compliant' } },
    });
    expect(world.queue.messages.map(({ delaySeconds }) => delaySeconds)).toEqual([372]);
    await drain(world);
    expect(world.azure.reads).toHaveLength(4);
    expect(world.store.journal().at(-1)).toMatchObject({
      to: 'NonCompliant',
      cause: 'resource',
      actor: { objectId: alice },
    });
    expect(world.store.current(accountId)).not.toHaveProperty('staleSince');
  });

  test('failing: tried again after 5, 10, 20 ... seconds, and never given up', async () => {
    const world = await knownWorld();
    let failures = 12;
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) => {
      failures -= 1;
      return failures < 0 ? undefined : { kind: 'failed', startedAt, reason: 'HTTP 503' };
    });
    const delays: number[] = [];
    const send = world.queue.send.bind(world.queue);
    world.queue.send = (message, delay) => {
      delays.push(delay ?? 0);
      return send(message, delay);
    };
    await tell(world);
    await drain(world);
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300]);
    expect(world.store.current(accountId)).not.toHaveProperty('staleSince');
  });

  test('not settled: the states stand until it has', async () => {
    const world = await knownWorld();
    world.azure.put(account(false, accountId, { provisioningState: 'Updating' }));
    await tell(world);
    expect(world.store.current(accountId)).toMatchObject({ staleReason: 'provisioningState is Updating' });
    expect(world.store.journal()).toHaveLength(1);
    world.azure.put(account(false));
    await drain(world);
    expect(world.store.journal()).toHaveLength(2);
  });

  test('never settled: evaluated as it stands after ten minutes', async () => {
    const world = await knownWorld();
    world.azure.put(account(false, accountId, { provisioningState: 'Updating' }));
    const start = world.clock.now().getTime();
    await tell(world);
    await drain(world);
    expect(world.store.journal()).toHaveLength(2);
    expect(world.clock.now().getTime() - start).toBeGreaterThanOrEqual(660_000);
  });

  test('not found right after it was created: looked for again', async () => {
    const world = createWorld();
    await tell(world);
    expect(world.store.current(accountId)).toBeUndefined();
    world.azure.put(account(true));
    await drain(world);
    expect(world.store.journal()).toMatchObject([{ cause: 'baseline', to: 'Compliant' }]);
  });

  test('a replica that lags is read again when it must have caught up', async () => {
    const world = await knownWorld();
    await tell(world, { oid: alice });
    expect(world.store.journal()).toHaveLength(1);
    world.azure.put(account(false));
    await drain(world);
    expect(world.store.journal().at(-1)).toMatchObject({ to: 'NonCompliant', actor: { objectId: alice } });
  });
});

describe('a resource that goes', () => {
  test('by a delete event: every state ends at once', async () => {
    const world = await knownWorld();
    world.azure.remove(accountId);
    await tell(world, {
      type: 'Microsoft.Resources.ResourceDeleteSuccess',
      operation: 'Microsoft.Storage/storageAccounts/delete',
      oid: bob,
    });
    expect(world.store.journal().at(-1)).toMatchObject({
      cause: 'resource',
      from: 'Compliant',
      to: 'NotApplicable',
      reason: 'deleted',
      actor: { objectId: bob },
    });
    expect(world.store.current(accountId)).toMatchObject({ gone: true, states: {} });
  });

  test('found missing after a write: only when a read past the margin says so', async () => {
    const world = await knownWorld();
    world.azure.remove(accountId);
    await tell(world);
    expect(world.store.current(accountId)).not.toHaveProperty('gone');
    await drain(world);
    expect(world.store.current(accountId)).toMatchObject({ gone: true });
    expect(world.store.current(accountId)).not.toHaveProperty('staleSince');
  });

  test('and comes back: its states come from NotApplicable', async () => {
    const world = await knownWorld();
    world.azure.remove(accountId);
    await tell(world, { type: 'Microsoft.Resources.ResourceDeleteSuccess' });
    world.azure.put(account(false));
    await tell(world);
    expect(world.store.journal().at(-1)).toMatchObject({
      cause: 'resource',
      from: 'NotApplicable',
      to: 'NonCompliant',
    });
    expect(world.store.current(accountId)).not.toHaveProperty('gone');
  });

  test('a deleted group takes what was known in it', async () => {
    const world = await knownWorld();
    world.azure.remove(accountId);
    await tell(world, { type: 'Microsoft.Resources.ResourceDeleteSuccess' }, group);
    expect(world.store.current(accountId)).toMatchObject({ gone: true });
  });

  test('one that was never seen leaves nothing', async () => {
    const world = createWorld();
    await tell(world, { type: 'Microsoft.Resources.ResourceDeleteSuccess' });
    await drain(world);
    expect(world.store.current(accountId)).toBeUndefined();
  });
});

describe('who it was', () => {
  test('an event that comes late is a candidate too, and the actor is withdrawn', async () => {
    const world = await knownWorld();
    const early = eventOf(accountId, world.clock.iso(), { oid: bob, id: one });
    world.clock.advance(5);
    world.azure.put(account(false));
    await tell(world, { oid: alice, id: two });
    expect(world.store.journal().at(-1)).toMatchObject({ actor: { objectId: alice } });
    world.clock.advance(100);
    await handleEvent(early, world.ports, budget);
    const drift = world.store.journal().at(-1);
    expect(drift?.candidates.map(({ eventId }) => eventId)).toEqual([one, two]);
    expect(drift).not.toHaveProperty('actor');
  });

  test('an event that was skipped because a later read had seen it is a candidate too', async () => {
    const world = await knownWorld();
    const early = eventOf(accountId, world.clock.iso(), { oid: bob, id: one });
    world.clock.advance(61);
    world.azure.put(account(false));
    await tell(world, { oid: alice });
    const reads = world.azure.reads.length;
    await handleEvent(early, world.ports, budget);
    expect(world.azure.reads).toHaveLength(reads);
    expect(world.store.journal().at(-1)).not.toHaveProperty('actor');
  });

  test('the event of an earlier drift is no candidate of the next, not when it is read again nor when it comes twice', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    const first = eventOf(accountId, world.clock.iso(), { oid: alice });
    await handleEvent(first, world.ports, budget);
    world.clock.advance(10);
    world.azure.put(account(true));
    await tell(world, { oid: bob });
    await handleEvent(first, world.ports, budget);
    await drain(world);
    expect(world.store.journal().slice(1)).toMatchObject([
      { actor: { objectId: alice } },
      { actor: { objectId: bob } },
    ]);
  });
});

describe('an event', () => {
  test('is a candidate, and no scan, whatever its id is', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    await tell(world, { id: one, oid: alice });
    const drift = world.store.journal().at(-1);
    expect(drift?.candidates).toMatchObject([{ eventId: one, actor: { objectId: alice } }]);
    expect([drift?.foundBy, drift?.scanId]).toEqual([undefined, undefined]);
  });

  test('that comes twice makes one drift', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    const event = eventOf(accountId, world.clock.iso());
    await handleEvent([event, event], world.ports, budget);
    await drain(world);
    expect(world.store.journal()).toHaveLength(2);
  });

  test('whose re-reads coincide with others is read once for all', async () => {
    const world = await knownWorld();
    for (let n = 0; n < 5; n += 1) {
      await tell(world);
      world.clock.advance(1);
    }
    const reads = world.azure.reads.length;
    await drain(world);
    expect(world.azure.reads.length - reads).toBeLessThanOrEqual(2);
    expect(world.ports.counters.all().skipped).toBeGreaterThanOrEqual(3);
  });

  test('from a clock that is ahead is not waited for', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    await handleEvent(eventOf(accountId, world.clock.iso(400 * 86_400)), world.ports, budget);
    const start = world.clock.now().getTime();
    await drain(world);
    expect(world.store.journal()).toHaveLength(2);
    expect(world.clock.now().getTime() - start).toBeLessThan(120_000);
  });

  test('that cannot be understood is kept with its reason', async () => {
    const world = createWorld();
    await handleEvent({ id: 1 }, world.ports, budget);
    await handleEvent('text', world.ports, budget);
    expect(world.rejected.all.map(({ event }) => event)).toEqual([{ id: 1 }, 'text']);
  });

  test.each([5_000, 200_000])(
    'that is %i levels deep is rejected, and what comes with it is handled',
    async (levels) => {
      const world = await knownWorld();
      world.azure.put(account(false));
      const event = eventOf(accountId, world.clock.iso());
      const data = JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as unknown;
      await handleMessage([{ ...event, id: 'deep', data }, event], world.ports, budget);
      expect(world.rejected.all.map(({ reason }) => reason)).toEqual(['it is nested deeper than 64 levels']);
      expect(world.store.journal()).toHaveLength(2);
    },
  );

  test('with a name for an id names its drift by a hash, once', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    const event = eventOf(accountId, world.clock.iso(), { oid: alice, id: 'Mira Quillfeather' });
    await handleEvent([event, event], world.ports, budget);
    await drain(world);
    await handleEvent(event, world.ports, budget);
    await drain(world);
    const [, drift] = world.store.journal();
    expect(drift?.candidates).toMatchObject([{ eventId: expect.stringMatching(/^sha256:/) }]);
    expect(JSON.stringify(world.store.journal())).not.toContain('Mira');
  });

  test.each([
    ['actor', { ...sampleChange().trigger, actor: { objectId: 'Mira Quillfeather' } }],
    ['scanId', { kind: 'scan', scanId: 'Mira Quillfeather' }],
    ['scanId', { kind: 'scan', scanId: 'mrn-3381' }],
    ['exemptionId', { kind: 'exemption', exemptionId: 'jane@clinic.example', version: 1 }],
  ])('from the queue with a name as its %s is rejected', async (field, trigger) => {
    const world = createWorld();
    const task = { ...sampleTask(), change: { ...sampleChange(), trigger } };
    await handleMessage({ kind: 'task', task }, world.ports, budget);
    expect(world.rejected.all).toMatchObject([{ reason: expect.stringContaining(field) }]);
  });

  test('of a type that no policy looks at, or of another subscription, is noise', async () => {
    const world = createWorld();
    await tell(world, {}, `${group}/providers/Microsoft.Batch/batchAccounts/b`);
    await tell(world, {}, accountId.replaceAll('1', '2'));
    expect(world.ports.counters.all()).toMatchObject({ parsed: 2, noise: 2 });
    expect(world.azure.reads).toEqual([]);
  });

  test('that takes too long is left to the queue', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    const held = Promise.withResolvers<void>();
    world.azure.hook = () => held.promise;
    const delivery = tell(world);
    await new Promise(setImmediate);
    world.clock.advance(20);
    await delivery;
    expect(world.queue.messages).toHaveLength(1);
    world.azure.hook = () => undefined;
    await drain(world);
    held.resolve();
    await new Promise(setImmediate);
    await drain(world);
    expect(world.store.journal()).toHaveLength(2);
  });

  test('whose evaluation fails goes to the queue; with the queue failing too, it is refused', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    world.store.hook = (step) => {
      if (step === 'before commit') throw new Error('no storage');
    };
    await tell(world);
    expect(world.queue.messages).toMatchObject([
      { delaySeconds: 5, body: { kind: 'task', task: { attempt: 1 } } },
    ]);
    world.queue.hook = () => {
      throw new Error('no queue');
    };
    await expect(tell(world)).rejects.toThrow('could not be taken over');
  });
});

describe('a message of the queue', () => {
  test('may be an event that was delivered straight to it', async () => {
    const world = await knownWorld();
    world.azure.put(account(false));
    await handleMessage(eventOf(accountId, world.clock.iso()), world.ports, budget);
    expect(world.store.journal()).toHaveLength(2);
  });

  test('of our own says what kind it is; an event may come in either schema, or several together', async () => {
    const event = eventOf(accountId, '2026-03-01T08:00:00Z');
    const { id, eventType: type, eventTime, data } = event;
    const cloud = { specversion: '1.0', id, type, time: eventTime, data, kind: 'task' };
    const task = { target: accountId, change: sampleChange(), attempt: 0 };
    expect(parseMessage({ kind: 'task', task })).toEqual({ kind: 'task', task });
    expect(parseMessage({ kind: 'scan', scanId: 's' })).toEqual({ kind: 'scan', scanId: 's' });
    const renewal = { kind: 'renewal', subscriptionId: 's' };
    expect(parseMessage(renewal)).toEqual(renewal);
    for (const each of [event, cloud, { ...event, kind: 'scan' }])
      expect(parseMessage(each)).toMatchObject({
        kind: 'event',
        events: [{ raw: each, parsed: { kind: 'change' } }],
      });
    expect(parseMessage([event, cloud, 'text'])).toMatchObject({
      events: [{}, {}, { raw: 'text', parsed: { kind: 'rejected' } }],
    });
  });

  test.each([
    [
      'a task whose change has no time',
      { kind: 'task', task: { ...sampleTask(), change: {} } },
      /^message: task\.change\./,
    ],
    ['a task in a form of its own', sampleTask(), /^Event Grid event: id/],
    ['a kind of which nobody knows', { kind: 'other' }, /^message: kind/],
    ['a scan with an endless id', { kind: 'scan', scanId: 's'.repeat(301) }, /^message: scanId/],
    [
      'a target with an endless id',
      { kind: 'task', task: { ...sampleTask(), target: `/subscriptions/${'s'.repeat(3_000)}` } },
      /^message: task\.target/,
    ],
    ['no event', [], /no event/],
    ['events without end', Array.from({ length: 5_001 }, () => 'text'), /more than 5000 events/],
    ['events in events', [[eventOf(accountId, '2026-03-01T08:00:00Z')]], /^Event Grid event/],
    ['nothing', null, /^Event Grid event/],
  ])('that is %s is kept with its reason', async (_, message, reason) => {
    const world = createWorld();
    await handleMessage(message, world.ports, budget);
    expect(world.rejected.all).toMatchObject([{ reason: expect.stringMatching(reason) }]);
    expect(world.queue.messages).toEqual([]);
    expect(world.ports.counters.all().rejected).toBe(1);
  });

  test('is of no other form where we send it ourselves', async () => {
    const world = await knownWorld();
    await tell(world);
    await beginScan('request', world.ports);
    const kinds = world.queue.messages.map(({ body }) => parseMessage(body).kind);
    expect(kinds).toEqual(['task', 'scan']);
  });

  test('that fails is left to the host to deliver again', async () => {
    const world = await knownWorld();
    await tell(world);
    world.clock.advance(61);
    const message = world.queue.next();
    world.store.hook = () => {
      throw new Error('no storage');
    };
    await expect(handleMessage(message, world.ports, budget)).rejects.toThrow('no storage');
  });
});

test('a long value is kept by its beginning', async () => {
  const world = await knownWorld();
  world.azure.put(account('x'.repeat(100_000)));
  await tell(world);
  expect(JSON.stringify(world.store.journal().at(-1)).length).toBeLessThan(3000);
  expect(JSON.stringify(world.store.current(accountId)?.states[name]?.fields).length).toBeLessThan(1000);
});

test('conflicts without end put the task back', async () => {
  const world = await knownWorld();
  world.azure.put(account(false));
  const commit = world.store.commit.bind(world.store);
  world.store.commit = () => Promise.resolve({ kind: 'conflict' });
  await tell(world);
  expect(world.queue.messages).toMatchObject([
    { delaySeconds: 5, body: { task: { target: accountId, attempt: 1 } } },
  ]);
  world.store.commit = commit;
  await drain(world);
  expect(world.store.journal()).toHaveLength(2);
});
