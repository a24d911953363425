import { describe, expect, test } from 'vitest';
import {
  controlsOfExercise,
  exercises,
  listTabletops,
  tabletopStanding,
  withdrawTabletop,
} from '../../../src/drills/tabletops/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { alice, bob, carol, dan, kept } from '../../support/people.ts';
import { exercise, held, tabletopWorld } from './world.ts';

const until = '2027-02-15T00:00:00.000Z';
const soon = '2026-08-13T00:00:00.000Z';
const withoutDan = { participants: exercise().participants.slice(0, 3) };
const notDone = {
  checklist: [
    ...exercise().checklist,
    { item: 'the envelope was sealed again', outcome: 'not-done', why: 'there was no seal' },
  ],
};
const pair = (facilitates: boolean) => ({
  participants: [facilitates ? alice : carol, bob].map(({ objectId }) => ({
    person: objectId,
    role: 'on call',
  })),
});

describe('a tabletop is a proof', () => {
  test.each([
    ['none has confirmed', [], {}, undefined],
    ['one of three has confirmed', [bob], {}, undefined],
    ['two of three have confirmed', [bob, carol], {}, 'current'],
    ['all three have confirmed', [bob, carol, dan], {}, 'current'],
    ['one of two has confirmed', [bob], withoutDan, undefined],
    ['the one other has confirmed', [bob], pair(true), 'current'],
    ['one of two has confirmed, and the facilitator took no part', [bob], pair(false), undefined],
    ['both have confirmed, and the facilitator took no part', [bob, carol], pair(false), 'current'],
  ] as const)('or not, where %s', async (_, confirming, more, standing) => {
    const record = await held(tabletopWorld(), confirming, more);
    expect(tabletopStanding(record, soon)).toEqual({ standing, until });
  });

  test('until 45 days after the end of the next quarter, and has expired then', async () => {
    const record = await held(tabletopWorld(), [bob, carol]);
    expect(tabletopStanding(record, '2027-02-14T23:59:59.999Z')).toEqual({ standing: 'current', until });
    expect(tabletopStanding(record, until)).toEqual({ standing: 'expired', until });
  });

  test.each([
    ['2026-09-30T23:00:00Z', '2026-09-30T23:59:59.999Z', '2027-02-15T00:00:00.000Z'],
    ['2026-09-30T23:00:00Z', '2026-10-01T00:00:00.000Z', '2027-05-16T00:00:00.000Z'],
  ])('counted from when it ended: from %s to %s', async (startedAt, endedAt, end) => {
    const record = await held(tabletopWorld('2026-10-02T00:00:00.000Z'), [], { startedAt, endedAt });
    expect(tabletopStanding(record, soon).until).toBe(end);
  });

  test('against the control where something was not done, however long ago; not where it did not apply', async () => {
    const world = tabletopWorld();
    const failed = await held(world, [bob, carol], notDone);
    expect(tabletopStanding(failed, soon)).toEqual({ standing: 'failed', until });
    expect(tabletopStanding(failed, until)).toEqual({ standing: 'failed', until });
    expect(tabletopStanding(await held(world, [bob], notDone), soon).standing).toBeUndefined();
  });

  test('no more once it is withdrawn', async () => {
    const world = tabletopWorld();
    const { id } = await held(world, [bob, carol]);
    const withdrawn = kept(await withdrawTabletop(id, { why: 'the day is wrong' }, alice, world));
    expect(tabletopStanding(withdrawn, soon)).toEqual({ standing: undefined, until });
  });
});

describe('the controls of an exercise', () => {
  const { controls } = loadCatalogue({});

  test('are those that need a drill of it', () => {
    expect(controlsOfExercise).toEqual({
      'breach-notification': [],
      'emergency-access': ['164.312(a)(2)(ii)'],
      'incident-investigation': [],
      'emergency-mode': ['164.308(a)(7)(ii)(C)'],
    });
    for (const id of exercises.flatMap((each) => controlsOfExercise[each]))
      expect(controls.find((control) => control.id === id)?.proofs, id).toContain('drill');
    // An investigation would count here, if it needed a drill.
    expect(controls.find(({ id }) => id === '164.308(a)(6)(ii)')?.proofs).not.toContain('drill');
  });

  test('are listed with each tabletop, beside its standing', async () => {
    const world = tabletopWorld();
    const proof = await held(world, [bob, carol]);
    const none = await held(world, [], { exercise: 'breach-notification' });
    expect(await listTabletops(world)).toEqual([
      { ...proof, standing: 'current', until, controls: ['164.312(a)(2)(ii)'] },
      { ...none, until, controls: [] },
    ]);
  });
});
