import { describe, expect, test } from 'vitest';
import {
  abortDrill,
  approveDrill,
  beginByHand,
  beginDue,
  keepDrills,
} from '../../../src/drills/run/index.ts';
import type { DrillWorkflows } from '../../../src/drills/run/index.ts';
import { approver } from '../plans/sample-plan.ts';
import { drillWorld, ehr, operator } from './world.ts';

const id = 'dr-drill-2026Q4';
const person = { objectId: approver, kind: 'user' } as const;

/** Workflows that are only counted. */
function counted(standing: Awaited<ReturnType<DrillWorkflows['standing']>> = 'absent') {
  const started: string[] = [];
  const workflows: DrillWorkflows = {
    standing: () => Promise.resolve(standing),
    start: (drill) => {
      started.push(drill);
      return Promise.resolve();
    },
  };
  return { workflows, started };
}

describe('a drill is begun', () => {
  test('once a quarter, when it is due, however many timers and people try', async () => {
    const world = await drillWorld({ start: '2026-10-05T05:59:00.000Z' });
    await world.sign();
    expect(await beginDue(world.ports)).toBeUndefined();
    world.clock.advance(60);
    const [one, other] = await Promise.all([beginDue(world.ports), beginDue(world.ports)]);
    expect([one, other].filter((each) => each !== undefined)).toHaveLength(1);
    expect(await beginDue(world.ports)).toBeUndefined();
    expect(await beginByHand(operator, world.ports)).toEqual({
      kind: 'conflict',
      why: `the drill ${id} was already begun`,
    });
    expect(await world.ports.drills.all()).toHaveLength(1);
    expect(world.told()).toEqual([`The recovery drill ${id} waits for approval`]);
  });

  test('not while nobody has signed a plan', async () => {
    const world = await drillWorld();
    expect(await beginDue(world.ports)).toBeUndefined();
    expect(await beginByHand(operator, world.ports)).toEqual({
      kind: 'conflict',
      why: 'nobody has signed a plan',
    });
  });

  test('not while a freeze holds, which is told once a day; the due date stays', async () => {
    const freeze = { from: '2026-10-04T00:00:00.000Z', until: '2026-10-08T00:00:00.000Z', why: 'a release' };
    const world = await drillWorld({ plan: { freezes: [freeze] } });
    await world.sign();
    for (let hours = 0; hours < 60; hours += 1) {
      await beginDue(world.ports);
      world.clock.advance(3600);
    }
    expect(await world.ports.drills.all()).toEqual([]);
    expect(world.told()).toEqual(
      Array.from({ length: 3 }, () => 'The recovery drill of 2026Q4 is due, and a freeze holds'),
    );
    expect(await beginByHand(operator, world.ports)).toMatchObject({ kind: 'conflict' });
    world.clock.advance(24 * 3600);
    expect(await beginDue(world.ports)).toMatchObject({ id, dueAt: '2026-10-05T06:00:00.000Z' });
    expect(world.writes()).toEqual([]);
  });

  test('and is overdue two weeks after, each day until one was executed', async () => {
    const freeze = { from: '2026-10-04T00:00:00.000Z', until: '2026-12-08T00:00:00.000Z', why: 'a release' };
    const world = await drillWorld({ plan: { freezes: [freeze] }, start: '2026-10-19T05:59:00.000Z' });
    await world.sign();
    await beginDue(world.ports);
    const overdue = () =>
      world.told().filter((title) => title === 'The recovery drill of 2026Q4 is overdue').length;
    expect(overdue()).toBe(0);
    world.clock.advance(60);
    await beginDue(world.ports);
    await beginDue(world.ports);
    expect(overdue()).toBe(1);
    world.clock.advance(86_400);
    await beginDue(world.ports);
    expect(overdue()).toBe(2);
  });
});

describe('approval', () => {
  test('is by who the plan names, and by nobody who started it', async () => {
    const world = await drillWorld({ plan: { approvers: [approver, operator.objectId] } });
    await world.sign();
    await beginByHand(operator, world.ports);
    const by = async (objectId: string, kind: 'user' | 'application' = 'user') =>
      approveDrill(id, { objectId, kind }, world.ports);
    expect(await by(approver, 'application')).toEqual({ kind: 'forbidden', why: 'application' });
    expect(await by('11111111-2222-4333-8444-555555555555')).toEqual({ kind: 'forbidden', why: 'role' });
    expect(await by(operator.objectId)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await by(approver.toUpperCase())).toMatchObject({
      kind: 'decided',
      drill: { phase: 'evaluating' },
    });
    expect(await by(approver)).toMatchObject({ kind: 'conflict' });
  });

  test('is by nobody who signed the plan', async () => {
    const signer = approver;
    const world = await drillWorld({ plan: { approvers: [signer, operator.objectId] } });
    await world.sign(world.plan, { objectId: signer, kind: 'user' });
    await beginDue(world.ports);
    expect(await approveDrill(id, person, world.ports)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approveDrill(id, operator, world.ports)).toMatchObject({ kind: 'decided' });
  });

  test('that does not come in time ends the drill at that second, with nothing written', async () => {
    const world = await drillWorld();
    await world.sign();
    await beginDue(world.ports);
    const { workflows, started } = counted();
    world.clock.advance(48 * 3600 - 1);
    await keepDrills(workflows, world.ports);
    expect((await world.drillOf()).phase).toBe('approval');
    world.clock.advance(90);
    expect(await approveDrill(id, person, world.ports)).toMatchObject({ kind: 'conflict' });
    await keepDrills(workflows, world.ports);
    expect(await world.drillOf()).toMatchObject({
      phase: 'ended',
      result: 'expired',
      endedAt: '2026-10-07T06:00:00.000Z',
    });
    expect(started).toEqual([]);
    expect(world.writes()).toEqual([]);
    expect(world.told()).toEqual([
      `The recovery drill ${id} waits for approval`,
      `The recovery drill ${id} ended: expired`,
    ]);
    await keepDrills(workflows, world.ports);
    expect(world.told()).toHaveLength(2);
  });
});

describe('a drill that is approved', () => {
  test('has its workflow started, and kept going', async () => {
    const world = await drillWorld();
    await world.approved();
    const running = counted('running');
    await keepDrills(running.workflows, world.ports);
    expect(running.started).toEqual([]);
    for (const standing of ['absent', 'ended', 'failed'] as const) {
      const { workflows, started } = counted(standing);
      await keepDrills(workflows, world.ports);
      expect(started).toEqual([id]);
    }
    expect((await world.drillOf()).phase).toBe('evaluating');
  });

  test('whose workflow somebody has terminated is torn down', async () => {
    const world = await drillWorld();
    await world.approved();
    const { workflows, started } = counted('terminated');
    await keepDrills(workflows, world.ports);
    expect(started).toEqual([id]);
    expect(await world.drillOf()).toMatchObject({ phase: 'teardown', stop: { result: 'aborted' } });
  });

  test('waits for a freeze that began meanwhile', async () => {
    const freeze = { from: '2026-10-05T06:30:00.000Z', until: '2026-10-06T00:00:00.000Z', why: 'a release' };
    const world = await drillWorld({ plan: { freezes: [freeze] } });
    await world.approved();
    world.clock.advance(3600);
    const { workflows, started } = counted();
    await keepDrills(workflows, world.ports);
    expect(started).toEqual([]);
    world.clock.advance(24 * 3600);
    await keepDrills(workflows, world.ports);
    expect(started).toEqual([id]);
  });
});

describe('a drill is aborted', () => {
  test('before it is approved: nothing was made, and it has ended', async () => {
    const world = await drillWorld();
    await world.sign();
    await beginDue(world.ports);
    expect(await abortDrill(id, { reason: 'x' }, person, world.ports)).toMatchObject({
      kind: 'invalid',
      field: 'reason',
    });
    expect(await abortDrill(id, { reason: 'wrong-plan' }, person, world.ports)).toMatchObject({
      kind: 'decided',
      drill: { phase: 'ended', result: 'aborted' },
    });
    expect(await abortDrill(id, { reason: 'other' }, person, world.ports)).toMatchObject({
      kind: 'conflict',
    });
    expect(world.told().at(-1)).toBe(`The recovery drill ${id} ended: aborted`);
    expect(world.published()).toEqual([`drill|${id}|asked`, `drill|${id}|aborted`]);
  });

  test('and there is none of another id', async () => {
    const { ports } = await drillWorld();
    expect(await abortDrill(id, { reason: 'other' }, person, ports)).toEqual({ kind: 'not-found' });
    expect(await approveDrill(id, person, ports)).toEqual({ kind: 'not-found' });
  });
});

test('a finding of the last drill is called to mind once, on its day', async () => {
  const world = await drillWorld({
    components: [{ ...ehr, objectives: { rtoSeconds: 14_400, rpoSeconds: 60 } }],
  });
  await world.approved();
  expect((await world.run()).result).toBe('objective-missed');
  const due = () => world.told().filter((title) => title.startsWith('A finding ')).length;
  const { workflows } = counted();
  world.clock.advance(6 * 86_400);
  await keepDrills(workflows, world.ports);
  expect(due()).toBe(0);
  world.clock.advance(2 * 86_400);
  await keepDrills(workflows, world.ports);
  await keepDrills(workflows, world.ports);
  expect(due()).toBe(1);
});

test('two quarters in a row without a drill that was executed are escalated', async () => {
  const world = await drillWorld();
  await world.approved();
  await abortDrill(id, { reason: 'maintenance' }, person, world.ports);
  await world.run();
  world.clock.advance(92 * 86_400);
  const next = await world.approved();
  expect(next).toBe('dr-drill-2027Q1');
  world.stopWrites();
  await world.run(next);
  const ends = world.messages().filter(({ title }) => title.includes(' ended: '));
  expect(ends.map(({ severity }) => severity)).toEqual(['high', 'critical']);
  expect(ends[1]?.lines).toContain('The drill of the quarter before was not executed either.');
});
