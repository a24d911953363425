import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { health } from '../../../src/assurance/posture/index.ts';
import { beginScan, scansView, upkeepScans } from '../../../src/monitoring/full-scan/index.ts';
import type { ScanView } from '../../../src/monitoring/full-scan/index.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import type { ReadOutcome } from '../../../src/platform/azure/types.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  existencePolicy,
  group,
  policyOf,
  secureTransfer,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const day = 86_400;
const ids = (count: number, within = group) =>
  Array.from({ length: count }, (_, n) => `${within}/providers/Microsoft.Storage/storageAccounts/store${n}`);
const denied = (startedAt: string): ReadOutcome => ({ kind: 'denied', startedAt, reason: 'HTTP 403' });

/** Scans from the beginning to the end. */
async function scan(world: World): Promise<ScanView> {
  const { id } = await beginScan('request', world.ports);
  await drain(world, 10_000);
  const found = (await scansView(world.ports)).scans.find((each) => each.id === id);
  if (!found) throw new Error('the scan is not shown');
  return found;
}

/** A world in which so many accounts have been seen as compliant, a day ago. */
async function seen(count: number, policies = [secureTransfer]): Promise<World> {
  const world = createWorld(policies);
  for (const id of ids(count)) world.azure.put(account(true, id));
  await scan(world);
  world.clock.advance(day);
  world.azure.reads = [];
  return world;
}

const statesIn = ({ store }: World, count: number) =>
  ids(count).map((id) => store.current(id)?.states[secureTransfer.name]?.state);

describe('a full scan', () => {
  test('of a subscription never seen is the baseline: nobody did it, and nothing is read twice', async () => {
    const world = createWorld();
    for (const id of ids(100)) world.azure.put(account(false, id));
    const view = await scan(world);
    expect(view).toMatchObject({
      status: 'finished',
      parts: { total: 2, done: 2, waiting: 0 },
      figures: { listed: 100, evaluated: 100, nominated: 100, confirmed: 100 },
      drifts: 100,
      missed: { drifts: 0, resources: 0 },
      gaps: [],
    });
    expect(world.azure.reads).toHaveLength(100);
    const drifts = world.store.journal();
    expect(drifts).toHaveLength(100);
    for (const drift of drifts) {
      expect(drift).toMatchObject({
        cause: 'baseline',
        candidates: [],
        foundBy: 'full-scan',
        scanId: view.id,
      });
      expect(drift).not.toHaveProperty('actor');
      expect(drift).not.toHaveProperty('eventTime');
    }
  });

  test('reads nothing where the graph shows what is known', async () => {
    const world = await seen(50);
    expect(await scan(world)).toMatchObject({ figures: { evaluated: 50, nominated: 0 }, drifts: 0 });
    expect(world.azure.reads).toEqual([]);
  });

  test('finds what no event told of, marks it and counts it, and closes what is gone', async () => {
    const world = await seen(60);
    const changed = ids(60).slice(0, 50);
    for (const id of changed) world.azure.put(account(false, id));
    world.azure.remove(ids(60)[59] ?? '');
    const view = await scan(world);
    expect(view).toMatchObject({ drifts: 51, missed: { drifts: 51, resources: 51, final: false } });
    expect(world.azure.reads).toHaveLength(51);
    expect((await health(world.ports)).scan).toMatchObject({ id: view.id, missed: { drifts: 51 } });
    for (const id of changed)
      expect(world.store.journal(id).at(-1)).toMatchObject({
        from: 'Compliant',
        to: 'NonCompliant',
        cause: 'resource',
        foundBy: 'full-scan',
        scanId: view.id,
        candidates: [],
      });
    expect(world.store.journal(ids(60)[59]).at(-1)).toMatchObject({ to: 'NotApplicable', reason: 'deleted' });
    expect(world.store.journal().filter(({ scanId }) => scanId === view.id)).toHaveLength(51);
  });

  test('counts what it found also where the clock of who recorded it is behind that of who began the scan', async () => {
    const world = await seen(2);
    for (const id of ids(2)) world.azure.put(account(false, id));
    const { clock } = world;
    const ahead = { now: () => new Date(clock.now().getTime() + 95_000), after: clock.after.bind(clock) };
    await beginScan('request', { ...world.ports, clock: ahead });
    await drain(world);
    expect((await scansView(world.ports)).scans[0]).toMatchObject({ drifts: 2, missed: { drifts: 2 } });
  });

  test('finds resources that nobody told of as first sights, which no event has missed', async () => {
    const world = await seen(1);
    world.azure.put(account(false, ids(2)[1]));
    expect(await scan(world)).toMatchObject({ drifts: 1, missed: { drifts: 0 } });
  });

  test('an event that comes within 24 hours takes its drift off the missed ones; then the count stands', async () => {
    const world = await seen(2);
    const time = world.clock.iso(-10);
    for (const id of ids(2)) world.azure.put(account(false, id));
    expect(await scan(world)).toMatchObject({ missed: { drifts: 2, final: false } });
    world.clock.advance(3 * 3600);
    await handleEvent(eventOf(ids(1)[0] ?? '', time), world.ports, budget);
    await upkeepScans(world.ports);
    const missed = async () => (await scansView(world.ports)).scans[0]?.missed;
    expect(await missed()).toMatchObject({ drifts: 1, resources: 1, final: false });
    world.clock.advance(22 * 3600);
    await upkeepScans(world.ports);
    expect(await missed()).toMatchObject({ drifts: 1, final: true });
    await handleEvent(eventOf(ids(2)[1] ?? '', time), world.ports, budget);
    world.clock.advance(2 * 3600);
    await upkeepScans(world.ports);
    expect(await missed()).toMatchObject({ drifts: 1, final: true });
  });

  test('is not misled by a graph that lags behind', async () => {
    const world = await seen(3);
    const [changed = '', gone = ''] = ids(2);
    const made = `${accountId}-made`;
    world.graph.lagging = [...world.azure.resources.values()];
    world.azure.put(account(false, changed));
    world.azure.remove(gone);
    world.azure.put(account(false, made));
    for (const id of [changed, made]) await handleEvent(eventOf(id, world.clock.iso()), world.ports, budget);
    const deletion = { type: 'Microsoft.Resources.ResourceDeleteSuccess' };
    await handleEvent(eventOf(gone, world.clock.iso(), deletion), world.ports, budget);
    await drain(world);
    const before = world.store.journal();
    world.clock.advance(3600);
    expect(await scan(world)).toMatchObject({ drifts: 0 });
    expect(world.store.journal()).toEqual(before);
  });

  test.each([-20, 0, 75])(
    'finds a change right after a read whose event was lost, with a host clock that is off by %i s',
    async (ahead) => {
      const world = await seen(3);
      const [changed = '', gone = ''] = ids(2);
      world.azure.skewSeconds = -ahead;
      for (const id of ids(3)) await handleEvent(eventOf(id, world.clock.iso(-200)), world.ports, budget);
      world.clock.advance(1);
      world.azure.put(account(false, changed));
      world.azure.remove(gone);
      world.azure.reads = [];
      expect(await scan(world)).toMatchObject({ drifts: 2, missed: { drifts: 2, resources: 2 }, gaps: [] });
      expect(statesIn(world, 3)).toEqual(['NonCompliant', undefined, 'Compliant']);
      // What the graph shows as it is known is not read, and nothing is read twice.
      expect(world.azure.reads).toEqual([changed, gone]);
    },
  );

  test('reads again what policies look at beside the resource once a day, and says what is the longest unread', async () => {
    const logged = existencePolicy('logged', 'Microsoft.Insights/diagnosticSettings', accountId, 'resource');
    const world = createWorld([logged]);
    world.azure.put(account(true));
    const first = await scan(world);
    world.clock.advance(10 * 3600);
    const setting = `${accountId}/providers/Microsoft.Insights/diagnosticSettings/s`;
    world.azure.put({ id: setting, type: 'Microsoft.Insights/diagnosticSettings' });
    expect(await scan(world)).toMatchObject({ drifts: 0, oldestRelatedRead: first.startedAt });
    world.clock.advance(11 * 3600);
    const third = await scan(world);
    expect(third).toMatchObject({ drifts: 1, missed: { drifts: 1 } });
    expect(third).not.toHaveProperty('oldestRelatedRead');
  });

  test('says which types it cannot read, and at which nobody looks', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    for (const n of [1, 2])
      world.azure.put({
        id: `${group}/providers/Microsoft.Batch/batchAccounts/b${n}`,
        type: 'Microsoft.Batch/x',
      });
    world.azure.put({
      id: `${group}/providers/Microsoft.KeyVault/vaults/v`,
      type: 'Microsoft.KeyVault/vaults',
    });
    expect((await scan(world)).gaps).toEqual([
      { kind: 'outside-event-filter', subject: 'Microsoft.KeyVault/vaults', count: 1 },
      { kind: 'unmapped', subject: 'Microsoft.Batch/batchAccounts', count: 2 },
    ]);
  });

  describe('PHI in a type that no policy knows', () => {
    const id = `${group}/providers/Microsoft.Contoso/vaults/v`;
    const put = (world: World, phi: string) =>
      world.azure.put({ id, type: 'Microsoft.Contoso/vaults', tags: { phi, organization: 'north' } });
    const noted = ({ store }: World) => store.current(id);

    test('is on record with whose it is, and no state', async () => {
      const world = await seen(1);
      put(world, 'yes');
      await scan(world);
      expect(noted(world)).toMatchObject({ phi: true, organization: 'north', states: {} });
      world.clock.advance(day);
      put(world, 'no');
      expect(await scan(world)).toMatchObject({ drifts: 0 });
      expect(noted(world)).toMatchObject({ phi: false });
    });

    test('is not on record where nobody says that it holds PHI', async () => {
      const world = await seen(1);
      put(world, 'no');
      await scan(world);
      expect(noted(world)).toBeUndefined();
    });

    test.each([
      ['a night', day, undefined],
      ['two nights', 2 * day, true],
    ])('not listed for %s', async (_, seconds, gone) => {
      const world = await seen(1);
      put(world, 'yes');
      await scan(world);
      world.azure.remove(id);
      world.clock.advance(seconds);
      await scan(world);
      expect(noted(world)?.gone).toBe(gone);
    });

    test('stays where the graph is silent and the group cannot be read', async () => {
      const world = await seen(1);
      put(world, 'yes');
      await scan(world);
      world.azure.remove(id);
      world.clock.advance(3 * day);
      world.azure.instead.set(group.toLowerCase(), denied);
      await scan(world);
      expect(noted(world)).toMatchObject({ phi: true });
      expect(noted(world)?.gone).toBeUndefined();
    });
  });

  test('says where the graph was cut short, and what stood there that is no resource', async () => {
    const world = await seen(2);
    world.graph.instead = (query) =>
      query.startsWith('resources')
        ? { kind: 'page', startedAt: world.clock.iso(), resources: [], malformed: 3, truncated: true }
        : undefined;
    const { gaps } = await scan(world);
    expect(gaps.map(({ kind, count }) => [kind, count])).toEqual([
      ['empty', 2],
      ['malformed', 3],
      ['truncated', 1],
    ]);
    expect(statesIn(world, 2)).toEqual(['Compliant', 'Compliant']);
  });

  test('looks after several subscriptions of one name, each by its GUID', async () => {
    const world = createWorld();
    const other = '22222222-2222-4222-8222-222222222222';
    world.ports.subscriptions.push(other);
    for (const id of [subscriptionId, other])
      world.azure.put(account(false, accountId.replace(subscriptionId, id)));
    expect(await scan(world)).toMatchObject({ parts: { total: 4, done: 4 }, drifts: 2 });
    expect(new Set(world.store.journal().map(({ resourceId }) => resourceId)).size).toBe(2);
  });

  test('of 2,000 small groups asks the graph for many at once, and reads its own parts a few times', async () => {
    const world = createWorld();
    const groups = Array.from({ length: 2_000 }, (_, n) => `${subscription}/resourceGroups/g${n}`);
    for (const [id] of groups.map((each) => ids(1, each))) if (id) world.azure.put(account(false, id));
    const listings: string[] = [];
    world.scans.hook = (step) => void (step.startsWith('list') && listings.push(step));
    expect(await scan(world)).toMatchObject({
      parts: { total: 2_001, done: 2_001 },
      figures: { listed: 2_000, confirmed: 2_000 },
      drifts: 2_000,
      gaps: [],
    });
    expect(world.graph.queries.length).toBeLessThanOrEqual(60);
    expect(listings.filter((step) => step.includes('parts')).length).toBeLessThanOrEqual(6);
    expect(world.scans.partsRead).toBeLessThanOrEqual(5 * 2_001);
  });

  test('asked for while one is under way, goes on with that', async () => {
    const world = createWorld();
    const first = await beginScan('timer', world.ports);
    expect(await beginScan('request', world.ports)).toEqual({ id: first.id, begun: false });
    await drain(world);
    expect((await beginScan('request', world.ports)).begun).toBe(true);
  });
});

describe('trouble', () => {
  test('429 with Retry-After 372 in mid-scan: it waits, says so, and misses nothing', async () => {
    const world = await seen(40);
    for (const id of ids(40)) world.azure.put(account(false, id));
    const until = world.clock.now().getTime() + 372_000;
    let refused = 0;
    for (const id of ids(40).slice(5))
      world.azure.instead.set(id.toLowerCase(), (startedAt) => {
        const left = until - world.clock.now().getTime();
        if (left <= 0) return undefined;
        refused += 1;
        return {
          kind: 'throttled',
          startedAt,
          retryAfterSeconds: Math.ceil(left / 1000),
          reason: 'HTTP 429',
        };
      });
    const { id } = await beginScan('request', world.ports);
    await handleMessage(world.queue.next(), world.ports, budget);
    const waiting = (await scansView(world.ports)).scans[0];
    expect(waiting).toMatchObject({ id, status: 'waiting', figures: { nominated: 40, confirmed: 5 } });
    expect(waiting?.waitingFor[0]).toContain('35 resources');
    // The provider is left alone once it has asked for a pause.
    expect(refused).toBeLessThanOrEqual(16);
    expect(statesIn(world, 40).slice(16)).toEqual(Array(24).fill('Compliant'));
    await drain(world);
    const ended = (await scansView(world.ports)).scans[0];
    expect(ended).toMatchObject({ status: 'finished', drifts: 40, gaps: [], figures: { confirmed: 40 } });
    expect(statesIn(world, 40)).toEqual(Array(40).fill('NonCompliant'));
    expect(world.store.current(ids(40)[10] ?? '')).not.toHaveProperty('staleSince');
    expect(world.clock.now().getTime()).toBeGreaterThanOrEqual(until);
  });

  test('the graph throttles: the scan waits as long as it was told', async () => {
    const world = await seen(1);
    const until = world.clock.now().getTime() + 50_000;
    world.graph.instead = () =>
      world.clock.now().getTime() < until
        ? { kind: 'throttled', startedAt: world.clock.iso(), retryAfterSeconds: 50, reason: 'HTTP 429' }
        : undefined;
    world.azure.put(account(false, ids(1)[0]));
    expect(await scan(world)).toMatchObject({ status: 'finished', drifts: 1, gaps: [] });
  });

  test('what a policy looks at beside a resource is read again if it was throttled, though the scan has ended', async () => {
    const diagnostics = 'Microsoft.Insights/diagnosticSettings';
    const world = createWorld([existencePolicy('logged', diagnostics, accountId, 'resource')]);
    world.azure.put(account(true));
    world.azure.put({ id: `${accountId}/providers/${diagnostics}/s`, type: diagnostics });
    let refusals = 1;
    world.azure.instead.set(`${diagnostics}@${accountId}`.toLowerCase(), (startedAt) =>
      refusals-- > 0
        ? { kind: 'throttled', startedAt, retryAfterSeconds: 372, reason: 'HTTP 429' }
        : undefined,
    );
    const start = world.clock.now().getTime();
    expect(await scan(world)).toMatchObject({ status: 'finished', figures: { confirmed: 1 } });
    expect(world.store.current(accountId)?.states).toEqual({
      logged: expect.objectContaining({ state: 'Compliant' }),
    });
    expect(world.clock.now().getTime() - start).toBe(372_000);
  });

  test('a provider that never answers does not keep the scan from ending: the queue goes on', async () => {
    const world = await seen(3);
    const [broken = '', ...others] = ids(3);
    for (const id of ids(3)) world.azure.put(account(false, id));
    let fails = true;
    world.azure.instead.set(broken.toLowerCase(), (startedAt) =>
      fails ? { kind: 'failed', startedAt, reason: 'HTTP 503' } : undefined,
    );
    const { id } = await beginScan('request', world.ports);
    for (let turn = 0; turn < 100; turn += 1) {
      await handleMessage(world.queue.next(), world.ports, budget);
      if ((await scansView(world.ports)).scans[0]?.status === 'finished') break;
    }
    const view = (await scansView(world.ports)).scans[0];
    expect(view).toMatchObject({ id, status: 'finished', drifts: 2 });
    expect(view?.gaps).toMatchObject([{ kind: 'unconfirmed', subject: group, count: 1 }]);
    expect(statesIn(world, 3)).toEqual(['Compliant', 'NonCompliant', 'NonCompliant']);
    expect(world.store.current(broken)).toHaveProperty('staleSince');
    expect(others).toHaveLength(2);
    fails = false;
    await drain(world);
    expect(statesIn(world, 3)[0]).toBe('NonCompliant');
  });

  test('403 on one resource group: Unknown there, and nothing else', async () => {
    const world = await seen(5);
    const other = `${subscription}/resourceGroups/open`;
    const open = ids(1, other)[0] ?? '';
    world.azure.put(account(true, open));
    world.graph.hides = ({ id = '' }) => id.startsWith(`${group}/`);
    for (const id of ids(5)) world.azure.instead.set(id.toLowerCase(), denied);
    const view = await scan(world);
    expect(statesIn(world, 5)).toEqual(Array(5).fill('Unknown'));
    expect(world.store.current(open)?.states[secureTransfer.name]?.state).toBe('Compliant');
    expect(view.gaps).toEqual([
      { kind: 'denied', subject: group, count: 5, reason: 'read denied (HTTP 403)' },
      { kind: 'empty', subject: group, count: 5 },
    ]);
    expect(world.store.journal(ids(5)[0]).at(-1)).toMatchObject({ cause: 'visibility', to: 'Unknown' });
    expect(view.missed?.drifts).toBe(0);
  });

  test.each(['shows nothing', 'is refused'])(
    'Reader lost on a subscription, the graph %s: Unknown, nothing closed',
    async (how) => {
      const exported = policyOf('exported', ['Microsoft.Resources/subscriptions'], () => ({
        state: 'Compliant',
        fields: [],
      }));
      const world = await seen(30, [secureTransfer, exported]);
      world.graph.hides = () => true;
      if (how === 'is refused')
        world.graph.instead = () => ({ kind: 'denied', startedAt: world.clock.iso(), reason: 'HTTP 403' });
      for (const id of [subscription, ...ids(30)]) world.azure.instead.set(id.toLowerCase(), denied);
      const view = await scan(world);
      expect(view.status).toBe('finished');
      expect(statesIn(world, 30)).toEqual(Array(30).fill('Unknown'));
      expect(world.store.current(subscription)?.states).toMatchObject({ exported: { state: 'Unknown' } });
      expect(world.store.journal().filter(({ to }) => to === 'NotApplicable')).toEqual([]);
      expect(view.gaps).toContainEqual(expect.objectContaining({ kind: 'denied', subject: group }));
      expect(world.lines.some((line) => line.includes('A scan ended with gaps'))).toBe(true);
    },
  );

  test('a group whose list the graph refuses is a gap, though all that is known in it can be read', async () => {
    const world = await seen(3);
    world.graph.instead = (query) =>
      query.startsWith('resources')
        ? { kind: 'denied', startedAt: world.clock.iso(), reason: 'HTTP 403' }
        : undefined;
    const { gaps } = await scan(world);
    expect(gaps).toContainEqual(expect.objectContaining({ kind: 'denied', subject: group, count: 1 }));
    expect(statesIn(world, 3)).toEqual(Array(3).fill('Compliant'));
  });

  test('an empty answer for a group in which something is known closes nothing that is there', async () => {
    const world = await seen(20);
    world.graph.hides = () => true;
    const view = await scan(world);
    expect(world.azure.reads).toHaveLength(20);
    expect(statesIn(world, 20)).toEqual(Array(20).fill('Compliant'));
    expect(view).toMatchObject({ drifts: 0, gaps: [{ kind: 'empty', subject: group, count: 20 }] });
  });

  test.each(['throttled', 'killed'])(
    'what was denied is still told of by a scan that was %s since',
    async (how) => {
      const world = await seen(8);
      const other = ids(8)[7]?.toLowerCase() ?? '';
      world.graph.hides = () => true;
      for (const id of ids(5)) world.azure.instead.set(id.toLowerCase(), denied);
      let crashes = how === 'killed' ? 1 : 0;
      let refusals = how === 'throttled' ? 1 : 0;
      world.azure.instead.set(other, (startedAt) =>
        refusals-- > 0
          ? { kind: 'throttled', startedAt, retryAfterSeconds: 30, reason: 'HTTP 429' }
          : undefined,
      );
      world.azure.hook = async (step) => {
        if (step.toLowerCase() !== `get ${other}` || crashes === 0) return;
        // The others are done with by then.
        while (statesIn(world, 5).some((state) => state !== 'Unknown')) await setImmediate();
        crashes -= 1;
        throw new Error('crash');
      };
      await beginScan('timer', world.ports);
      for (let next = world.queue.next(); next !== undefined; next = world.queue.next())
        await handleMessage(next, world.ports, budget).catch(() => {
          world.queue.messages.push({ body: next, visibleAt: 0, delaySeconds: 0 });
          world.clock.advance(700);
        });
      const view = (await scansView(world.ports)).scans[0];
      expect(view).toMatchObject({
        status: 'finished',
        gaps: [
          { kind: 'denied', subject: group, count: 5, reason: 'read denied (HTTP 403)' },
          { kind: 'empty', subject: group, count: 8 },
        ],
      });
      expect(world.azure.reads).toHaveLength(9);
    },
  );

  test('a malformed resource among good ones is Unknown, alone', async () => {
    const world = await seen(10);
    const [bad = ''] = ids(1);
    world.azure.put({ ...account(true, bad), properties: 'none' });
    world.azure.instead.set(bad.toLowerCase(), (startedAt) => ({
      kind: 'malformed',
      startedAt,
      reason: 'the answer is no JSON object',
    }));
    const view = await scan(world);
    expect(statesIn(world, 10)).toEqual(['Unknown', ...Array(9).fill('Compliant')]);
    expect(view.gaps).toMatchObject([{ kind: 'malformed', subject: bad, count: 1 }]);
  });
});

describe('upkeep', () => {
  test('tells of subscriptions under a watched management group that nobody watches, within the hour', async () => {
    const world = createWorld();
    const stray = '33333333-3333-4333-8333-333333333333';
    world.ports.managementGroups.push('hospitals');
    world.graph.under.set('hospitals', [subscriptionId]);
    await upkeepScans(world.ports);
    const unwatched = async () => (await scansView(world.ports)).unwatched;
    expect(await unwatched()).toMatchObject({ subscriptions: [] });
    world.graph.under.set('hospitals', [subscriptionId, stray.toUpperCase()]);
    world.clock.advance(3_600);
    await upkeepScans(world.ports);
    expect(await unwatched()).toMatchObject({
      subscriptions: [{ subscriptionId: stray, managementGroup: 'hospitals' }],
    });
    expect(world.lines.some((line) => line.includes(stray))).toBe(true);
    expect(await health(world.ports)).toMatchObject({ status: 'degraded', unwatched: [stray] });
    world.graph.instead = () => ({ kind: 'denied', startedAt: world.clock.iso(), reason: 'HTTP 403' });
    world.clock.advance(3_600);
    await upkeepScans(world.ports);
    expect(await unwatched()).toMatchObject({ trouble: 'hospitals: read denied (HTTP 403)' });
  });

  test('goes on with a scan whose message was lost, once nobody can be about it any more', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    await beginScan('timer', world.ports);
    world.queue.messages = [];
    await upkeepScans(world.ports);
    expect(world.queue.messages).toEqual([]);
    world.clock.advance(1_000);
    await upkeepScans(world.ports);
    await drain(world);
    expect((await scansView(world.ports)).scans).toMatchObject([{ status: 'finished', drifts: 1 }]);
  });
});
