import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import {
  createObserver,
  purgeProfiles,
  reviewAccess,
  reviewDue,
} from '../../../src/phi-access/access-review/index.ts';
import type { ReviewPorts } from '../../../src/phi-access/access-review/index.ts';
import { logLags } from '../../../src/phi-access/collection/index.ts';
import type { LogAnswer } from '../../../src/platform/azure/index.ts';
import { seeded } from '../../e2e/support/random.ts';
import { query } from '../fake-logs.ts';
import type { Access } from '../fake-logs.ts';
import { profilesIn, reviewing } from '../world.ts';

const start = '2026-03-02T00:00:00.000Z';
const at = (minutes: number): string => new Date(Date.parse(start) + minutes * 60_000).toISOString();
const patient = (n: number): string => createHash('sha256').update(`patient ${n}`).digest('hex');
const twoDays = 2 * 1440;

/** Two days of access by five people; three rows in a hundred come hours late, the others within ten minutes. */
function twoDaysOfRows(): readonly Access[] {
  const random = seeded(7);
  return Array.from({ length: 4000 }, () => {
    const minute = random() * twoDays;
    const late = random() < 0.03 ? 60 + random() * 40 * 60 : 3 + random() * 7;
    return {
      at: at(minute),
      ingestedAt: at(minute + late),
      principal: `person-${Math.floor(random() * 5)}`,
      patient: patient(Math.floor(random() * 200)),
    };
  });
}

describe('profiles', () => {
  it('equal those of a clean run, whatever rows come late, answers are partial, throttled, or cut off by a restart', async () => {
    const rows = twoDaysOfRows();
    const world = reviewing(start);
    world.logs.rows = rows;
    const random = seeded(11);
    world.logs.fault = ({ from, to }, kind): LogAnswer | undefined => {
      const chance = random();
      if (chance < 0.02) return { kind: 'throttled', retryAfterSeconds: 60, why: 'HTTP 429' };
      if (chance < 0.04) throw new Error('the host is gone before it is answered');
      const length = Date.parse(to) - Date.parse(from);
      return kind === 'hours' && length > 20 * 60_000 && chance < 0.3
        ? { kind: 'partial', why: 'too much' }
        : undefined;
    };
    const { profiles } = world.ports;
    const breaking: ReviewPorts['profiles'] = {
      ...profiles,
      replace: async (name, profile) => {
        const replaced = await profiles.replace(name, profile);
        if (random() < 0.02) throw new Error('the host is gone once it has written');
        return replaced;
      },
    };
    let observe = createObserver();
    for (let minute = 0; minute <= twoDays + 42 * 60; minute += 10) {
      world.logs.visibleAt = world.clock.iso();
      await reviewAccess('rules', { ...world.ports, profiles: breaking, observe });
      // Whatever a process held is gone.
      if (minute % 300 === 0) observe = createObserver();
      world.clock.advance(600);
    }
    const clean = reviewing(at(twoDays + 43 * 60));
    clean.logs.rows = rows;
    await reviewAccess('rules', clean.ports);
    const found = await profilesIn(world.ports);
    expect(found).toEqual(await profilesIn(clean.ports));
    const counted = found.flatMap((each) => each.rows as readonly { calls: number }[]);
    expect(counted.reduce((sum, { calls }) => sum + calls, 0)).toBe(rows.length);
  });

  it('do not count rows that came late unless hours are asked for again', async () => {
    // The check above could not fail if no hour had to be asked for twice.
    const late = twoDaysOfRows().filter(
      ({ at, ingestedAt }) => Date.parse(ingestedAt) - Date.parse(at) > 3_600_000,
    );
    expect(late.length).toBeGreaterThan(80);
  });

  it('hold what a patient was hashed to, never what the log had', async () => {
    const world = reviewing(at(120));
    world.logs.rows = [{ at: at(10), ingestedAt: at(15), principal: 'ada', patient: patient(1) }];
    await reviewAccess('rules', world.ports);
    const text = JSON.stringify(await profilesIn(world.ports));
    expect(text).toContain('ada');
    expect(text).not.toContain(patient(1));
  });
});

test('profiles that no baseline needs are removed', async () => {
  const world = reviewing(at(39 * 1440));
  const { profiles } = world.memory;
  for (const minutes of [0, 30 * 1440])
    await profiles.replace(query.name, { hour: at(minutes), askedAt: at(minutes), rows: [{}] });
  expect(await purgeProfiles(world.ports)).toBe(1);
  expect((await profilesIn(world.ports)).map(({ hour }) => hour)).toEqual([at(30 * 1440)]);
});

describe('the watermark', () => {
  const trouble: readonly LogAnswer[] = [
    { kind: 'throttled', retryAfterSeconds: 372, why: 'HTTP 429' },
    { kind: 'denied', why: 'HTTP 403' },
    { kind: 'failed', why: 'no answer' },
    { kind: 'absent', why: 'SEM0100' },
  ];

  it.each(trouble)('does not move past hours that are answered $kind', async (answer) => {
    const world = reviewing(at(120));
    world.logs.rows = [{ at: at(10), ingestedAt: at(15), principal: 'ada', patient: patient(1) }];
    world.logs.fault = (_query, kind) => (kind === 'hours' ? answer : undefined);
    const { statuses: standings } = await reviewAccess('rules', world.ports);
    expect(standings.get(query.name)?.kind).toBe(answer.kind === 'absent' ? 'failed' : answer.kind);
    const mark = await world.memory.watermarks.read(`access|${query.name}`);
    expect(mark?.value ?? '').not.toBe(at(118));
    expect(await profilesIn(world.ports)).toEqual([]);
    world.logs.fault = () => undefined;
    await reviewAccess('rules', world.ports);
    expect(await profilesIn(world.ports)).toHaveLength(1);
  });

  it('does not move past what is partial however little is asked for', async () => {
    const world = reviewing(at(120));
    world.logs.rows = [{ at: at(10), ingestedAt: at(15), principal: 'ada', patient: patient(1) }];
    world.logs.fault = (_query, kind) =>
      kind === 'hours' ? { kind: 'partial', why: 'too much' } : undefined;
    const { statuses: standings } = await reviewAccess('rules', world.ports);
    expect(standings.get(query.name)?.kind).toBe('failed');
    expect(await profilesIn(world.ports)).toEqual([]);
    // From the hour to the first minute of it.
    expect(world.logs.asked.filter((kind) => kind === 'hours')).toHaveLength(6);
  });

  it('moves past a table that is not there, and starts with its first rows', async () => {
    const world = reviewing(at(120));
    world.logs.fault = () => ({ kind: 'absent', why: 'SEM0100' });
    const { statuses: standings } = await reviewAccess('rules', world.ports);
    expect(standings.get(query.name)?.kind).toBe('absent');
    // A later reader of its watermark can tell that nothing was there to be read.
    expect(await world.memory.watermarks.read(`access|${query.name}|absent`)).toMatchObject({
      value: at(118),
    });
    world.logs.fault = () => undefined;
    world.logs.rows = [{ at: at(110), ingestedAt: at(125), principal: 'ada', patient: patient(1) }];
    world.clock.advance(3600);
    await reviewAccess('rules', world.ports);
    expect(await profilesIn(world.ports)).toHaveLength(1);
  });

  it('is left to whoever moved it first', async () => {
    const world = reviewing(at(120));
    const { watermarks } = world.memory;
    world.logs.fault = () => {
      void watermarks.write(`access|${query.name}`, at(100), undefined);
      return undefined;
    };
    const { statuses: standings } = await reviewAccess('rules', world.ports);
    expect(standings.get(query.name)?.kind).toBe('behind');
    expect((await watermarks.read(`access|${query.name}`))?.value).toBe(at(100));
  });

  it('moves day by day over the past, and stops when time is up', async () => {
    const world = reviewing(at(twoDays));
    const pace = { historyDays: 2, stepHours: 24, mostHours: 24, until: at(twoDays) };
    const { statuses: standings } = await reviewAccess('rules', world.ports, pace);
    expect(standings.get(query.name)?.kind).toBe('behind');
    // Nobody is evaluated by a past that is read in part.
    expect(await world.memory.watermarks.read('access|evaluated|rules')).toBeUndefined();
    await reviewAccess('rules', world.ports, { ...pace, until: at(twoDays + 1) });
    expect((await world.memory.watermarks.read(`access|${query.name}`))?.value).toBe(at(twoDays - 2));
    expect(world.logs.asked).toEqual(['dirty', 'dirty']);
  });
});

describe('time that passes', () => {
  /** Eve, on leave for weeks, looks once; then nobody does anything. */
  const evening = async (queries = [query]) => {
    const world = reviewing(at(25 * 1440 + 150));
    const look = (day: number, minute: number, principal: string): Access => ({
      at: at(day * 1440 + minute),
      ingestedAt: at(day * 1440 + minute + 5),
      principal,
      patient: patient(1),
    });
    world.logs.rows = [...Array.from({ length: 26 }, (_, n) => look(n, 60, 'ada')), look(25, 125, 'eve')];
    const { directory, version } = await world.ports.directory();
    const people = ['ada', 'eve'].map((id) => [id, { id, kind: 'human' as const }] as const);
    const ports = {
      ...world.ports,
      queries,
      directory: () => Promise.resolve({ version, directory: { ...directory, principals: new Map(people) } }),
    };
    await reviewAccess('rules', ports);
    const hourly = async (hours: number): Promise<readonly string[]> => {
      for (let hour = 0; hour < hours; hour += 1) {
        world.clock.advance(3600);
        await reviewAccess('rules', ports);
      }
      return world.memory
        .all()
        .flatMap(({ principal, kinds }) => kinds.map((kind) => `${principal} ${kind}`));
    };
    return { ...world, hourly };
  };

  it('is evaluated without new rows: who came and has gone', async () => {
    const { hourly } = await evening();
    expect(await hourly(2)).toEqual([]);
    expect(await hourly(4)).toEqual(['eve dormant-principal']);
  });

  it('is not, as long as a log is not taken in: nobody is known to have gone; then it is made up for', async () => {
    const { hourly, logs } = await evening();
    logs.fault = () => ({ kind: 'failed', why: 'no answer' });
    expect(await hourly(8)).toEqual([]);
    logs.fault = () => undefined;
    expect(await hourly(1)).toEqual(['eve dormant-principal']);
  });

  it('is not, where another log goes on', async () => {
    const other = { ...query, name: 'other-hours', table: 'Others' };
    const { hourly, logs } = await evening([query, other]);
    // One log fails; of the other, rows come in.
    logs.fault = ({ kql }) => (kql.includes('Others') ? undefined : { kind: 'failed', why: 'no answer' });
    logs.rows = [
      ...logs.rows,
      ...[4, 5, 6, 7, 8].map((n) => ({
        at: at(25 * 1440 + n * 60),
        ingestedAt: at(25 * 1440 + n * 60 + 5),
        principal: 'ada',
        patient: patient(2),
      })),
    ];
    expect(await hourly(8)).toEqual([]);
    // Nobody waits for a log for ever.
    expect(await hourly(24)).toContain('eve dormant-principal');
  });
});

test('a log that cannot be followed is behind', async () => {
  const world = reviewing(at(120));
  expect(await logLags(world.ports)).toEqual([{ log: query.name }]);
  await reviewAccess('rules', world.ports);
  expect(await logLags(world.ports)).toEqual([]);
  world.logs.fault = () => ({ kind: 'denied', why: 'HTTP 403' });
  world.clock.advance(3600);
  await reviewAccess('rules', world.ports);
  expect(await logLags(world.ports)).toEqual([{ log: query.name, since: at(118) }]);
});

test('statistics run once an hour, beside the rules of every ten minutes', async () => {
  const { ports, logs, clock } = reviewing(at(48 * 60));
  logs.rows = [{ at: at(60), ingestedAt: at(65), principal: 'ada', patient: patient(1) }];
  const ran: string[] = [];
  for (let minutes = 0; minutes <= 70; minutes += 10) {
    await reviewDue(ports);
    const marks = ['rules', 'all'].map(async (depth) => {
      const mark = await ports.watermarks.read(`access|evaluated|${depth}`);
      return mark?.value === clock.iso() ? depth : '-';
    });
    ran.push((await Promise.all(marks)).join(' '));
    clock.advance(600);
  }
  expect(ran).toEqual(['rules all', ...Array.from({ length: 5 }, () => 'rules -'), 'rules all', 'rules -']);
});

describe('a log that falls silent', () => {
  const hourly = (hours: number): readonly Access[] =>
    Array.from({ length: hours }, (_, n) => ({
      at: at(n * 60 + 5),
      ingestedAt: at(n * 60 + 10),
      principal: 'ada',
      patient: patient(1),
    }));

  it('is an anomaly, told once to everybody who hears of the monitor', async () => {
    const world = reviewing(at(60 * 60));
    world.logs.rows = hourly(60);
    await reviewAccess('all', world.ports);
    const silent = () => world.memory.all().filter(({ kinds }) => kinds.includes('silent-table'));
    expect(silent()).toEqual([]);
    for (let hours = 0; hours < 6; hours += 1) {
      world.clock.advance(3600);
      await reviewAccess('all', world.ports);
    }
    expect(silent()).toHaveLength(1);
    expect(silent()[0]).toMatchObject({ principal: 'log:fhir', severity: 'high', resources: ['Accesses'] });
    const told = world.outbox.added.filter(({ id }) => id.includes(silent()[0]?.id ?? ''));
    expect(told.map(({ channel }) => channel).toSorted()).toEqual(['deputy', 'ops', 'privacy']);
  });

  it('is none where nothing can be asked', async () => {
    const world = reviewing(at(60 * 60));
    world.logs.rows = hourly(60);
    await reviewAccess('all', world.ports);
    world.logs.fault = () => ({ kind: 'failed', why: 'no answer' });
    world.clock.advance(6 * 3600);
    await reviewAccess('all', world.ports);
    expect(world.memory.all().filter(({ kinds }) => kinds.includes('silent-table'))).toEqual([]);
  });
});
