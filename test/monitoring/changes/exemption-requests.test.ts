import { describe, expect, test } from 'vitest';
import { keepDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { controlsView } from '../../../src/assurance/posture/index.ts';
import {
  approveExemption,
  requestExemption,
  revokeExemption,
} from '../../../src/monitoring/changes/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  secureTransfer,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';
import { alice, bob, carol, exempted, exemptionOf, kept, newId } from '../../support/people.ts';

/** A world that knows an account with a fault. */
async function faulty(world = createWorld()): Promise<World> {
  world.azure.put(account(false));
  await told(world);
  return world;
}

async function told(world: World): Promise<void> {
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
  await drain(world);
  world.clock.advance(3600);
}

const states = (world: World) =>
  world.store.journal(accountId).map(({ from, to, cause }) => [from, to, cause]);
const last = (world: World) => world.store.journal(accountId).at(-1);

describe('asking', () => {
  test.each([
    ['expiresAt', { expiresAt: undefined }],
    ['expiresAt', { expiresAt: '2026-02-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: '2027-03-03T00:00:00Z' }],
    ['owner', { owner: 'carol@example.org' }],
    ['reason', { reason: ' ' }],
    ['reason', { reason: 'ask dr.house@example.org' }],
    ['ticket', { ticket: undefined }],
    ['scope', { scope: '/subscriptions/22222222-2222-4222-8222-222222222222' }],
    ['scope', { scope: 'imaging' }],
    ['policies', { policies: ['no-such-policy'] }],
    ['policies', { policies: [] }],
    ['validFrom', { validFrom: '2026-06-01T00:00:00Z' }],
    ['validFrom', { validFrom: '2026-03-31T08:00:00.000Z' }],
    ['approvedBy', { approvedBy: alice.objectId }],
  ])('wants a sound %s', async (field, change) => {
    const world = createWorld();
    const request = exemptionOf(world, 30, change);
    expect(await requestExemption(request, alice, world.ports, newId)).toMatchObject({
      kind: 'invalid',
      field,
    });
  });

  test('is refused for a policy that may never be exempted, and such a one is not exempted by any record', async () => {
    const world = createWorld([{ ...secureTransfer, exemptable: false }]);
    expect(await requestExemption(exemptionOf(world, 30), alice, world.ports, newId)).toEqual({
      kind: 'invalid',
      field: 'policies',
      why: 'must not name secure-transfer, which may never be exempted',
    });
    await world.ports.records.exemptions.add(subscriptionId, {
      id: 'by hand',
      version: 1,
      recordedAt: world.clock.iso(),
      value: {
        source: 'azure',
        status: 'approved',
        scope: subscription,
        policies: ['secure-transfer'],
        category: 'Waiver',
      },
    });
    await faulty(world);
    expect(world.store.current(accountId)?.states['secure-transfer']?.state).toBe('NonCompliant');
  });
});

test('an exemption may begin until just before it ends', async () => {
  const world = createWorld();
  const request = exemptionOf(world, 30, { validFrom: '2026-03-31T07:59:59.999Z' });
  expect(await requestExemption(request, alice, world.ports, newId)).toMatchObject({ kind: 'saved' });
});

describe('approving', () => {
  test.each([
    ['a moment before it would end', 30 * 86_400 - 1, { kind: 'saved' }],
    ['when it would end', 30 * 86_400, { kind: 'conflict', why: 'the exemption has expired' }],
  ])('is possible until it would end: %s', async (_, seconds, expected) => {
    const world = await faulty();
    const { id } = kept(await requestExemption(exemptionOf(world, 30), alice, world.ports, newId));
    world.clock.advance(seconds);
    expect(await approveExemption(subscriptionId, id, bob, world.ports)).toMatchObject(expected);
    expect(world.queue.messages).toHaveLength(expected.kind === 'saved' ? 1 : 0);
  });

  test('is refused where the policy is gone since, or may never be exempted since', async () => {
    const world = await faulty();
    const { id } = kept(await requestExemption(exemptionOf(world, 30), alice, world.ports, newId));
    for (const policies of [[], [{ ...secureTransfer, exemptable: false }]]) {
      const ports = { ...world.ports, policies: createWorld(policies).ports.policies };
      expect(await approveExemption(subscriptionId, id, bob, ports)).toMatchObject({
        kind: 'invalid',
        field: 'policies',
      });
    }
    expect(world.queue.messages).toEqual([]);
  });

  test('takes another person than who asked for it, and than who answers for it', async () => {
    const world = await faulty();
    const { id } = kept(await requestExemption(exemptionOf(world, 30), alice, world.ports, newId));
    const approve = (caller: typeof alice) => approveExemption(subscriptionId, id, caller, world.ports);
    expect(await approve(alice)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approve({ ...alice, objectId: alice.objectId.toUpperCase() })).toMatchObject({ why: 'own' });
    expect(await approve(carol)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approve({ ...bob, kind: 'application' })).toEqual({ kind: 'forbidden', why: 'application' });
    expect(await approve({ ...bob, roles: ['Operator'] })).toEqual({ kind: 'forbidden', why: 'role' });
    await drain(world);
    expect(last(world)?.to).toBe('NonCompliant');
    expect(kept(await approve(bob)).value).toMatchObject({ status: 'approved', approvedBy: bob.objectId });
    expect(await approve(bob)).toMatchObject({ kind: 'conflict' });
    expect(await approveExemption(subscriptionId, 'none', bob, world.ports)).toEqual({ kind: 'not-found' });
  });
});

describe('an exemption', () => {
  test('makes a state Exempt at once, says what lies under it, and gives it back when it expires', async () => {
    const world = await faulty();
    const { id } = await exempted(world, 30);
    await drain(world);
    expect(last(world)).toMatchObject({
      from: 'NonCompliant',
      to: 'Exempt',
      cause: 'exemption',
      exemption: id,
    });
    expect(world.store.current(accountId)?.states['secure-transfer']).toMatchObject({
      state: 'Exempt',
      underlying: 'NonCompliant',
      exemption: id,
    });
    await told(world);
    world.clock.advance(30 * 86_400);
    await keepDeadlines(world.ports);
    await drain(world);
    expect(states(world)).toEqual([
      [null, 'NonCompliant', 'baseline'],
      ['NonCompliant', 'Exempt', 'exemption'],
      ['Exempt', 'NonCompliant', 'exemption'],
    ]);
    expect(last(world)).toMatchObject({
      exemption: id,
      after: [{ path: 'properties.supportsHttpsTrafficOnly', value: false, expected: 'true' }],
    });
    expect(last(world)?.actor).toBeUndefined();
  });

  test('is over for a reader whose clock is behind', async () => {
    const world = await faulty();
    await exempted(world, 30);
    await drain(world);
    world.clock.advance(30 * 86_400);
    world.azure.skewSeconds = -7200;
    await keepDeadlines(world.ports);
    await drain(world);
    expect(last(world)).toMatchObject({ from: 'Exempt', to: 'NonCompliant', cause: 'exemption' });
  });

  test('is not over by the clock of an event that is ahead', async () => {
    const world = await faulty();
    await exempted(world, 30);
    await drain(world);
    await handleEvent(eventOf(accountId, world.clock.iso(40 * 86_400)), world.ports, budget);
    await drain(world);
    expect(world.store.current(accountId)?.states['secure-transfer']?.state).toBe('Exempt');
  });

  test('gives the fault back when it is taken back, and stays on record', async () => {
    const world = await faulty();
    const { id } = await exempted(world, 30);
    await drain(world);
    kept(await revokeExemption(subscriptionId, id, carol, world.ports));
    await drain(world);
    expect(last(world)).toMatchObject({ from: 'Exempt', to: 'NonCompliant', cause: 'exemption' });
    const history = await world.ports.records.exemptions.history(subscriptionId, id);
    expect(history.map(({ version, value }) => [version, value.status])).toEqual([
      [1, 'requested'],
      [2, 'approved'],
      [3, 'revoked'],
    ]);
    expect(await revokeExemption(subscriptionId, id, carol, world.ports)).toMatchObject({ kind: 'conflict' });
    expect(await approveExemption(subscriptionId, id, bob, world.ports)).toEqual({
      kind: 'conflict',
      why: 'the exemption is already revoked',
    });
    expect(world.queue.messages).toEqual([]);
  });

  test('is applied and ended by the timer where a crash was in between', async () => {
    const world = await faulty();
    world.queue.hook = () => {
      throw new Error('crash');
    };
    await expect(exempted(world, 30)).rejects.toThrow('crash');
    world.queue.hook = () => undefined;
    await keepDeadlines(world.ports);
    await drain(world);
    expect(last(world)).toMatchObject({ to: 'Exempt', cause: 'exemption' });
    const [record] = await world.ports.records.exemptions.latest(subscriptionId);
    world.queue.hook = () => {
      throw new Error('crash');
    };
    await expect(revokeExemption(subscriptionId, record?.id ?? '', bob, world.ports)).rejects.toThrow(
      'crash',
    );
    world.queue.hook = () => undefined;
    await keepDeadlines(world.ports);
    await drain(world);
    expect(last(world)).toMatchObject({ from: 'Exempt', to: 'NonCompliant' });
  });

  test('of a resource group begins on its day and covers what comes later', async () => {
    const world = await faulty();
    await exempted(world, 30, { scope: group, validFrom: world.clock.iso(86_400) });
    await drain(world);
    expect(last(world)?.to).toBe('NonCompliant');
    world.clock.advance(86_400);
    await keepDeadlines(world.ports);
    await drain(world);
    expect(last(world)).toMatchObject({ to: 'Exempt', cause: 'exemption' });
    const other = `${group}/providers/Microsoft.Storage/storageAccounts/other`;
    world.azure.put(account(false, other));
    await handleEvent(eventOf(other, world.clock.iso()), world.ports, budget);
    await drain(world);
    expect(world.store.journal(other)).toMatchObject([{ from: null, to: 'Exempt', cause: 'baseline' }]);
  });

  test('covers what is met too, but neither what does not apply nor what cannot be read', async () => {
    const world = await faulty();
    await exempted(world, 30);
    await drain(world);
    const act = async (property: unknown) => {
      world.azure.put(account(property));
      await told(world);
      return last(world);
    };
    const count = world.store.journal(accountId).length;
    await act(true);
    expect(world.store.current(accountId)?.states['secure-transfer']).toMatchObject({
      state: 'Exempt',
      underlying: 'Compliant',
    });
    expect(world.store.journal(accountId)).toHaveLength(count);
    expect(await act('not applicable')).toMatchObject({ to: 'NotApplicable', cause: 'resource' });
    expect(await act(false)).toMatchObject({ from: 'NotApplicable', to: 'Exempt', cause: 'resource' });
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
      kind: 'denied',
      startedAt,
      reason: '403',
    }));
    await told(world);
    expect(last(world)).toMatchObject({ from: 'Exempt', to: 'Unknown', cause: 'visibility' });
    world.azure.instead.clear();
    await told(world);
    expect(last(world)).toMatchObject({ from: 'Unknown', to: 'Exempt', cause: 'visibility' });
  });

  test('counts as Compliant nowhere', async () => {
    const world = await faulty();
    await exempted(world, 30);
    await drain(world);
    world.azure.put(account(true));
    await told(world);
    const catalogue = {
      ...world.ports.catalogue,
      controls: [
        {
          id: '164.312(e)(1)',
          title: 'Transmission security',
          family: 'technical',
          designation: 'standard',
          proofs: ['policies'],
          policies: ['secure-transfer'],
          evidence: [],
          nist80053: [],
        } as const,
      ],
    };
    const [view] = await controlsView({ ...world.ports, catalogue });
    expect(view).toMatchObject({
      status: 'risk-accepted',
      counts: { Exempt: 1, Compliant: 0, NonCompliant: 0 },
    });
  });

  test('of Azure holds by the same means, labeled, and needs no end', async () => {
    const world = await faulty();
    const value = {
      source: 'azure',
      status: 'approved',
      scope: subscription,
      policies: ['secure-transfer'],
      category: 'Mitigated',
    } as const;
    await world.ports.records.exemptions.add(subscriptionId, {
      id: 'azure-1',
      version: 1,
      recordedAt: world.clock.iso(),
      value,
    });
    await keepDeadlines(world.ports);
    await drain(world);
    expect(last(world)).toMatchObject({ to: 'Exempt', reason: 'exempt (in Azure) until it is taken back' });
    expect(await revokeExemption(subscriptionId, 'azure-1', bob, world.ports)).toMatchObject({
      kind: 'conflict',
    });
    await world.ports.records.exemptions.add(subscriptionId, {
      id: 'azure-1',
      version: 2,
      recordedAt: world.clock.iso(),
      value: { ...value, policies: ['another'] },
    });
    await keepDeadlines(world.ports);
    await drain(world);
    expect(last(world)).toMatchObject({ from: 'Exempt', to: 'NonCompliant', cause: 'exemption' });
  });
});
