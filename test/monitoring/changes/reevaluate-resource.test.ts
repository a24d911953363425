import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/model/change.ts';
import { evaluateResource, scanChange } from '../../../src/monitoring/changes/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  existencePolicy,
  group,
  propertyPolicy,
  secureTransfer,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const scanOnce = (world: World, scanId = 'scan') =>
  evaluateResource(
    { target: accountId, change: scanChange(scanId, accountId, world.clock.iso()), attempt: 0 },
    world.ports,
  );

const tell = ({ clock, ports }: World) => handleEvent(eventOf(accountId, clock.iso()), ports, budget);

test('a scan reads what an event or another scan has read', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  await tell(world);
  expect(await scanOnce(world, 'one')).toMatchObject({ kind: 'evaluated' });
  expect(await scanOnce(world, 'two')).toMatchObject({ kind: 'evaluated' });
  expect(await scanOnce(world, 'two')).toMatchObject({ kind: 'skipped' });
});

test('a scan reads a resource once, and again only if it could not be confirmed since', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  await scanOnce(world);
  expect(world.store.current(accountId)?.scan).toStrictEqual({ id: 'scan' });
  expect(await scanOnce(world)).toEqual({ kind: 'skipped', drifts: [], gaps: [] });

  const staleSince = world.clock.iso(100);
  let fails = true;
  world.azure.instead.set(accountId.toLowerCase(), (startedAt) =>
    fails ? { kind: 'failed', startedAt, reason: 'HTTP 503' } : undefined,
  );
  for (const wait of [100, 3600]) {
    world.clock.advance(wait);
    await tell(world);
  }
  expect(world.store.current(accountId)).toMatchObject({ staleSince, staleTries: 2, scan: { id: 'scan' } });

  fails = false;
  expect(await scanOnce(world)).toMatchObject({ kind: 'evaluated' });
  expect(world.store.current(accountId)).not.toHaveProperty('staleSince');
});

test('a resource whose policies were asked to wait is evaluated again after the longest of the pauses', async () => {
  const pauses = { vaults: 10, keys: 300, secrets: 20 };
  const types = Object.keys(pauses).map((type) => `Microsoft.Test/${type}`);
  const world = createWorld(types.map((type) => existencePolicy(type, type, group, 'resourceGroup')));
  world.azure.put(account(true));
  for (const [type, retryAfterSeconds] of Object.entries(pauses))
    world.azure.instead.set(`microsoft.test/${type}@${group}`.toLowerCase(), (startedAt) => ({
      kind: 'throttled',
      startedAt,
      retryAfterSeconds,
      reason: 'HTTP 429',
    }));
  await tell(world);
  expect(world.queue.messages.map(({ delaySeconds }) => delaySeconds)).toEqual([300]);
});

test('a resource that is known to be gone does not turn stale where it cannot be read', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  await tell(world);
  await drain(world);
  world.azure.remove(accountId);
  world.clock.advance(3600);
  const deletion = { type: 'Microsoft.Resources.ResourceDeleteSuccess' };
  await handleEvent(eventOf(accountId, world.clock.iso(), deletion), world.ports, budget);
  await drain(world);
  const gone = world.store.current(accountId);
  expect(gone).toMatchObject({ gone: true });

  world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
    kind: 'failed',
    startedAt,
    reason: 'HTTP 503',
  }));
  world.clock.advance(3600);
  await tell(world);
  expect(world.queue.messages).toHaveLength(1);
  expect(world.store.current(accountId)).toEqual(gone);
});

const storage = 'Microsoft.Storage/storageAccounts';
const evaluate = (world: World, time: string, more: Partial<Task> = {}) =>
  evaluateResource(
    {
      target: accountId,
      change: {
        resourceId: accountId,
        time,
        trigger: { kind: 'event', eventId: time, operation: 'write', operationName: `${storage}/write` },
      },
      attempt: 0,
      ...more,
    },
    world.ports,
  );

describe('a change is not read again where an earlier read, of 08:10, has seen it', () => {
  test.each<[what: string, change: string, due: string | undefined, kind: string]>([
    ['a minute before the read', '08:09:00', undefined, 'skipped'],
    ['less than a minute before the read', '08:09:01', undefined, 'evaluated'],
    ['due when the read began', '08:09:30', '08:10:00', 'skipped'],
    ['due just after the read began', '08:09:30', '08:10:01', 'evaluated'],
  ])('%s: %s, due %s: %s', async (_, change, due, kind) => {
    const world = createWorld();
    world.clock.advance(600);
    world.azure.put(account(true));
    const day = (time: string) => `2026-03-01T${time}.000Z`;
    await evaluate(world, day('08:00:00'));
    world.clock.advance(600);
    const outcome = await evaluate(world, day(change), due === undefined ? {} : { due: day(due) });
    expect(outcome.kind).toBe(kind);
    expect(world.azure.reads).toHaveLength(kind === 'skipped' ? 1 : 2);
    const { skipped, evaluated } = world.ports.counters.all();
    expect([skipped, evaluated]).toEqual(kind === 'skipped' ? [1, 1] : [0, 2]);
  });
});

test('a resource is read again as long as one state is stale, though an earlier read has seen the change', async () => {
  const world = createWorld([
    secureTransfer,
    existencePolicy('vaults', 'Microsoft.Test/vaults', group, 'resourceGroup'),
  ]);
  world.azure.put(account(true));
  let refusals = 1;
  world.azure.instead.set(`microsoft.test/vaults@${group}`.toLowerCase(), (startedAt) =>
    refusals-- > 0 ? { kind: 'failed', startedAt, reason: 'HTTP 503' } : undefined,
  );
  world.clock.advance(600);
  const [first, second, third] = [
    await evaluate(world, '2026-03-01T08:00:00.000Z'),
    await evaluate(world, '2026-03-01T08:00:00.000Z'),
    await evaluate(world, '2026-03-01T08:00:00.000Z'),
  ];
  expect([first.kind, second.kind, third.kind]).toEqual(['evaluated', 'evaluated', 'skipped']);
});

describe('a task', () => {
  test('is done with once a read has begun when it was due', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    world.clock.advance(60);
    expect(await evaluate(world, '2026-03-01T08:00:00.000Z')).not.toHaveProperty('again');
  });

  test('is run again at the next common moment where the read began before that', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    world.clock.advance(59);
    expect(await evaluate(world, '2026-03-01T08:00:00.000Z', { attempt: 3 })).toMatchObject({
      kind: 'evaluated',
      again: { task: { attempt: 0, due: '2026-03-01T08:01:00.000Z' }, delaySeconds: 1 },
    });
  });

  test('that is put back for trouble counts its tries, and keeps when it is due', async () => {
    const world = createWorld();
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
      kind: 'failed',
      startedAt,
      reason: 'HTTP 503',
    }));
    expect(await evaluate(world, '2026-03-01T08:00:00.000Z', { attempt: 3 })).toEqual({
      kind: 'waiting',
      drifts: [],
      again: {
        task: expect.objectContaining({ attempt: 4, due: '2026-03-01T08:01:00.000Z' }),
        delaySeconds: 40,
      },
    });
    expect(world.ports.counters.all()).toMatchObject({ retries: 1, evaluated: 0, drifts: 0 });
    expect(world.store.current(accountId)).toBeUndefined();
  });

  test('is tried five times while others commit first, and then put back', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    world.store.commit = () => Promise.resolve({ kind: 'conflict' });
    expect(await evaluate(world, '2026-03-01T08:00:00.000Z')).toEqual({
      kind: 'waiting',
      drifts: [],
      again: { task: expect.objectContaining({ attempt: 1 }), delaySeconds: 5 },
    });
    expect(world.azure.reads).toHaveLength(5);
  });

  test('of a scan is due at its own read, and says what it could not see', async () => {
    const world = createWorld([existencePolicy('vaults', 'Microsoft.Test/vaults', group, 'resourceGroup')]);
    world.azure.put(account(true));
    world.azure.instead.set(`microsoft.test/vaults@${group}`.toLowerCase(), (startedAt) => ({
      kind: 'denied',
      startedAt,
      reason: 'HTTP 403',
    }));
    const gaps = [{ kind: 'denied', subject: group, count: 1, reason: 'read denied (HTTP 403)' }];
    const outcome = await scanOnce(world);
    expect(outcome).toMatchObject({
      kind: 'evaluated',
      gaps,
      drifts: [{ to: 'Unknown', scanId: 'scan', candidates: [] }],
    });
    expect(outcome).not.toHaveProperty('again');
    expect(world.store.current(accountId)?.scan).toEqual({ id: 'scan', gaps });
    expect(await scanOnce(world)).toEqual({ kind: 'skipped', drifts: [], gaps });
  });

  test('of an event notes no gaps, and says nothing of a scan', async () => {
    const world = createWorld();
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
      kind: 'denied',
      startedAt,
      reason: 'HTTP 403',
    }));
    expect(await evaluate(world, '2026-03-01T08:00:00.000Z')).toMatchObject({ kind: 'evaluated', gaps: [] });
    expect(world.store.current(accountId)).not.toHaveProperty('scan');
    expect(world.store.current(accountId)?.reads).toEqual([]);
  });
});

describe('a resource that cannot be read any more', () => {
  test('is Unknown but where a policy did not apply, and keeps what it had read and whose it is', async () => {
    const world = createWorld([
      existencePolicy('vaults', 'Microsoft.Test/vaults', group, 'resourceGroup'),
      propertyPolicy('other', storage, 'other', 1),
    ]);
    world.azure.put({
      ...account(true, accountId, { other: 'not applicable' }),
      tags: { phi: 'yes', organization: 'north' },
    });
    await evaluate(world, '2026-03-01T08:00:00.000Z');
    const before = world.store.current(accountId);
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
      kind: 'denied',
      startedAt,
      reason: 'HTTP 403',
    }));
    world.clock.advance(600);
    await evaluate(world, world.clock.iso());
    expect(before).toMatchObject({
      phi: true,
      organization: 'north',
      reads: [`microsoft.test/vaults@${group.toLowerCase()}`],
    });
    expect(before?.states['other']).toEqual({
      state: 'NotApplicable',
      reason: 'it says so',
      since: '2026-03-01T08:00:00.000Z',
      policyVersion: '1.0.0',
    });
    const after = world.store.current(accountId);
    expect(after?.states['other']).toEqual(before?.states['other']);
    expect(after).toMatchObject({
      phi: true,
      organization: 'north',
      reads: before?.reads,
      states: {
        vaults: { state: 'Unknown', reason: 'read denied (HTTP 403)', unread: true },
        other: before?.states['other'],
      },
      previousReadStartedAt: '2026-03-01T08:00:00.000Z',
      readStartedAt: '2026-03-01T08:10:00.000Z',
    });
    expect(after).not.toHaveProperty('gone');
    expect(before).not.toHaveProperty('previousReadStartedAt');
  });

  test('leaves nothing where it is gone and was never seen', async () => {
    const world = createWorld();
    world.clock.advance(60);
    expect(await evaluate(world, '2026-03-01T08:00:00.000Z')).toEqual({
      kind: 'evaluated',
      drifts: [],
      gaps: [],
    });
    expect(world.store.current(accountId)).toBeUndefined();
  });

  test('is gone with all its states where it was deleted, of which nothing is read any more', async () => {
    const world = createWorld([existencePolicy('vaults', 'Microsoft.Test/vaults', group, 'resourceGroup')]);
    world.azure.put({ ...account(true), tags: { organization: 'north' } });
    await evaluate(world, '2026-03-01T08:00:00.000Z');
    world.azure.remove(accountId);
    world.clock.advance(600);
    await evaluate(world, '2026-03-01T08:01:00.000Z');
    expect(world.store.current(accountId)).toMatchObject({
      gone: true,
      states: {},
      reads: [],
      organization: 'north',
      sequence: 2,
    });
    expect(world.store.journal().at(-1)).toMatchObject({
      reason: 'deleted',
      organization: 'north',
      title: 'Title of vaults',
      resourceType: storage,
    });
  });
});

test('a resource is known by the id and the type that Azure gives it, however an event spells them', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  await evaluate(world, world.clock.iso(), { target: accountId.toUpperCase() });
  const named = { resourceId: accountId, resourceType: storage };
  expect(world.store.current(accountId)).toMatchObject(named);
  expect(world.store.journal()).toMatchObject([named]);
  expect(world.ports.counters.all()).toMatchObject({ drifts: 1 });
});

test('a resource belongs to no organization once its tag for that is gone', async () => {
  const world = createWorld();
  world.azure.put({ ...account(true), tags: { phi: 'yes', organization: 'north' } });
  await evaluate(world, world.clock.iso());
  expect(world.store.current(accountId)).toMatchObject({ phi: true, organization: 'north' });
  world.clock.advance(600);
  world.azure.put({ ...account(true), tags: {} });
  await evaluate(world, world.clock.iso());
  expect(world.store.current(accountId)).toMatchObject({ phi: false });
  expect(world.store.current(accountId)).not.toHaveProperty('organization');
});

test('a resource is noted once as a reader of what it reads, before its state is written', async () => {
  const world = createWorld([existencePolicy('vaults', 'Microsoft.Test/vaults', group, 'resourceGroup')]);
  world.azure.put(account(true));
  const steps: string[] = [];
  world.store.hook = (step) => {
    if (['add readers', 'after commit'].includes(step)) steps.push(step);
  };
  for (const seconds of [600, 600]) {
    world.clock.advance(seconds);
    await evaluate(world, world.clock.iso());
  }
  expect(steps).toEqual(['add readers', 'after commit', 'after commit']);
});

test('a read whose clock goes back does not take the time of the last read back', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  await evaluate(world, '2026-03-01T08:00:00.000Z');
  world.azure.skewSeconds = -30;
  await evaluate(world, '2026-03-01T08:00:00.000Z');
  expect(world.store.current(accountId)).toMatchObject({
    readStartedAt: '2026-03-01T08:00:00.000Z',
    previousReadStartedAt: '2026-03-01T08:00:00.000Z',
  });
});
