import { confirmTabletop, recordTabletop } from '../../../src/drills/tabletops/index.ts';
import type { Tabletop } from '../../../src/drills/tabletops/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { FakeClock } from '../../support/fakes.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { alice, bob, carol, dan, kept, newId } from '../../support/people.ts';

/** Somebody who took no part in anything. */
export const eve: Caller = { ...dan, objectId: 'eeeeeeee-0000-4000-8000-000000000000', roles: ['Responder'] };

/** No tabletops, two days after one was held. */
export function tabletopWorld(now = '2026-08-12T09:00:00.000Z') {
  return { clock: new FakeClock(now), tabletops: new MemoryRecords<Tabletop>() };
}
export type TabletopWorld = ReturnType<typeof tabletopWorld>;

/** What Alice sends to record one that she led, with Bob, Carol and Dan. */
export const exercise = (more: Record<string, unknown> = {}) => ({
  exercise: 'emergency-access',
  scenario: 'the sign-in of the directory fails while a ward needs a chart',
  startedAt: '2026-08-10T13:00:00Z',
  endedAt: '2026-08-10T15:30:00Z',
  participants: [
    { person: alice.objectId, role: 'facilitator' },
    { person: bob.objectId, role: 'on call' },
    { person: carol.objectId, role: 'head nurse' },
    { person: dan.objectId, role: 'security' },
  ],
  checklist: [
    { item: 'the sealed account was used', outcome: 'done' },
    { item: 'the vendor was called', outcome: 'not-applicable', why: 'it needs no vendor' },
  ],
  lessons: 'the envelope was in a room that is locked at night',
  evidence: 'https://evidence.example.org/tabletop',
  findings: [{ title: 'a second envelope', owner: bob.objectId, dueAt: '2026-09-01T00:00:00Z' }],
  ...more,
});

/** A tabletop that Alice has recorded and these have confirmed, as it is then. */
export async function held(
  world: TabletopWorld,
  confirming: readonly Caller[] = [],
  more: Record<string, unknown> = {},
) {
  let record = kept(await recordTabletop(exercise(more), alice, world, newId));
  for (const caller of confirming) record = kept(await confirmTabletop(record.id, caller, world));
  return record;
}
