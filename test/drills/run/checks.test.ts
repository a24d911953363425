import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { drillStanding } from '../../../src/drills/model/index.ts';
import { abortDrill, cleanUpGroup, reportOf, takeTurn } from '../../../src/drills/run/index.ts';
import type { Component } from '../../../src/drills/plans/index.ts';
import { ownershipNow } from '../../../src/monitoring/evaluation/index.ts';
import type { Ownership } from '../../../src/monitoring/evaluation/index.ts';
import { MemoryStore } from '../../support/fakes.ts';
import { approver } from '../plans/sample-plan.ts';
import { drillGroup, drillServer, drillWorld, ehr, ehrId, usualFigures, usualRoles } from './world.ts';

const copy = `${drillServer}/databases/drill-2026q4-ehr`;
const images: Component = { ...ehr, name: 'images', resourceId: imagingArchiveId, criticality: 'high' };

/** The imaging archive with a second region, in step up to a moment. */
function replicated(world: Awaited<ReturnType<typeof drillWorld>>, lastSyncTime: string): void {
  const account = world.simulation.resources.get(imagingArchiveId)!.resource;
  world.simulation.resources.put({
    ...account,
    sku: { name: 'Standard_RAGRS', tier: 'Standard' },
    properties: {
      ...(account['properties'] as object),
      geoReplicationStats: { status: 'Live', lastSyncTime, canFailover: true },
    },
  });
}

const backup = '164.308(a)(7)(ii)(A)';
const tested = '164.308(a)(7)(ii)(D)';

test('a recovery point that is too old is one finding, fails the proof of copies, and leaves that of testing', async () => {
  const world = await drillWorld({ components: [ehr, images], stores: [ehrId, imagingArchiveId] });
  replicated(world, '2026-10-05T05:31:00.000Z');
  await world.approved();
  const drill = await world.run();
  const report = reportOf(drill);
  expect(report.result).toBe('objective-missed');
  expect(report.components[1]).toMatchObject({
    name: 'images',
    mode: 'readiness',
    rpo: { objectiveSeconds: 900, measuredSeconds: 1_740, met: false },
    rto: { objectiveSeconds: 14_400 },
  });
  expect(report.components.flatMap(({ findings }) => findings)).toEqual([
    {
      id: 'images|rpo',
      title: 'The objective of its recovery point, 900 s, was missed: 1740 s',
      owner: images.owner,
      dueAt: expect.stringMatching(/^2026-10-19T/),
    },
  ]);
  const now = world.clock.iso();
  expect(drillStanding(tested, undefined, [drill], now)?.standing).toBe('current');
  expect(drillStanding(backup, undefined, [drill], now)?.standing).toBe('failed');
});

test('3 restored of 10 are said to be that, and are no proof of all', async () => {
  const others = Array.from({ length: 9 }, (_, n) => `${imagingArchiveId}${n}`);
  const world = await drillWorld({ stores: [ehrId, ...others] });
  await world.approved();
  const drill = await world.run();
  const report = reportOf(drill);
  expect(report.coverage).toEqual({
    restored: 1,
    all: 10,
    byCriticality: { critical: { restored: 1, all: 1 } },
    unplanned: others,
  });
  expect(report.doesNotProve[0]).toBe('that what was not restored can be: 9 of 10 stores that hold PHI');
  expect(drillStanding(backup, undefined, [drill], world.clock.iso())?.standing).toBe('partial');
});

test('the drill group is evaluated before the restore, and what is restored there has no tags', async () => {
  const world = await drillWorld();
  const id = await world.approved();
  let tags: unknown = 'not seen';
  let ownership: Promise<Ownership> | undefined;
  world.figures['drill-2026q4-ehr'] = () => {
    const made = world.simulation.resources.get(copy)?.resource;
    tags = made?.['tags'];
    if (made)
      ownership = ownershipNow(made, copy, {
        ...world.ports,
        store: new MemoryStore(() => world.clock.now()),
      });
    return usualFigures;
  };
  await world.run(id);
  expect(tags).toBeUndefined();
  // It holds PHI all the same, by its scope.
  expect(await ownership).toMatchObject({ phi: true });
  const log = world.simulation.log.map(({ method, path }) => `${method} ${path}`);
  expect(log.indexOf(`GET ${drillServer}`)).toBeGreaterThan(-1);
  expect(log.indexOf(`GET ${drillServer}`)).toBeLessThan(log.indexOf(`PUT ${copy}`));
});

test('it is announced for the drill group, so that nothing is remediated there without people', async () => {
  const world = await drillWorld();
  await world.approved();
  await world.run();
  expect(await world.ports.announcedChanges.latest(subscriptionId)).toMatchObject([
    {
      id: 'dr-drill-2026Q4',
      value: { scope: drillGroup, from: '2026-10-05T06:00:00.000Z', until: '2026-10-06T06:00:00.000Z' },
    },
  ]);
});

describe('nothing is restored', () => {
  test('where the server of the drill group has a finding', async () => {
    const world = await drillWorld();
    const server = world.simulation.resources.get(drillServer)!.resource;
    world.simulation.resources.put({
      ...server,
      properties: { ...(server['properties'] as object), publicNetworkAccess: 'Enabled' },
    });
    await world.approved();
    const drill = await world.run();
    expect(drill).toMatchObject({
      result: 'failed',
      stop: {
        why: `nothing was restored, as the drill group is not fit: ${drillServer}: sql-server-forbids-public-network is NonCompliant`,
      },
      teardown: { live: 0 },
    });
    expect(world.writes()).toEqual([]);
  });

  test('where something lies in the drill group that is none of the template: it stays, and people are notified', async () => {
    const stray = `${drillGroup}/providers/Microsoft.Storage/storageAccounts/stforgotten`;
    const world = await drillWorld({
      resources: [
        { id: stray, name: 'stforgotten', type: 'Microsoft.Storage/storageAccounts', location: 'eastus2' },
      ],
    });
    await world.approved();
    const drill = await world.run();
    expect(drill.result).toBe('failed');
    expect(drill.teardown).toMatchObject({ live: 1, destroyed: [] });
    expect(world.writes()).toEqual([]);
    expect(world.severities()).toContain('critical');
  });

  test('where the drill group does not count as holding PHI', async () => {
    const world = await drillWorld();
    const ports = { ...world.ports, ownership: { ...world.ports.ownership, phiScopes: [] } };
    const id = await world.approved();
    for (let turns = 0; turns < 6; turns += 1) await takeTurn(id, ports);
    expect(await world.drillOf()).toMatchObject({
      result: 'failed',
      stop: { why: expect.stringContaining('PHI_SCOPES') },
    });
    expect(world.writes()).toEqual([]);
  });
});

test('what is older than the drill stops the teardown: nothing is deleted, and people are notified every day', async () => {
  const old = `${drillGroup}/providers/Microsoft.Storage/storageAccounts/stmoved`;
  const moved = {
    id: old,
    name: 'stmoved',
    type: 'Microsoft.Storage/storageAccounts',
    location: 'eastus2',
    systemData: { createdAt: '2026-09-01T00:00:00.000Z' },
  };
  const world = await drillWorld({ resources: [moved] });
  // It is seen only once the copy is there, as what somebody moves into the group.
  const { azure } = world.ports;
  const seen = azure.group.bind(azure);
  let isThere = false;
  azure.group = async () => {
    const listed = await seen();
    return listed.kind !== 'found' || isThere
      ? listed
      : { ...listed, resources: listed.resources.filter(({ id }) => id !== old) };
  };
  await world.approved();
  world.figures['drill-2026q4-ehr'] = () => {
    isThere = true;
    return usualFigures;
  };
  await expect(world.run('dr-drill-2026Q4', 60)).rejects.toThrow('the drill has not ended');
  const { teardown } = await world.drillOf();
  expect(teardown).toMatchObject({
    live: 2,
    destroyed: [],
    refused: `${old} is older than the drill, and none of the template's`,
  });
  expect(world.writes().filter((line) => line.startsWith('DELETE'))).toEqual([]);
  const told = world.told().filter((title) => title.includes('are not destroyed'));
  expect(told.length).toBeGreaterThan(1);
  expect(told.length).toBeLessThan(5);
  // Once a person has seen to it, it goes on.
  world.simulation.resources.remove(old);
  expect((await world.run()).result).toBe('executed');
  expect(world.simulation.resources.get(copy)).toBeUndefined();
});

describe('a drill that is ended early destroys what it has made', () => {
  const stops: readonly [
    what: string,
    stop: (world: Awaited<ReturnType<typeof drillWorld>>) => unknown,
    result: string,
  ][] = [
    [
      'an incident is opened',
      ({ incidents, clock }) => incidents.push({ id: 'incident-1', at: clock.iso() }),
      'aborted',
    ],
    ['writes are stopped', ({ stopWrites }) => stopWrites(), 'aborted'],
    ['its time is up', ({ clock }) => clock.advance(24 * 3600), 'failed'],
    [
      'somebody aborts it',
      ({ ports }) => abortDrill('dr-drill-2026Q4', { reason: 'maintenance' }, { objectId: approver }, ports),
      'aborted',
    ],
  ];

  test.each(stops)('when %s', async (_what, stop, result) => {
    const world = await drillWorld();
    world.simulation.operations.arrange({ idPattern: 'drill-2026q4-ehr', seconds: 7_200 });
    const id = await world.approved();
    for (let turns = 0; turns < 4; turns += 1) await takeTurn(id, world.ports);
    expect(world.writes().at(-1)).toBe(`PUT ${copy} 202`);
    await stop(world);
    const drill = await world.run();
    expect(drill).toMatchObject({ result, phase: 'ended', teardown: { live: 0 } });
    expect(world.simulation.resources.get(copy)).toBeUndefined();
    // The copy came two hours after it was asked for, and was waited for.
    expect(drill.teardown?.destroyed).toEqual([copy]);
    expect(world.told().filter((title) => title.includes(' ended: '))).toEqual([
      `The recovery drill dr-drill-2026Q4 ended: ${result}`,
    ]);
  });
});

test('a restore that fails is a failed drill, and leaves nothing', async () => {
  const world = await drillWorld();
  const failure = { code: 'InternalServerError', message: 'It could not be restored.' };
  world.simulation.operations.arrange({ idPattern: 'drill-2026q4-ehr', seconds: 600, failure });
  await world.approved();
  const drill = await world.run();
  expect(drill.result).toBe('failed');
  expect(drill.components[0]?.why).toMatch(/^the copy .* could not be made: InternalServerError/);
  expect(drill.teardown).toMatchObject({ live: 0, destroyed: [] });
  expect(reportOf(drill).proves).toEqual([]);
});

test('where the answer to the create is lost, there is one database, and it is measured and destroyed', async () => {
  const world = await drillWorld();
  world.simulation.operations.arrange({ idPattern: 'drill-2026q4-ehr', seconds: 1_800 });
  world.simulation.faults.add({
    match: { method: 'PUT', idPattern: 'drill-2026q4-ehr' },
    lost: true,
    times: 1,
  });
  await world.approved();
  const drill = await world.run();
  expect(drill).toMatchObject({ result: 'executed', teardown: { destroyed: [copy], live: 0 } });
  // It was asked for again, and refused while the first request was under way.
  expect(world.writes().filter((line) => line.startsWith('PUT')).length).toBeGreaterThan(1);
  const made = world.simulation.changes.filter(
    ({ kind, type }) => kind === 'Write' && type.toLowerCase() === 'microsoft.sql/servers/databases',
  );
  expect(made.map(({ id }) => id)).toEqual([copy]);
});

test('a copy that comes after the end of its drill is cleaned up', async () => {
  const world = await drillWorld();
  await world.approved();
  await world.run();
  expect(await cleanUpGroup(world.ports)).toBe(0);
  world.clock.advance(60);
  const late = `${drillServer}/databases/late`;
  world.simulation.resources.put({
    id: late,
    name: 'late',
    type: 'Microsoft.Sql/servers/databases',
    location: 'eastus2',
    systemData: { createdAt: world.clock.iso() },
  });
  expect(await cleanUpGroup(world.ports)).toBe(1);
  expect(world.writes().at(-1)).toMatch(`DELETE ${late}`);
});

/** The actions of the role, and what a drill says where one of them is missing. */
const needed: readonly [action: string, result: string, says: string][] = [
  ['Microsoft.Sql/servers/databases/write', 'failed', 'Microsoft.Sql/servers/databases/write'],
  ['Microsoft.Resources/tags/write', 'failed', 'Microsoft.Resources/tags/write'],
];

test.each(needed)('without %s a drill fails and says so', async (action, result, says) => {
  const roles = usualRoles.map((grant) => ({
    ...grant,
    actions: grant.actions.filter((each) => each !== action),
  }));
  const world = await drillWorld({ roles });
  await world.approved();
  const drill = await world.run();
  expect(drill.result).toBe(result);
  expect(`${drill.stop?.why} ${drill.components[0]?.why}`).toContain(says);
  expect(drill.teardown).toMatchObject({ live: 0 });
});

test('without the right to delete, people are notified at once that a copy is left', async () => {
  const roles = usualRoles.map((grant) => ({
    ...grant,
    actions: grant.actions.filter((each) => !each.endsWith('/delete')),
  }));
  const world = await drillWorld({ roles });
  await world.approved();
  await expect(world.run('dr-drill-2026Q4', 40)).rejects.toThrow('the drill has not ended');
  expect(world.told()).toContain('Copies of the recovery drill dr-drill-2026Q4 are not destroyed');
  world.simulation.roles.set(usualRoles);
  expect((await world.run()).teardown).toMatchObject({ live: 0, destroyed: [copy] });
});
