import { expect, test } from 'vitest';
import { keepDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { noticeText, severityOfNotice } from '../../../src/assurance/deadlines/notice-text.ts';
import { confirmTabletop, recordTabletop, withdrawTabletop } from '../../../src/drills/tabletops/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { noticesSince } from '../../../src/records/index.ts';
import { exercise } from '../../drills/tabletops/world.ts';
import { createWorld } from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';
import { alice, bob, carol, dan, kept, newId } from '../../support/people.ts';

const warned = '2027-01-16T00:00:00.000Z';
const until = '2027-02-15T00:00:00.000Z';

function at(world: World, moment: string): void {
  world.clock.advance((Date.parse(moment) - world.clock.now().getTime()) / 1000);
}

/** A tabletop of 10 August that is recorded on the 12th and confirmed by these. */
async function held(world: World, confirming: readonly Caller[], more: Record<string, unknown> = {}) {
  at(world, '2026-08-12T09:00:00.000Z');
  const { id } = kept(await recordTabletop(exercise(more), alice, world.ports, newId));
  for (const caller of confirming) kept(await confirmTabletop(id, caller, world.ports));
  return id;
}

async function told(world: World) {
  await keepDeadlines(world.ports);
  return noticesSince('2026-08-01', world.ports);
}

test('people are warned of the end of a tabletop 30 days ahead, once, and not of the end itself', async () => {
  const world = createWorld();
  const id = await held(world, [bob, carol]);
  at(world, '2027-01-15T23:59:59.999Z');
  expect(await told(world)).toEqual([]);
  at(world, warned);
  const [notice, ...more] = await told(world);
  expect(more).toEqual([]);
  expect(notice?.value).toEqual({
    kind: 'expires-soon',
    at: warned,
    about: { record: 'tabletop', id, version: 3 },
    days: 30,
    expiresAt: until,
  });
  // Another confirmation is another version, and moves no end.
  at(world, '2027-01-20T00:00:00.000Z');
  kept(await confirmTabletop(id, dan, world.ports));
  expect(await told(world)).toHaveLength(1);
  at(world, until);
  expect(await told(world)).toHaveLength(1);

  if (!notice) throw new Error('nobody was told');
  expect(severityOfNotice(notice.value)).toBe('medium');
  expect(noticeText(notice.value)).toEqual({
    title: `The tabletop ${id} expires in 30 days`,
    lines: [`It proves nothing after ${until}.`, 'Please hold another one before then.'],
  });
});

const notDone = { checklist: [{ item: 'the list was called', outcome: 'not-done', why: 'it was late' }] };

test.each([
  ['that too few have confirmed', [bob], {}],
  ['that has failed', [bob, carol], notDone],
] as const)('nobody is warned of a tabletop %s', async (_, confirming, more) => {
  const world = createWorld();
  await held(world, confirming, more);
  at(world, warned);
  expect(await told(world)).toEqual([]);
});

test('nor of one that is withdrawn, nor of one that became a proof when fewer days were left', async () => {
  const world = createWorld();
  const id = await held(world, [bob, carol]);
  kept(await withdrawTabletop(id, { why: 'the day is wrong' }, alice, world.ports));
  const late = await held(world, [bob]);
  at(world, '2027-01-20T00:00:00.000Z');
  kept(await confirmTabletop(late, carol, world.ports));
  expect(await told(world)).toEqual([]);
});
