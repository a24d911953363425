import { expect, test } from 'vitest';
import { recordDay } from '../../../src/assurance/daily-posture/index.ts';
import { fitting } from '../../../src/assurance/daily-posture/fitting.ts';
import type { DailyPosture } from '../../../src/assurance/daily-posture/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { account, accountId, createWorld, drain, eventOf } from '../../support/fakes.ts';
import { postureOf } from '../../evidence/support/sample-posture.ts';
import { MemoryItems } from '../../support/memory-items.ts';

/** A hospital of one account with a finding, of which Azure's history of changes may know. */
async function hospital(isInHistory: boolean) {
  const world = createWorld();
  world.azure.put({ ...account(false), tags: { phi: 'true' } });
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, 20_000);
  await drain(world);
  if (isInHistory)
    world.graph.changes.push({
      id: 'c',
      resourceId: accountId,
      kind: 'update',
      detectedAt: world.clock.iso(60),
      paths: [],
      truncated: false,
    });
  world.clock.advance(2 * 3600);
  world.azure.put({ ...account(true), tags: { phi: 'true' } });
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, 20_000);
  await drain(world);
  world.clock.advance(3 * 3600);
  const dailyPostures = new MemoryItems<DailyPosture>();
  return { world, ports: { ...world.ports, dailyPostures, appVersion: '1', catalogueVersion: 'c' } };
}

test('a day is put on record once: safeguards, findings, and counts beside those of Azure', async () => {
  const { world, ports } = await hospital(true);
  expect(await recordDay(ports)).toBe('recorded');
  expect(await recordDay(ports)).toBe('there');
  const [day] = (await ports.dailyPostures.all()).map(({ value }) => value);
  expect(day).toMatchObject({
    id: '2026-03-01',
    at: world.clock.iso(),
    resources: { count: 1, independent: { count: 1, unexplained: [] } },
    phiResources: { count: 1, independent: { count: 1, unexplained: [] } },
  });
  expect(day?.findings).toMatchObject({ critical: { all: 0 }, high: { all: 0 } });
  world.clock.advance(24 * 3600);
  expect(await recordDay(ports)).toBe('recorded');
  const next = (await ports.dailyPostures.all()).at(-1)?.value;
  expect(next?.changes.from).toBe(day?.changes.to);
});

test('a change that Azure has not in its history is named', async () => {
  const { ports } = await hospital(false);
  await recordDay(ports);
  const [day] = (await ports.dailyPostures.all()).map(({ value }) => value);
  expect(day?.changes).toMatchObject({
    count: 1,
    independent: { count: 0, unexplained: [expect.stringMatching(/-2$/)] },
  });
});

test('a history that cannot be read is said, and read again with the next day', async () => {
  const { world, ports } = await hospital(true);
  const broken = { kind: 'failed', startedAt: world.clock.iso(), reason: 'HTTP 500' } as const;
  const changesIn = world.graph.changesIn.bind(world.graph);
  world.graph.changesIn = async () => broken;
  await recordDay(ports);
  world.graph.changesIn = changesIn;
  const [day] = (await ports.dailyPostures.all()).map(({ value }) => value);
  expect(day?.changes).toMatchObject({
    unread: true,
    why: "Azure's history of changes: read failed (HTTP 500)",
  });
  expect(day?.changes.independent).toBeUndefined();
  world.clock.advance(24 * 3600);
  await recordDay(ports);
  expect((await ports.dailyPostures.all()).at(-1)?.value.changes).toMatchObject({ count: 1 });
});

test('a graph that is cut short is compared with nothing', async () => {
  const { ports, world } = await hospital(true);
  world.graph.resources = async function* cut() {
    yield { kind: 'page', startedAt: '', resources: [], malformed: 0, truncated: true } as const;
  };
  await recordDay(ports);
  const [day] = (await ports.dailyPostures.all()).map(({ value }) => value);
  expect(day?.resources).toEqual({ count: 1, why: 'Resource Graph cut its answer short' });
});

test('a posture fits into a row: the longest list of ids goes, and says so', async () => {
  const ids = Array.from({ length: 5_000 }, (_, n) => `${accountId}${n}`);
  const posture = fitting(
    postureOf('2026-12-01', {
      resources: { count: 9, independent: { count: 1, unexplained: ids } },
      phiResources: { count: 2, independent: { count: 1, unexplained: ids.slice(0, 10) } },
    }),
  );
  expect(posture.resources).toEqual({ count: 9, why: '5000 differ, more than can be listed' });
  expect(posture.phiResources.independent?.unexplained).toHaveLength(10);
  expect(JSON.stringify(posture).length).toBeLessThan(480_000);
});

test('a history that was not read for days is given up, so that later days are compared', async () => {
  const { world, ports } = await hospital(true);
  const broken = { kind: 'failed', startedAt: world.clock.iso(), reason: 'HTTP 500' } as const;
  const changesIn = world.graph.changesIn.bind(world.graph);
  world.graph.changesIn = async () => broken;
  for (let n = 0; n < 4; n += 1) {
    await recordDay(ports);
    world.clock.advance(24 * 3600);
  }
  const last = (await ports.dailyPostures.all()).at(-1)?.value.changes;
  expect(last?.unread).toBeUndefined();
  expect(last?.why).toContain('HTTP 500');
  world.graph.changesIn = changesIn;
  await recordDay(ports);
  expect((await ports.dailyPostures.all()).at(-1)?.value.changes).toMatchObject({ from: last?.to, count: 0 });
});
