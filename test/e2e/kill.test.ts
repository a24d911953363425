import { randomUUID } from 'node:crypto';
import type { HostProcess } from '@phiwatch/functions-dev-host';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Trap } from '../../dev/proxy.ts';
import type { Drift } from '../../src/model/drift.ts';
import { App } from './support/app.ts';
import { eventFor } from './support/azure.ts';
import { connectionTo, given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ proxy: true, messageLease: 60 });
const secureTransfer = 'storage-requires-secure-transfer';
const off = { properties: { supportsHttpsTrafficOnly: false } };

/** The calls of one change, in their order. */
const readBy = { method: 'PUT', path: /\/ReadBy\(/ };
const mark = { method: 'PUT', path: /\/Pending\(/ };
const commit = { method: 'POST', path: /\/\$batch/, body: /(PUT|PATCH|POST) \S+\/Current\b[^]*"drift/ };
const toJournal = { method: 'POST', path: /\/\$batch/, body: /\/Journal\b/ };
const removal = { method: 'POST', path: /\/\$batch/, body: /DELETE \S+\/Current\b/ };
const unmark = { method: 'POST', path: /\/\$batch/, body: /DELETE \S+\/Pending\b/ };
const again = { method: 'POST', path: /\/changes\/messages\?/ };
const forget = { method: 'DELETE', path: /\/changes\/messages\// };

type Call = Pick<Trap, 'method' | 'path' | 'body'>;

/** Kills the host at a call, starts it again at the same address, as Event Grid and the queue know it. */
async function killAt(call: Call, when: Trap['when'], doing: () => Promise<unknown>): Promise<App> {
  const { world } = it;
  const proxy = world.proxy;
  const host = world.hosts.at(-1);
  if (!proxy || !host) throw new Error('the world has no proxy or no host');
  const trap = proxy.trap({ ...call, when, then: 'hold' });
  await doing();
  await within(trap.caught, `a call ${when} which to be killed`);
  await host.kill();
  trap.release();
  return restarted(host);
}

async function restarted(killed: HostProcess): Promise<App> {
  const host = await it.world.startHost({ port: Number(new URL(killed.url).port) });
  return new App(connectionTo(it.world, host));
}

async function within(promise: Promise<void>, what: string): Promise<void> {
  let done = false;
  void promise.then(() => (done = true));
  await until(what, () => (done ? true : undefined));
}

/** Sequences without gap or repetition, each drift beginning where the one before it of its policy ended. */
function expectWhole(drifts: readonly Drift[]): void {
  expect(drifts.map(({ sequence }) => sequence)).toEqual(drifts.map((_, index) => index + 1));
  expect(new Set(drifts.map(({ id }) => id)).size).toBe(drifts.length);
  const last = new Map<string, string>();
  for (const { policy, from, to } of drifts) {
    expect(from, policy).toBe(last.get(policy) ?? null);
    last.set(policy, to);
  }
}

/** Accounts that are known and of which nothing more waits, one for each test. */
const accounts: string[] = [];
const mostTests = process.env['KILL_PLACES'] === 'all' ? 17 : 9;

beforeAll(async () => {
  if (given) return;
  for (let i = 0; i < mostTests; i += 1) accounts.push(await it.app.copyOf(imagingArchiveId));
  await drain(it);
});

/** The app as it runs now, and an account for one test with the number of its drifts so far. */
async function begin(): Promise<{ readonly app: App; readonly id: string; readonly known: number }> {
  const app = new App(connectionTo(it.world, it.world.hosts.at(-1)));
  const id = accounts.pop();
  if (!id) throw new Error('there are more tests than accounts');
  return { app, id, known: (await app.drifts(id)).length };
}

/** `KILL_PLACES=all` tries each place; a usual run every sixth, as `crash.test.ts` tries them all without a host. */
function some<const T>(places: readonly T[]): readonly T[] {
  return process.env['KILL_PLACES'] === 'all' ? places : places.filter((_, at) => at % 6 === 0);
}

/** The state before a call is the state after the previous call, so each place is tried once. */
describe.skipIf(given)('a host that is killed', () => {
  test.each(
    some([
      ['before the mark of a commit', mark, 'before'],
      ['before a commit', commit, 'before'],
      ['after a commit', commit, 'after'],
      ['after the drift is in the journal', toJournal, 'after'],
      ['after the drift is removed from beside its head', removal, 'after'],
      ['after the mark of the commit is removed', unmark, 'after'],
      ['after it asked for another look', again, 'after'],
    ]),
  )('%s loses nothing and repeats nothing', async (_, call, when) => {
    const { world } = it;
    const { app: first, id, known } = await begin();
    // Event Grid has no answer and tells of it again, when the host is back.
    await first.azure.deliverTo(first.webhook());
    const app = await killAt(call, when, () => first.azure.change({ method: 'PATCH', id, body: off }));
    await drain({ app, world });
    await app.azure.noDelivery();

    const drifts = await app.drifts(id);
    expect(drifts.slice(known)).toMatchObject([
      { policy: secureTransfer, from: 'Compliant', to: 'NonCompliant', candidates: [{}] },
    ]);
    expectWhole(drifts);
    expect(world.azure.simulation.delivery.undelivered).toEqual([]);
    expect((await app.health()).undispatchedSince).toBeUndefined();
  });

  test.each(
    some([
      ['before it notes who reads what', readBy, 'before'],
      ['after it noted who reads what', readBy, 'after'],
      ['after its first commit', commit, 'after'],
    ]),
  )('%s, at first sight, has it seen again', async (_, call, when) => {
    const { world } = it;
    const first = new App(connectionTo(world, world.hosts.at(-1)));
    const source = (await first.azure.resources()).find(({ id }) => id === imagingArchiveId);
    const id = imagingArchiveId.replace(/[^/]+$/, `kill${randomUUID().slice(0, 8)}`);
    await first.azure.deliverTo(first.webhook());
    const body = { ...source, id, name: id.split('/').at(-1) };
    const app = await killAt(call, when, () => first.azure.change({ method: 'PUT', id, body }));
    await drain({ app, world });
    await app.azure.noDelivery();
    const drifts = await app.drifts(id);
    expect(drifts.length).toBeGreaterThan(3);
    expect(drifts.every(({ cause }) => cause === 'baseline')).toBe(true);
    expectWhole(drifts);
  });

  test('while it reads leaves the message to be read again', async () => {
    const { world } = it;
    const { app: first, id, known } = await begin();
    const { simulation } = world.azure;
    const hold = simulation.faults.hold({ idPattern: id });
    const change = (await first.azure.change({ method: 'PATCH', id, body: off }))[0]!;
    await first.enqueue(eventFor(change));
    await until('the read to be held', () => (simulation.faults.holds()[0]?.waiting ? true : undefined));
    const host = world.hosts.at(-1)!;
    await host.kill();
    simulation.faults.release(hold);
    const app = await restarted(host);
    await drain({ app, world });
    expect((await app.drifts(id)).slice(known)).toMatchObject([
      { policy: secureTransfer, to: 'NonCompliant' },
    ]);
  });

  test.each(some(['after', 'before']))(
    '%s a message is deleted does its work twice at most',
    async (when) => {
      const { world } = it;
      const first = new App(connectionTo(world, world.hosts.at(-1)));
      const id = await first.copyOf(imagingArchiveId);
      await drain({ app: first, world });
      const known = (await first.drifts(id)).length;
      const change = (await first.azure.change({ method: 'PATCH', id, body: off }))[0]!;
      const app = await killAt(forget, when, () => first.enqueue(eventFor(change)));
      await drain({ app, world });
      const drifts = await app.drifts(id);
      expect(drifts.slice(known)).toMatchObject([{ policy: secureTransfer, to: 'NonCompliant' }]);
      expectWhole(drifts);
    },
  );

  test('after a commit, with nobody telling again, has recovery finish', async () => {
    const { app: first, id, known } = await begin();
    const changes = await first.azure.change({ method: 'PATCH', id, body: off });
    const told: Promise<unknown>[] = [];
    const app = await killAt(commit, 'after', async () => {
      told.push(first.tell(changes).catch(() => 'the host is gone'));
    });
    expect(await Promise.all(told)).toEqual(['the host is gone']);
    // The timer of the host does the same every five minutes, so this may find nothing left to do.
    await app.run('recovery');
    await until('recovery', async () => ((await app.drifts(id)).length > known ? true : undefined));
    expect((await app.drifts(id)).slice(known)).toMatchObject([
      { policy: secureTransfer, to: 'NonCompliant' },
    ]);
  });
});

describe.skipIf(given)('an answer of storage that is lost', () => {
  test.each(
    some([
      ['of a commit', commit],
      ['of the journal', toJournal],
      ['of a removal', removal],
      ['of a mark', mark],
      ['of the removal of a mark', unmark],
    ]),
  )('%s neither loses nor repeats a drift', async (_, call) => {
    const { world } = it;
    const { app, id, known } = await begin();
    const trap = world.proxy?.trap({ ...call, when: 'after', then: 'drop' });
    await app.changed({ method: 'PATCH', id, body: off });
    await trap?.caught;
    trap?.release();
    await drain({ app, world });
    const drifts = await app.drifts(id);
    expect(drifts.slice(known)).toMatchObject([{ policy: secureTransfer, to: 'NonCompliant' }]);
    expectWhole(drifts);
  });
});
