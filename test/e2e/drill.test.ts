import { drillEstate, estate } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { DrillReport } from '../../src/drills/run/index.ts';
import { approver, planOf } from '../drills/plans/sample-plan.ts';
import { drillGroup, drillServer, ehr, ehrId, geoBackup, standingIds } from '../drills/run/world.ts';
import { App } from './support/app.ts';
import { connectionTo, given } from './support/connection.ts';
import { killAt } from './support/kill-at.ts';
import type { Place } from './support/kill-at.ts';
import { seeded } from './support/random.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

/** Kills at random, beside the one that is aimed: `KILLS=50 npx vitest run test/e2e/drill.test.ts`. */
const kills = Number(process.env['KILLS'] ?? 0);
const seed = Number(process.env['KILL_SEED'] ?? 20261005);

const hour = 3_600_000;
const it = useWorld({
  proxy: true,
  channels: true,
  messageLease: 60,
  resources: [
    ...estate(),
    ...drillEstate(),
    geoBackup(ehrId, new Date(Date.now() - 3 * 60_000).toISOString()),
  ],
  drills: {
    group: drillGroup,
    standing: standingIds,
    vaults: [],
  },
});

const operator = '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f20';

async function as(app: App, oid: string, method: string, path: string, body?: unknown): Promise<Response> {
  const token = await app.azure.userToken({ oid, roles: ['Operator'] });
  return app.call(method, path, token, body === undefined ? {} : { body });
}

/** The drill of the quarter that is under way or has ended last; undefined: there is none. */
async function newest(app: App): Promise<DrillReport | undefined> {
  const { drills } = (await (await as(app, operator, 'GET', '/api/drills')).json()) as {
    drills: { id: string }[];
  };
  if (!drills[0]) return undefined;
  return (await (await as(app, operator, 'GET', `/api/drills/${drills[0].id}`)).json()) as DrillReport;
}

/** Moves time until the drill has ended; its timer runs as it would. */
async function ended(appNow: () => App): Promise<DrillReport> {
  return until(
    'the drill to end',
    async () => {
      it.world.moveTime(120_000);
      await appNow()
        .run('drills-due')
        .catch(() => undefined);
      const report = await newest(appNow()).catch(() => undefined);
      return report?.phase === 'ended' ? report : undefined;
    },
    180_000,
  );
}

/** Writes of drills that the simulation was asked for, since so many calls. */
const writes = (after = 0) =>
  it.world.azure.simulation.log
    .slice(after)
    .filter(
      ({ method, path }) =>
        method !== 'GET' && path.includes('/subscriptions/') && !path.includes('Microsoft.ResourceGraph'),
    )
    .map(({ method, path }) => `${method} ${path}`);

/** The timer that begins a drill, and keeps it going. */
const drillTimer = 'drills-due';

const told = (words: string) =>
  it.world.sinks.arrived.filter(({ sink, body }) => sink === 'teams' && body.includes(words)).length;

/** The record that Azure has accepted the copy. */
const accepted: Place = { method: 'PUT', path: /\/Drills\(/, nth: 4, when: 'before' };

describe.skipIf(given)('a recovery drill', () => {
  test('goes from its timer to its report through kill -9, is told, and leaves nothing', async () => {
    const { world } = it;
    let { app } = it;
    // Time is moved in large steps here: `test/drills` measures to the second.
    const objectives = { rtoSeconds: 31 * 86_400, rpoSeconds: 31 * 86_400 };
    const plan = planOf([{ ...ehr, objectives }], {
      schedule: { monthOfQuarter: 1, dayOfMonth: 1, time: '00:00' },
      targets: { sqlServer: drillServer },
    });
    const signed = await as(app, operator, 'POST', '/api/drills/plans', { plan, why: 'The first plan' });
    expect(signed.status).toBe(201);
    await app.run('drills-due');
    await app.run('drills-due');
    const asked = await until('the drill', () => newest(app));
    expect(asked).toMatchObject({ phase: 'approval', startedBy: 'timer' });
    expect((await as(app, operator, 'POST', '/api/drills')).status).toBe(409);
    const path = `/api/drills/${asked.id}`;
    expect((await as(app, operator, 'POST', `${path}/approval`)).status).toBe(403);
    expect((await as(app, approver, 'POST', `${path}/approval`)).status).toBe(200);
    world.azure.simulation.operations.arrange({ idPattern: 'drill-\\d{4}q', seconds: 600 });
    const killed = await killAt(accepted, app, world, drillTimer);
    expect(killed.caught, 'it dies where it is aimed at').toBe(true);
    const copy = `${drillServer}/databases/drill-${asked.quarter.toLowerCase()}-ehr`;
    expect(writes().filter((line) => line.startsWith('PUT'))).toEqual([`PUT ${copy}`]);
    app = killed.app;
    const report = await ended(() => app);
    expect(report).toMatchObject({
      id: asked.id,
      result: 'executed',
      components: [{ name: 'ehr', mode: 'restored', status: 'done', copyId: copy, rto: { met: true } }],
      teardown: { live: 0, destroyed: [copy] },
    });
    expectContained(0, 0, copy);
    await until('the messages', async () => {
      world.moveTime(660_000);
      await app.run('every-minute');
      return told(' ended: executed') > 0 || undefined;
    });
    expect(told(' ended: executed')).toBe(1);
  });

  test.skipIf(kills === 0)(
    'survives kill -9 wherever it strikes',
    { timeout: 60_000 + kills * 60_000 },
    async () => {
      const { world } = it;
      const random = seeded(seed);
      let app = new App(connectionTo(world, world.hosts.at(-1)));
      const died: string[] = [];
      for (let n = 0; n < kills; n += 1) {
        // Another quarter for each, as there is one drill in a quarter.
        world.moveTime(92 * 24 * hour);
        const { length } = world.azure.simulation.log;
        const changes = world.azure.simulation.changes.length;
        app = new App(connectionTo(world, world.hosts.at(-1)));
        const asked = await until('the drill', async () => {
          await app.run('drills-due');
          const drill = await newest(app);
          return drill?.phase === 'approval' ? drill : undefined;
        });
        expect((await as(app, approver, 'POST', `/api/drills/${asked.id}/approval`)).status).toBe(200);
        const place: Place = {
          path: /\/(Drills|Outbox|\w+Instances|\w+History)\b/,
          nth: 1 + Math.floor(random() * 60),
          when: random() < 0.5 ? 'before' : 'after',
        };
        const killed = await killAt(place, app, world, drillTimer, 45_000);
        app = killed.app;
        const report = await ended(() => app);
        expect(report.id).toBe(asked.id);
        died.push(
          `${report.id}: ${killed.caught ? `${place.when} call ${place.nth}` : 'at rest'}, ${report.result}`,
        );
        expect(report.teardown, died.at(-1)).toMatchObject({ live: 0 });
        expectContained(length, changes, `${drillServer}/databases/drill-${asked.quarter.toLowerCase()}-ehr`);
      }
      console.log(died.join('\n'));
    },
  );
});

/** Since then there was one copy at most, which is gone, and nothing was written outside the drill group. */
function expectContained(calls: number, changes: number, copy: string): void {
  const { simulation } = it.world.azure;
  const made = simulation.changes
    .slice(changes)
    .filter(({ kind, id }) => kind === 'Write' && id.includes('/databases/'));
  expect(made.length).toBeLessThanOrEqual(1);
  expect(simulation.resources.get(copy)).toBeUndefined();
  expect(writes(calls).filter((line) => !line.split(' ')[1]?.startsWith(`${drillGroup}/`))).toEqual([]);
}
