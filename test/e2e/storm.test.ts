import type { ChangeRequest } from '@phiwatch/azure-simulator';
import { estate, imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { ResponseSummary } from '../../src/response/responses/index.ts';
import { administrator } from './support/azure.ts';
import { App } from './support/app.ts';
import { connectionTo, given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

/** More of it: `STORM=5000 STORM_HOSTS=8 STORM_CHILDREN=1 npx vitest run test/e2e/storm.test.ts`. */
const { STORM, STORM_HOSTS, STORM_CHILDREN } = process.env;
const it = useWorld({
  messageLease: 600,
  channels: true,
  throttled: true,
  hosts: Number(STORM_HOSTS ?? 1),
});
/** How many accounts are changed at once. */
const accounts = Number(STORM ?? 40);
const timeout = 60_000 + accounts * 1_000;
/** Events that are under way at once, over all hosts: as many as Event Grid puts into one delivery to one. */
const atOnce = 100;
const minute = 60_000;
/** Time passes as it does on the wall, and faster where Azure was not asked anything in some looks: then what is left waits for a budget. */
const timePassing = { by: 2_000, lookEach: 100, quietLooks: 3 };
/** Azure takes 250 accounts in a region of a subscription. */
const perRegion = 250;
const policies = {
  account: 'storage-requires-secure-transfer',
  child: 'storage-keeps-blob-versions',
} as const;

const idOf = (n: number): string =>
  `${imagingArchiveId.slice(0, imagingArchiveId.lastIndexOf('/'))}/storm${n}`;
const blobsOf = (n: number): string => `${idOf(n)}/blobServices/default`;
const isOne = (resourceId: string) => /\/storm\d+$/i.test(resourceId);

/** Makes a change to each account, and tells of all. */
async function toAll(change: (n: number) => Omit<ChangeRequest, 'actor'>): Promise<void> {
  const { simulation } = it.world.azure;
  const { length } = simulation.changes;
  for (let n = 0; n < accounts; n += 1) simulation.change({ ...change(n), actor: administrator });
  const changes = simulation.changes.slice(length).filter(({ only }) => only !== 'resources');
  const apps = it.world.hosts.map((host) => new App(connectionTo(it.world, host)));
  const batch = Math.ceil(atOnce / apps.length);
  const deliveries = Array.from({ length: Math.ceil(changes.length / batch) }, (_, n) =>
    changes.slice(n * batch, (n + 1) * batch),
  );
  let [asked, quiet] = [0, 0];
  const passing = setInterval(() => {
    quiet = simulation.log.length === asked ? quiet + 1 : 0;
    asked = simulation.log.length;
    it.world.moveTime(quiet >= timePassing.quietLooks ? timePassing.by : timePassing.lookEach);
  }, timePassing.lookEach);
  try {
    await Promise.all(
      apps.map(async (app, n) => {
        for (let at = n; at < deliveries.length; at += apps.length) await app.tell(deliveries[at] ?? []);
      }),
    );
  } finally {
    clearInterval(passing);
  }
}

/** Messages that have arrived since so many. */
const arrivedAfter = (count: number) => it.world.sinks.arrived.slice(count);

/** The number of accounts whose drift has a response. */
async function answered(): Promise<number> {
  const responses = await it.app.list<ResponseSummary>('/api/responses', 'responses');
  return responses.filter(({ policy, resourceId }) => policy === policies.account && isOne(resourceId))
    .length;
}

/** Moves time until every account has drifted from a policy since a moment. Returns the minutes that it took. */
async function minutesUntil(policy: string, since: number, limit: number): Promise<number> {
  const { app, world } = it;
  for (;;) {
    const found = new Set(
      (await app.drifts(undefined, new Date(since).toISOString()))
        .filter((drift) => drift.policy === policy && isOne(drift.resourceId) && drift.to === 'NonCompliant')
        .map(({ resourceId }) => resourceId),
    );
    const minutes = (world.now() - since) / minute;
    if (found.size === accounts) return minutes;
    if (minutes > limit) throw new Error(`${found.size} of ${accounts} after ${limit} minutes`);
    await drain(it, 20).catch(() => undefined);
  }
}

describe.skipIf(given)('a storm of changes', () => {
  test(
    'is recorded to the last drift within the limits of Azure, answered, and told in few messages',
    async () => {
      const { app, world } = it;
      const { simulation } = world.azure;
      const archive = estate().find(({ id }) => id?.toLowerCase() === imagingArchiveId.toLowerCase());
      await toAll((n) => ({
        method: 'PUT',
        id: idOf(n),
        body: { ...archive, id: idOf(n), name: `storm${n}`, location: `region${Math.floor(n / perRegion)}` },
      }));
      if (STORM_CHILDREN)
        await toAll((n) => ({
          method: 'PUT',
          id: blobsOf(n),
          body: { properties: { isVersioningEnabled: true } },
        }));
      const { log } = simulation;
      await drain(it, 24 * 3600);
      // The limits have filled up again.
      world.moveTime(10 * minute);
      const before = { messages: world.sinks.arrived.length, calls: log.length };
      const begun = { at: world.now(), real: performance.now() };
      await toAll((n) => ({
        method: 'PATCH',
        id: idOf(n),
        body: { properties: { supportsHttpsTrafficOnly: false } },
      }));
      const minutes = await minutesUntil(policies.account, begun.at, 15);
      await drain(it, 24 * 3600);
      const seconds = (performance.now() - begun.real) / 1000;
      const calls = log.slice(before.calls);
      const isList = ({ path }: { path: string }) => /\/storageAccounts$/i.test(path);
      const refused = calls.filter(({ status }) => status === 429).length;
      console.log(
        `${accounts} changes: every drift after ${minutes.toFixed(1)} minutes of moved time, ${seconds.toFixed(0)} s of real time; ` +
          `${calls.length} calls, of them ${calls.filter(isList).length} lists, ${refused} refused`,
      );
      expect(refused / calls.length).toBeLessThanOrEqual(0.01);

      await until(
        'a response to each drift',
        async () => {
          world.moveTime(timePassing.by);
          return (await answered()) === accounts ? true : undefined;
        },
        timeout,
      );
      let quietAfter = 0;
      for (let quiet = 0; quiet < 12 && quietAfter < 240; quietAfter += 3) {
        const { length } = world.sinks.arrived;
        world.moveTime(3 * minute);
        await app.run('every-minute');
        await drain(it);
        quiet = world.sinks.arrived.length > length ? 0 : quiet + 3;
      }
      expect(await answered()).toBe(accounts);
      const { undelivered } = await app.json<{ undelivered: unknown[] }>('/api/messages');
      expect(undelivered).toEqual([]);
      const sent = Map.groupBy(arrivedAfter(before.messages), ({ sink }) => sink);
      console.log(
        `${accounts} changes: ${[...sent].map(([sink, all]) => `${all.length} messages [${sink}]`).join(', ')}; ` +
          `all quiet after ${quietAfter - 12} minutes`,
      );
      for (const all of sent.values()) expect(all.length).toBeLessThan(accounts);
      if (STORM_CHILDREN) await childrenDrift();
    },
    timeout,
  );
});

/** Turns versions off in each account: no list shows that, so each is read alone. */
async function childrenDrift(): Promise<void> {
  const { world } = it;
  const { log } = world.azure.simulation;
  world.moveTime(10 * minute);
  const { length } = log;
  const begun = world.now();
  await toAll((n) => ({
    method: 'PATCH',
    id: blobsOf(n),
    body: { properties: { isVersioningEnabled: false } },
  }));
  const minutes = await minutesUntil(policies.child, begun, 24 * 60);
  const calls = log.slice(length);
  const reads = calls.filter(({ path }) => /\/blobServices\/default$/i.test(path)).length;
  const refused = calls.filter(({ status }) => status === 429).length;
  // 800 at once in each region, and 800 in five minutes; in all 25 a second.
  const inRegion = Math.max(0, Math.min(accounts, perRegion) - 800) / (800 / 5);
  const allowed = Math.max(inRegion, accounts / 25 / 60);
  console.log(
    `${accounts} changes of blob services: every drift after ${minutes.toFixed(1)} minutes, where the limits allow ${allowed.toFixed(1)}; ` +
      `${calls.length} calls, of them ${reads} of blob services, ${refused} refused`,
  );
  expect(refused / calls.length).toBeLessThanOrEqual(0.01);
}
