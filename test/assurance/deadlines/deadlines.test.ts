import { describe, expect, test } from 'vitest';
import { keepDeadlines, runDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { noticeText } from '../../../src/assurance/deadlines/notice-text.ts';
import { unknowns } from '../../../src/assurance/posture/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import {
  announceChange,
  changeAgreement,
  noticesSince,
  recordAgreement,
  recordEntityProfile,
  revokeEntityProfile,
  withdrawChange,
} from '../../../src/records/index.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  originOf,
  subscriptionId,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';
import { alice, exempted, kept, newId } from '../../support/people.ts';

const day = 86_400;

async function told(world: World): Promise<void> {
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
  await drain(world);
  world.clock.advance(3600);
}

/** Runs the timer each hour for so many days. @returns days since the start on which something was said, and what */
async function daysOf(world: World, days: number): Promise<(string | number)[][]> {
  const start = world.clock.now().getTime();
  for (let hour = 0; hour <= days * 24; hour += 1) {
    await keepDeadlines(world.ports);
    world.clock.advance(3600);
  }
  const notices = await noticesSince('2026-01-01', world.ports);
  return notices
    .filter(({ value }) => value.kind !== 'drifts')
    .map(({ recordedAt, value }) => [
      (Date.parse(recordedAt) - start) / (day * 1000),
      value.kind,
      ...(value.kind === 'expires-soon' ? [value.days] : []),
    ]);
}

const agreement = (world: World, days: number) => ({
  counterparty: { kind: 'vendor', name: 'Imaging Archive Ltd' },
  direction: 'downstream',
  agent: false,
  noticeDays: 10,
  subcontractors: { allowed: true, names: [] },
  validFrom: world.clock.iso(-day),
  expiresAt: world.clock.iso(days * day),
  document: 'https://contracts.example.org/17',
});

describe('warnings', () => {
  test('of an exemption come 30, 15 and 1 days ahead, each once', async () => {
    const world = createWorld();
    await exempted(world, 40);
    expect(await daysOf(world, 42)).toEqual([
      [0, 'began'],
      [10, 'expires-soon', 30],
      [25, 'expires-soon', 15],
      [39, 'expires-soon', 1],
      [40, 'expired'],
    ]);
  });

  test('of an agreement come 90, 60 and 30 days ahead; a new version has warnings of its own', async () => {
    const world = createWorld();
    const { id } = kept(await recordAgreement(agreement(world, 100), alice, world.ports, newId));
    expect(await daysOf(world, 50)).toEqual([
      [10, 'expires-soon', 90],
      [40, 'expires-soon', 60],
    ]);
    kept(await changeAgreement(id, agreement(world, 61), alice, world.ports));
    expect((await daysOf(world, 62)).slice(2)).toEqual([
      [1, 'expires-soon', 60],
      [31, 'expires-soon', 30],
      [61, 'expired'],
    ]);
  });

  test('of an entity profile come 30 and 7 days ahead, and say what its end means; none once it is revoked', async () => {
    const world = createWorld();
    const profile = {
      kinds: ['provider'],
      hybrid: false,
      statement: 'as its license says',
      evidence: 'https://evidence.example.org/license',
      date: world.clock.iso(-day),
      expiresAt: world.clock.iso(40 * day),
    };
    const { id } = kept(await recordEntityProfile(profile, alice, world.ports, newId));
    const revoked = kept(await recordEntityProfile(profile, alice, world.ports, newId));
    kept(await revokeEntityProfile(revoked.id, alice, world.ports));
    expect(await daysOf(world, 42)).toEqual([
      [10, 'expires-soon', 30],
      [33, 'expires-soon', 7],
      [40, 'expired'],
    ]);
    const [first] = await noticesSince('2026-01-01', world.ports);
    expect(first && noticeText(first.value)).toEqual({
      title: `The entity profile ${id} expires in 30 days`,
      lines: [
        `It expires on ${profile.expiresAt}. The safeguards that do not apply by it are asked again after that.`,
        'Please sign another one before then.',
      ],
    });
  });

  test('are given once where a run is cut off at any point, and none after the end', async () => {
    for (const crashAt of [1, 2, 3, 4]) {
      const world = createWorld();
      await exempted(world, 40);
      world.clock.advance(26 * day);
      let adds = 0;
      const { notices } = world.ports.records;
      const records = {
        ...world.ports.records,
        notices: {
          latest: (owner: string) => notices.latest(owner),
          nextOwner: (from: string) => notices.nextOwner(from),
          history: (owner: string, id: string) => notices.history(owner, id),
          add: async (...args: Parameters<(typeof notices)['add']>) => {
            adds += 1;
            if (adds >= crashAt) throw new Error('crash');
            return notices.add(...args);
          },
        },
      };
      if (crashAt <= 3)
        await expect(keepDeadlines({ ...world.ports, records })).rejects.toThrow('parts of a run');
      await keepDeadlines(world.ports);
      await keepDeadlines(world.ports);
      world.clock.advance(20 * day);
      await keepDeadlines(world.ports);
      const said = await noticesSince('2026-01-01', world.ports);
      expect(said.map(({ value }) => ('days' in value ? value.days : value.kind))).toEqual([
        'began',
        30,
        15,
        'expired',
      ]);
    }
  });
});

describe('an announced change', () => {
  const window = (world: World, scope = group) => ({
    ticket: 'CHG-18',
    scope,
    what: 'certificates are exchanged',
    from: world.clock.iso(60),
    until: world.clock.iso(7200),
  });

  test('is named by what it opens, and counts if that is open still at its end', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    await told(world);
    const { id } = kept(await announceChange(window(world), alice, world.ports, newId));
    world.clock.advance(600);
    world.azure.put(account(false));
    await told(world);
    const drift = world.store.journal(accountId).at(-1);
    expect(drift).toMatchObject({ to: 'NonCompliant', cause: 'resource', announced: id });
    await keepDeadlines(world.ports);
    expect((await noticesSince('2026-01-01', world.ports)).map(({ value }) => value.kind)).toEqual([
      'drifts',
    ]);
    world.clock.advance(7200);
    await keepDeadlines(world.ports);
    await keepDeadlines(world.ports);
    expect((await noticesSince('2026-01-01', world.ports)).slice(1)).toMatchObject([
      {
        value: {
          kind: 'announced-still-open',
          count: 1,
          open: [{ resourceId: accountId, policy: 'secure-transfer' }],
        },
      },
    ]);
    expect(world.store.journal(accountId).at(-1)).toEqual(drift);
  });

  test('leaves nothing to say where all is well again; outside its window or scope it is not named', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    await told(world);
    kept(await announceChange(window(world), alice, world.ports, newId));
    const elsewhere = kept(await announceChange(window(world, `${group}2`), alice, world.ports, newId));
    const withdrawn = kept(await announceChange(window(world), alice, world.ports, newId));
    kept(await withdrawChange(subscriptionId, withdrawn.id, alice, world.ports));
    world.azure.put(account(false));
    await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
    expect(world.store.journal(accountId).at(-1)?.announced).toBeUndefined();
    world.azure.put(account(true));
    await told(world);
    world.azure.put(account(false));
    await told(world);
    expect(world.store.journal(accountId).at(-1)?.announced).not.toBe(elsewhere.id);
    world.azure.put(account(true));
    await told(world);
    world.clock.advance(7200);
    await keepDeadlines(world.ports);
    const said = await noticesSince('2026-01-01', world.ports);
    expect(said.map(({ value }) => value.kind)).toEqual(['drifts', 'ended', 'ended']);
  });

  test.each([
    ['from', { from: '2026-02-28T08:00:00Z' }],
    ['until', { until: '2026-03-01T08:00:30Z' }],
    ['until', { until: '2026-04-01T08:00:00Z' }],
    ['ticket', { ticket: '' }],
  ])('wants a sound %s', async (field, change) => {
    const world = createWorld();
    const outcome = await announceChange({ ...window(world), ...change }, alice, world.ports, newId);
    expect(outcome).toMatchObject({ kind: 'invalid', field });
  });
});

describe('what is not known', () => {
  test('ages, tells how often it was tried, alarms once after a day, and is read again', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    await told(world);
    world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
      kind: 'denied',
      startedAt,
      reason: '403',
    }));
    await told(world);
    const since = world.store.current(accountId)?.states['secure-transfer']?.since;
    for (let hour = 0; hour < 30; hour += 1) {
      await runDeadlines(world.ports);
      await drain(world);
      world.clock.advance(3600);
    }
    expect(await unknowns(world.ports)).toMatchObject([
      { resourceId: accountId, kind: 'unknown', since, reason: 'read denied (403)', unread: true },
    ]);
    expect((await unknowns(world.ports))[0]?.tries).toBeGreaterThan(20);
    const alarms = (await noticesSince('2026-01-01', world.ports)).filter(
      ({ value }) => value.kind === 'not-known',
    );
    expect(alarms).toMatchObject([{ value: { count: 1, since, reason: 'read denied (403)' } }]);
    world.azure.instead.clear();
    await runDeadlines(world.ports);
    await drain(world);
    expect(await unknowns(world.ports)).toEqual([]);
    expect(originOf(world.store.journal().at(-1))).toEqual({ candidates: [] });
  });

  test('a state that stands while its reads fail is stale, the oldest first', async () => {
    const world = createWorld();
    const other = `${group}/providers/Microsoft.Storage/storageAccounts/other`;
    for (const id of [accountId, other]) {
      world.azure.put(account(true, id));
      await handleEvent(eventOf(id, world.clock.iso()), world.ports, budget);
    }
    await drain(world);
    for (const id of [other, accountId]) {
      world.clock.advance(3600);
      world.azure.instead.set(id.toLowerCase(), (startedAt) => ({
        kind: 'failed',
        startedAt,
        reason: '500',
      }));
      await handleEvent(eventOf(id, world.clock.iso()), world.ports, budget);
    }
    const found = await unknowns(world.ports);
    expect(found).toMatchObject([
      { resourceId: other, kind: 'stale', tries: 1 },
      { resourceId: accountId, kind: 'stale', tries: 1 },
    ]);
  });
});

test('one deadline that always fails holds up no other, nor what else is due each hour', async () => {
  const world = createWorld();
  world.azure.put(account(true));
  world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
    kind: 'denied',
    startedAt,
    reason: '403',
  }));
  await told(world);
  const ids: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const { id } = kept(await recordAgreement(agreement(world, 1), alice, world.ports, newId));
    ids.push(id);
  }
  world.clock.advance(2 * day);
  const { notices } = world.ports.records;
  const add = notices.add.bind(notices);
  notices.add = (owner, version) =>
    version.id.includes(ids[0] ?? '') ? Promise.reject(new TypeError('a defect')) : add(owner, version);
  await expect(runDeadlines(world.ports)).rejects.toThrow('parts of a run that failed: 1');
  const about = (await noticesSince('2026-01-01', world.ports)).flatMap(({ value }) =>
    value.kind === 'expired' ? [value.about.id] : [],
  );
  expect(about).toEqual([ids[1]]);
  expect(world.queue.messages).toHaveLength(1);
});

test('a baseline makes one notice however many drifts it has', async () => {
  const world = createWorld();
  for (let n = 0; n < 20; n += 1) {
    const id = `${group}/providers/Microsoft.Storage/storageAccounts/a${n}`;
    world.azure.put(account(n % 2 === 0, id));
    await handleEvent(eventOf(id, world.clock.iso()), world.ports, budget);
  }
  await drain(world);
  expect(world.store.journal()).toHaveLength(20);
  const said = await noticesSince('2026-01-01', world.ports);
  expect(said).toMatchObject([{ value: { kind: 'drifts', cause: 'baseline', subscriptionId } }]);
  world.azure.put(account(false, `${group}/providers/Microsoft.Storage/storageAccounts/a0`));
  await handleEvent(
    eventOf(`${group}/providers/Microsoft.Storage/storageAccounts/a0`, world.clock.iso()),
    world.ports,
    budget,
  );
  await drain(world);
  expect(world.store.journal().at(-1)).toBeDefined();
  expect(await noticesSince('2026-01-01', world.ports)).toHaveLength(1);
});
