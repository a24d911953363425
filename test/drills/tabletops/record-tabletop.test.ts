import { describe, expect, test } from 'vitest';
import {
  confirmTabletop,
  recordTabletop,
  tabletopRequest,
  withdrawTabletop,
} from '../../../src/drills/tabletops/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { alice, bob, carol, kept, newId } from '../../support/people.ts';
import { eve, exercise, held, tabletopWorld } from './world.ts';

const application: Caller = { ...bob, kind: 'application' };
const inCapitals: Caller = { ...bob, objectId: bob.objectId.toUpperCase() };
const personOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const participants = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ person: personOf(n), role: 'observer' }));
const listOf = (count: number) =>
  Array.from({ length: count }, () => ({ item: 'the list was called', outcome: 'done' }));
const finding = exercise().findings[0];

describe('a tabletop', () => {
  test('is on record with its facilitator, times in UTC, and nobody has confirmed it', async () => {
    const world = tabletopWorld();
    const sent = exercise({ organization: 'north', startedAt: '2026-08-10T08:00:00-05:00' });
    const record = kept(await recordTabletop(sent, alice, world, newId));
    expect(record).toMatchObject({
      version: 1,
      recordedAt: '2026-08-12T09:00:00.000Z',
      value: {
        exercise: 'emergency-access',
        organization: 'north',
        startedAt: '2026-08-10T13:00:00.000Z',
        status: 'recorded',
        facilitator: alice.objectId,
        confirmations: [],
      },
    });
    expect(await world.tabletops.history('all', record.id)).toEqual([record]);
  });

  test('is recorded by a person alone', async () => {
    const outcome = await recordTabletop(exercise(), application, tabletopWorld(), newId);
    expect(outcome).toEqual({ kind: 'forbidden', why: 'application' });
  });

  test.each<[field: string, more: Record<string, unknown>, why: string]>([
    ['exercise', { exercise: 'fire' }, 'must be one of breach-notification, emergency-access'],
    ['organization', { organization: 'a clinic' }, 'must be a name'],
    ['scenario', { scenario: ' ' }, 'must not be empty'],
    ['scenario', { scenario: 'MRN 00774211 is read' }, 'must hold no PHI'],
    ['startedAt', { startedAt: 'monday' }, 'must be a time'],
    [
      'startedAt',
      { startedAt: '2026-08-12T09:00:00.001Z', endedAt: '2026-08-12T10:00:00Z' },
      'must not be in the future',
    ],
    ['endedAt', { startedAt: '2026-08-12T08:00:00Z', endedAt: '2026-08-12T09:00:00.001Z' }, 'must not be in'],
    ['endedAt', { endedAt: '2026-08-10T13:00:00Z' }, 'must be after startedAt'],
    ['endedAt', { endedAt: '2026-08-11T13:00:00.001Z' }, 'must be at most 24 hours after startedAt'],
    [
      'endedAt',
      { startedAt: '2026-05-14T07:00:00Z', endedAt: '2026-05-14T08:59:59.999Z' },
      'must be at most 90 days ago',
    ],
    ['participants', { participants: participants(1) }, 'must have at least 2 items'],
    ['participants', { participants: participants(51) }, 'must have at most 50 items'],
    [
      'participants.1.person',
      { participants: [inCapitals, bob].map(({ objectId }) => ({ person: objectId, role: 'on call' })) },
      'must differ from that of participant 0',
    ],
    ['participants.0.person', { participants: [{ person: 'Bob', role: 'x' }, ...participants(1)] }, 'GUID'],
    [
      'participants.0.role',
      { participants: [{ person: bob.objectId }, ...participants(1)] },
      'must be given',
    ],
    ['checklist', { checklist: [] }, 'must not be empty'],
    ['checklist', { checklist: listOf(101) }, 'must have at most 100 items'],
    ['checklist.0.outcome', { checklist: [{ item: 'x', outcome: 'yes' }] }, 'must be one of done, not-done'],
    ['checklist.0.why', { checklist: [{ item: 'x', outcome: 'not-done' }] }, 'must be given where'],
    ['checklist.0.why', { checklist: [{ item: 'x', outcome: 'not-applicable' }] }, 'must be given where'],
    ['checklist.0.item', { checklist: [{ item: 'x'.repeat(201), outcome: 'done' }] }, 'at most 200'],
    ['lessons', { lessons: undefined }, 'must be given'],
    ['evidence', { evidence: 'http://evidence.example.org' }, 'must be an https address'],
    ['findings', { findings: Array.from({ length: 51 }, () => finding) }, 'must have at most 50 items'],
    ['findings.0.owner', { findings: [{ ...finding, owner: 'Bob' }] }, 'must be an object id'],
    ['findings.0.dueAt', { findings: [{ ...finding, dueAt: 'soon' }] }, 'must be a time'],
    ['facilitator', { facilitator: bob.objectId }, 'is not a known field'],
  ])('with a wrong %s is refused by that name: %o', async (field, more, why) => {
    const world = tabletopWorld();
    const outcome = await recordTabletop(exercise(more), alice, world, newId);
    expect(outcome).toMatchObject({ kind: 'invalid', field, why: expect.stringContaining(why) });
    expect(await world.tabletops.latest('all')).toEqual([]);
  });

  test.each<[title: string, more: Record<string, unknown>]>([
    ['ends as it is recorded', { startedAt: '2026-08-12T08:00:00Z', endedAt: '2026-08-12T09:00:00Z' }],
    ['lasts 24 hours', { endedAt: '2026-08-11T13:00:00Z' }],
    ['ended 90 days ago', { startedAt: '2026-05-14T07:00:00Z', endedAt: '2026-05-14T09:00:00Z' }],
    ['has two participants', { participants: participants(2) }],
    ['has as much as it may', { participants: participants(50), checklist: listOf(100) }],
    ['found nothing', { findings: [] }],
  ])('that %s is kept', async (_, more) => {
    expect((await recordTabletop(exercise(more), alice, tabletopWorld(), newId)).kind).toBe('saved');
  });

  test('has a schema that is told of every field', () => {
    expect(Object.keys(tabletopRequest.shape).toSorted()).toEqual(
      Object.keys(exercise({ organization: 'north' })).toSorted(),
    );
  });
});

describe('a confirmation', () => {
  test('is that of a participant, under the time at which it was given', async () => {
    const world = tabletopWorld();
    const { id } = await held(world);
    world.clock.advance(60);
    expect(kept(await confirmTabletop(id, inCapitals, world))).toMatchObject({
      version: 2,
      value: { confirmations: [{ by: bob.objectId, at: '2026-08-12T09:01:00.000Z' }] },
    });
    expect(kept(await confirmTabletop(id, carol, world)).value.confirmations.map(({ by }) => by)).toEqual([
      bob.objectId,
      carol.objectId,
    ]);
  });

  test.each<[title: string, caller: Caller, why: string]>([
    ['the facilitator', alice, 'own'],
    ['the facilitator in capitals', { ...alice, objectId: alice.objectId.toUpperCase() }, 'own'],
    ['somebody who took no part', eve, 'role'],
    ['an application with the id of a participant', application, 'application'],
  ])('is not that of %s', async (_, caller, why) => {
    const world = tabletopWorld();
    const { id } = await held(world);
    expect(await confirmTabletop(id, caller, world)).toEqual({ kind: 'forbidden', why });
    expect(await world.tabletops.history('all', id)).toHaveLength(1);
  });

  test('comes once from each, and from nobody once the tabletop is withdrawn', async () => {
    const world = tabletopWorld();
    const { id } = await held(world, [bob]);
    expect(await confirmTabletop(id, bob, world)).toEqual({
      kind: 'conflict',
      why: 'you have confirmed it already',
    });
    kept(await withdrawTabletop(id, { why: 'the day is wrong' }, alice, world));
    expect(await confirmTabletop(id, carol, world)).toEqual({
      kind: 'conflict',
      why: 'the tabletop is withdrawn',
    });
    expect(await confirmTabletop('none', carol, world)).toEqual({ kind: 'not-found' });
  });
});

describe('a withdrawal', () => {
  const why = 'the day is wrong';
  const facilitator: Caller = { ...alice, roles: ['Responder'] };

  test.each<[title: string, caller: Caller]>([
    ['the facilitator, whatever the role', facilitator],
    ['an Operator', { ...eve, roles: ['Operator'] }],
  ])('by %s keeps the record, with who and why', async (_, caller) => {
    const world = tabletopWorld();
    const { id, value } = await held(world, [bob, carol]);
    expect(kept(await withdrawTabletop(id, { why }, caller, world)).value).toEqual({
      ...value,
      status: 'withdrawn',
      withdrawal: { by: caller.objectId, at: '2026-08-12T09:00:00.000Z', why },
    });
    expect(await world.tabletops.history('all', id)).toHaveLength(4);
    expect(await withdrawTabletop(id, { why }, caller, world)).toMatchObject({ kind: 'conflict' });
  });

  test.each<[title: string, caller: Caller, reason: string]>([
    ['a participant who is no Operator', { ...bob, roles: ['PrivacyOfficer', 'Responder'] }, 'role'],
    ['an application', { ...alice, kind: 'application' }, 'application'],
  ])('is not that of %s', async (_, caller, reason) => {
    const world = tabletopWorld();
    const { id } = await held(world);
    expect(await withdrawTabletop(id, { why }, caller, world)).toEqual({ kind: 'forbidden', why: reason });
    expect(await world.tabletops.history('all', id)).toHaveLength(1);
  });

  test('says why, of a tabletop that there is', async () => {
    const world = tabletopWorld();
    const { id } = await held(world);
    expect(await withdrawTabletop(id, {}, alice, world)).toMatchObject({ kind: 'invalid', field: 'why' });
    expect(await withdrawTabletop('none', { why }, alice, world)).toEqual({ kind: 'not-found' });
  });
});
