import { describe, expect, test } from 'vitest';
import { beginScan, scansView, upkeepScans } from '../../../src/monitoring/full-scan/index.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import type { RecordedChange } from '../../../src/platform/azure/types.ts';
import { account, accountId, budget, createWorld, drain, eventOf } from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const ada = 'aaaaaaaa-0000-4000-8000-000000000001';
const ben = 'aaaaaaaa-0000-4000-8000-000000000002';
const change = (n: number) => `bbbbbbbb-0000-4000-8000-00000000000${n}`;
const correlation = (n: number) => `cccccccc-0000-4000-8000-00000000000${n}`;
const entryId = (n: number) => `dddddddd-0000-4000-8000-00000000000${n}`;
const write = 'Microsoft.Storage/storageAccounts/write';
const decided = 'properties.supportsHttpsTrafficOnly';

/** An account that was seen as compliant, and an hour later was not: no event told of it. */
async function lost(): Promise<World> {
  const world = createWorld();
  world.azure.put(account(true));
  await beginScan('request', world.ports);
  await drain(world);
  world.clock.advance(86_400);
  world.azure.put(account(false));
  return world;
}

/** Resource Graph has noticed a change, so many seconds ago. */
function noticed(world: World, n: number, secondsAgo: number, more: Partial<RecordedChange> = {}): void {
  world.graph.changes.push({
    resourceId: accountId,
    id: change(n),
    kind: 'update',
    detectedAt: world.clock.iso(-secondsAgo),
    correlationId: correlation(n),
    operation: write,
    paths: [decided],
    truncated: false,
    ...more,
  });
}

/** The Activity Log has an entry of the same operation. */
function logged(world: World, n: number, secondsAgo: number, who: string, resourceId = accountId): void {
  world.activityLog.all.push({
    correlationId: correlation(n),
    id: entryId(n),
    time: world.clock.iso(-secondsAgo),
    operation: write,
    resourceId,
    actor: { objectId: who, kind: 'User' },
  });
}

/** Scans, and lets everything run that it asks for. */
async function scan(world: World) {
  await beginScan('request', world.ports);
  await drain(world);
  return world.store.journal(accountId).at(-1);
}

describe('a drift that a full scan found', () => {
  test('names who the Activity Log says changed the deciding property', async () => {
    const world = await lost();
    noticed(world, 1, 3_500);
    logged(world, 1, 3_600, ada);
    const time = world.clock.iso(-3_600);
    expect(await scan(world)).toMatchObject({
      foundBy: 'full-scan',
      actor: { objectId: ada },
      correlationId: correlation(1),
      candidates: [{ eventId: entryId(1), time, operation: write, source: 'activity-log' }],
    });
  });

  test('is looked up once the sources have caught up', async () => {
    const world = await lost();
    await beginScan('request', world.ports);
    await handleMessage(world.queue.next(), world.ports, budget);
    expect(world.queue.messages).toMatchObject([{ delaySeconds: 1_200, body: { kind: 'attribution' } }]);
  });

  test('still counts as one of which no event came', async () => {
    const world = await lost();
    noticed(world, 1, 3_500);
    logged(world, 1, 3_600, ada);
    await scan(world);
    world.clock.advance(3_600);
    await upkeepScans(world.ports);
    expect((await scansView(world.ports)).scans[0]).toMatchObject({ missed: { drifts: 1, resources: 1 } });
  });

  test('looks for nobody where it is a first sight', async () => {
    const world = createWorld();
    world.azure.put(account(false));
    await scan(world);
    expect(world.graph.queries).not.toContain(`changes ${accountId}`);
  });

  test('is left alone where an event came meanwhile', async () => {
    const world = await lost();
    noticed(world, 1, 3_500);
    logged(world, 1, 3_600, ada);
    const time = world.clock.iso(-3_600);
    await beginScan('request', world.ports);
    await handleMessage(world.queue.next(), world.ports, budget);
    await handleEvent(eventOf(accountId, time, { oid: ben }), world.ports, budget);
    await drain(world);
    expect(world.store.journal(accountId).at(-1)).toMatchObject({ actor: { objectId: ben } });
  });

  test('is looked up for a resource that was deleted', async () => {
    const world = await lost();
    world.azure.remove(accountId);
    noticed(world, 1, 7_000);
    logged(world, 1, 7_000, ben);
    noticed(world, 2, 3_500, { kind: 'delete', paths: [] });
    logged(world, 2, 3_600, ada);
    expect(await scan(world)).toMatchObject({ reason: 'deleted', actor: { objectId: ada } });
  });
});

type Given = (world: World) => void;

/** The numbers of the changes that may have caused it, with those whom each names. */
test.each<[what: string, given: Given, candidates: (string | undefined)[]]>([
  ['no source knows a change', () => undefined, []],
  [
    'only another property changed',
    (world) => {
      noticed(world, 1, 3_500, { paths: ['properties.minimumTlsVersion', 'tags.owner'] });
      logged(world, 1, 3_600, ada);
    },
    [],
  ],
  ['the log has no entry', (world) => noticed(world, 1, 3_500), [undefined]],
  [
    'Azure names no correlation id',
    (world) => {
      noticed(world, 1, 3_500);
      world.graph.changes.push(
        ...world.graph.changes.splice(0).map(({ correlationId: _dropped, ...rest }) => rest),
      );
    },
    [undefined],
  ],
  [
    'the log has an entry for one of two changes',
    (world) => {
      noticed(world, 1, 3_500);
      noticed(world, 2, 1_500);
      logged(world, 1, 3_600, ada);
    },
    [ada, undefined],
  ],
  [
    'two people changed it',
    (world) => {
      noticed(world, 1, 3_500);
      noticed(world, 2, 1_500);
      logged(world, 1, 3_600, ada);
      logged(world, 2, 1_600, ben);
    },
    [ada, ben],
  ],
  [
    'the entry is about another resource of the same deployment',
    (world) => {
      noticed(world, 1, 3_500);
      logged(world, 1, 3_600, ada, `${accountId}2`);
    },
    [undefined],
  ],
  [
    'more properties changed than are named',
    (world) => {
      noticed(world, 1, 3_500, { paths: ['properties.other'], truncated: true });
      logged(world, 1, 3_600, ada);
    },
    [undefined],
  ],
  [
    'the change was noticed late, and had been made before the reading before',
    (world) => {
      noticed(world, 1, 86_400 - 60);
      logged(world, 1, 86_400 + 300, ada);
    },
    [],
  ],
])('nobody is named where %s', async (_what, given, candidates) => {
  const world = await lost();
  given(world);
  const drift = await scan(world);
  expect(drift).not.toHaveProperty('actor');
  expect(drift?.candidates.map(({ actor }) => actor?.objectId)).toEqual(candidates);
});

test('a change of what lies around or within the deciding property counts, in either way of writing it', async () => {
  for (const path of ['properties', `${decided}.inner`, 'properties.SupportsHttpsTrafficOnly']) {
    const world = await lost();
    noticed(world, 1, 3_500, { paths: [path] });
    logged(world, 1, 3_600, ada);
    expect(await scan(world)).toMatchObject({ actor: { objectId: ada } });
  }
});

describe('where a source does not answer', () => {
  const startedAt = '2026-03-02T08:00:00.000Z';

  test('it is asked again, and names the actor then', async () => {
    const world = await lost();
    noticed(world, 1, 3_500);
    logged(world, 1, 3_600, ada);
    world.activityLog.instead = { kind: 'throttled', startedAt, retryAfterSeconds: 30, reason: 'HTTP 429' };
    await beginScan('request', world.ports);
    for (let taken = 0; taken < 2; taken += 1) await handleMessage(world.queue.next(), world.ports, budget);
    expect(world.queue.messages).toMatchObject([
      { delaySeconds: 30, body: { kind: 'attribution', attempt: 1 } },
    ]);
    world.activityLog.instead = undefined;
    await drain(world);
    expect(world.store.journal(accountId).at(-1)).toMatchObject({ actor: { objectId: ada } });
  });

  test('it is given up in the end, and the log says so', async () => {
    const world = await lost();
    world.graph.insteadOfChanges = { kind: 'failed', startedAt, reason: 'HTTP 503' };
    expect(await scan(world)).toMatchObject({ candidates: [] });
    expect(world.graph.queries.filter((query) => query.startsWith('changes'))).toHaveLength(20);
    expect(world.lines.join('\n')).toContain('The author of a change could not be looked up');
  });

  test('what is denied is not asked again', async () => {
    const world = await lost();
    noticed(world, 1, 3_500);
    world.activityLog.instead = { kind: 'denied', startedAt, reason: 'HTTP 403' };
    expect(await scan(world)).toMatchObject({ candidates: [] });
    expect(world.graph.queries.filter((query) => query.startsWith('changes'))).toHaveLength(1);
  });
});

test('a message about a subscription that is not watched reads nothing', async () => {
  const world = await lost();
  const resourceId = accountId.replace(/^\/subscriptions\/[^/]+/, `/subscriptions/${ada}`);
  const drifts = [{ sequence: 1, recordedAt: world.clock.iso() }];
  const message = {
    kind: 'attribution',
    resourceId,
    from: world.clock.iso(-9),
    to: world.clock.iso(),
    drifts,
  };
  await handleMessage({ ...message, attempt: 0 }, world.ports, budget);
  expect(world.graph.queries).not.toContain(`changes ${resourceId}`);
});
