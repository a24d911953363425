import type { Change } from '@phiwatch/azure-simulator';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { QueueServiceClient } from '@azure/storage-queue';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventFor } from '../e2e/support/azure.ts';
import { given } from '../e2e/support/connection.ts';
import { knownStates } from '../e2e/support/known.ts';
import type { KnownStates } from '../e2e/support/known.ts';
import { useWorld } from '../e2e/support/setup.ts';
import { until } from '../e2e/support/until.ts';
import { fuzzedDeliveries, fuzzedMessages } from './support/fuzzed-events.ts';
import { drawn, expectNoFaults, expectWell, fuzz, outcomeLines, runs, seed } from './support/fuzz-run.ts';
import { hostileIds } from './support/hostile-ids.ts';
import { send } from './support/send.ts';
import { summary, watching } from './support/watch.ts';

const it = useWorld();
const long = { timeout: 3_600_000 };
const seconds = (count: number) => count * 1_000;

/** Real changes of one resource, which is as it was again afterwards, and what was known of everything then. */
let changes: readonly Change[];
let ids: readonly string[];
let before: KnownStates;

beforeAll(async () => {
  if (given) return;
  const { app } = it;
  const id = await app.copyOf(imagingArchiveId);
  const patch = (minimumTlsVersion: string) =>
    app.changed({ method: 'PATCH', id, body: { properties: { minimumTlsVersion } } });
  changes = [...(await patch('TLS1_2')), ...(await patch('TLS1_0'))];
  await app.reaches(id, 'storage-requires-tls-1-2', 'NonCompliant');
  ids = [id, imagingArchiveId];
  await app.tell([{ ...changes[0], id: imagingArchiveId } as Change]);
  before = await knownStates(app, ids);
});

const host = () => {
  const [first] = it.world.hosts;
  if (!first) throw new Error('no host runs');
  return first;
};

/** The app is right about what it knew, has asked Azure for nothing else than what it watches, and goes on. */
async function expectUnharmed(): Promise<void> {
  const { app, world } = it;
  const after = await knownStates(app, ids);
  const wronged = [...after].filter(
    ([key, { state }]) => state === 'Compliant' && before.get(key)?.state !== 'Compliant',
  );
  expect(wronged).toEqual([]);
  const outside = world.azure.simulation.log.filter(
    ({ path }) =>
      /^\/subscriptions\//i.test(path) && !path.toLowerCase().startsWith(`/subscriptions/${subscriptionId}`),
  );
  expect(outside).toEqual([]);
  const [id = ''] = ids;
  const tell = async (minimumTlsVersion: string, state: 'Compliant' | 'NonCompliant') => {
    await app.changed({ method: 'PATCH', id, body: { properties: { minimumTlsVersion } } });
    await app.reaches(id, 'storage-requires-tls-1-2', state);
  };
  await tell('TLS1_2', 'Compliant');
  await tell('TLS1_0', 'NonCompliant');
}

describe.skipIf(given)('an event', () => {
  test.each(hostileIds.map((id) => [id.length > 200 ? `${id.slice(0, 200)}...` : id, id]))(
    'of %j leads nowhere else',
    async (_, id) => {
      const { app, world } = it;
      const [change] = changes;
      if (!change) throw new Error('nothing has changed');
      const { length } = world.azure.simulation.log;
      expect(await app.post([eventFor({ ...change, id })])).toBeLessThan(300);
      const asked = world.azure.simulation.log.slice(length);
      const wanted = `/subscriptions/${subscriptionId}/`;
      // Whatever the id holds stays one part of the path: it neither ends it nor leads out of it.
      for (const { path } of asked) {
        expect(path.toLowerCase().startsWith(wanted) || path.startsWith('/providers/')).toBe(true);
        expect(path).not.toMatch(/[\s#?\\]|\/\.\.?(\/|$)/);
      }
    },
  );

  test.each([
    ['no key', undefined],
    ['a wrong key', 'wrong'],
    ['the key of the host itself', 'function'],
    ['the key of durable functions', 'durable'],
  ])('with %s is answered 401', async (_, which) => {
    const { url, keys } = host();
    const others = new Map([
      ['function', keys.functions.default],
      ['durable', keys.system.durabletask_extension],
    ]);
    const code = which === undefined ? '' : `&code=${encodeURIComponent(others.get(which) ?? which)}`;
    const answer = await send(url, {
      method: 'POST',
      path: `/runtime/webhooks/EventGrid?functionName=resource-changed${code}`,
      headers: { 'aeg-event-type': 'Notification' },
      body: '[]',
    });
    expect(answer.status).toBe(401);
  });
});

describe.skipIf(given)('deliveries that fast-check makes', () => {
  test('are taken or refused in time, and change nothing that is known', long, async () => {
    const { url } = host();
    const count = runs(100);
    const { value, watched } = await watching(host(), () =>
      fuzz({
        baseUrl: url,
        arbitrary: fuzzedDeliveries(changes),
        count,
        send: ({ functionName, cloud, body }) => {
          // Many of them are about one account, of which Azure lets so few reads through that the rest would wait for minutes.
          it.world.moveTime(seconds(1));
          return send(url, {
            method: 'POST',
            path: new URL(it.app.webhook().replace('resource-changed', functionName)).href.slice(url.length),
            headers: {
              'content-type': `application/${cloud ? 'cloudevents-batch+json' : 'json'}; charset=utf-8`,
              'aeg-event-type': 'Notification',
            },
            body,
          });
        },
        judge: ({ body }, { status }) =>
          Promise.resolve(expectedFor(body).includes(status) ? undefined : `answered ${status}`),
      }),
    );
    console.log(summary(`${count} deliveries`, watched, outcomeLines(value, watched.trivialMs)));
    expectNoFaults(value);
    expectWell(watched);
    await expectUnharmed();
  });
});

/** Event Grid sends one event or several, which are taken. Azure's reader goes no deeper than 64 levels. */
function expectedFor(body: string): readonly number[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [400];
  }
  const isDelivery = [value]
    .flat()
    .every((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
  if (!isDelivery) return [400];
  return levelsOf(value) > 60 ? [202, 400] : [202];
}

function levelsOf(value: unknown): number {
  let levels = 0;
  const isContainer = (each: unknown) => typeof each === 'object' && each !== null;
  for (let level = [value].filter(isContainer); level.length > 0; levels += 1)
    level = level.flatMap((each) => Object.values(each) as unknown[]).filter(isContainer);
  return levels;
}

describe.skipIf(given)('messages that fast-check makes', () => {
  test('on each queue end, and change nothing that is known', long, async () => {
    const service = QueueServiceClient.fromConnectionString(it.world.azurite.connectionString);
    const [change] = changes;
    if (!change) throw new Error('nothing has changed');
    const arbitraries = fuzzedMessages(change, [eventFor(change)]);
    const count = runs(60);
    const { watched } = await watching(host(), async () => {
      for (const [name, arbitrary] of Object.entries(arbitraries)) {
        const queue = service.getQueueClient(name);
        await queue.createIfNotExists();
        for (const text of drawn(arbitrary, Math.ceil(count / 3))) {
          const message = Buffer.from(text).toString('base64');
          // A queue takes no more than that, so none comes with it.
          if (message.length <= 65_536) await queue.sendMessage(message);
        }
        await until(
          `nothing to be had in ${name}`,
          async () => {
            it.world.moveTime(seconds(5));
            const { peekedMessageItems } = await queue.peekMessages();
            return peekedMessageItems.length === 0 ? true : undefined;
          },
          600_000,
        );
      }
    });
    console.log(summary(`${count} messages`, watched, [`seed ${seed}`]));
    expectWell(watched);
    await expectUnharmed();
  });
});
