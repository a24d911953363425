import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { habits } from '../src/logs/habits.ts';
import type { HabitsName } from '../src/logs/habits.ts';
import { incidents, scene } from '../src/logs/incidents/index.ts';
import { defaultDays, defaultFrom, incidentKinds, logs } from '../src/logs/logs.ts';
import type { Row } from '../src/logs/logs.ts';
import { services } from '../src/logs/services.ts';
import { day, hour } from '../src/logs/time.ts';
import { world } from '../src/logs/world.ts';
import { needsShared } from '../../../test/support/shared.ts';
import { logSchemas, misfit, schemaFile } from './log-schemas.ts';
import { LogSummary } from './log-summary.ts';

const schemas = logSchemas();

const names = Object.keys(habits) as HabitsName[];

/** A hash of the rows of the first date. */
function hashOf(options: Parameters<typeof logs>[0]): string {
  const hash = createHash('sha256');
  for (const { columns } of firstDate(options)) hash.update(JSON.stringify(columns));
  return hash.digest('hex');
}

function firstDate(options: Parameters<typeof logs>[0]): readonly Row[] {
  for (const rows of logs(options).dates()) return rows;
  return [];
}

/** Made once for all that look at it. */
const firstDates = new Map<HabitsName, readonly Row[]>();

function firstDateOf(name: HabitsName): readonly Row[] {
  const rows = firstDates.get(name) ?? firstDate({ seed: 4, habits: name });
  firstDates.set(name, rows);
  return rows;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

describe('generated logs', () => {
  it('are the same again for a seed, and others for another', () => {
    expect(hashOf({ seed: 1 })).toBe(hashOf({ seed: 1 }));
    expect(hashOf({ seed: 1 })).not.toBe(hashOf({ seed: 2 }));
  });

  it('have the same everyday life at each strength', () => {
    expect(hashOf({ seed: 1, strength: 1 })).toBe(hashOf({ seed: 1, strength: 0.4 }));
  });

  it.each(names)('fit the schemas: habits %s', needsShared(schemaFile), (name) => {
    const problems = new Set<string>();
    for (const row of firstDateOf(name)) {
      const problem = misfit(schemas!, row);
      if (problem) problems.add(problem);
    }
    expect([...problems]).toEqual([]);
  });

  it('that have a column too many or of another type are noticed', needsShared(schemaFile), () => {
    const row = firstDate({ seed: 4 }).find(({ table }) => table === 'StorageBlobLogs')!;
    const changed = (columns: Record<string, unknown>): Row => ({
      ...row,
      columns: { ...row.columns, ...columns },
    });
    expect(misfit(schemas!, row)).toBeUndefined();
    expect(misfit(schemas!, changed({ UserAgent: 'x' }))).toBe('StorageBlobLogs.UserAgent: unknown');
    expect(misfit(schemas!, changed({ StatusCode: 200 }))).toBe('StorageBlobLogs.StatusCode: not a string');
  });

  it.each(names)('hold marked data and invented patients alone: habits %s', (name) => {
    const text = firstDateOf(name).map(({ columns }) => columns);
    const uris = text.map((columns) => textOf(columns['RequestUri']));
    expect(uris.some((uri) => uri.includes('name=PHIMARK-'))).toBe(true);
    expect(text.some((columns) => textOf(columns['statement_s']).includes("'PHIMARK-"))).toBe(true);
    const ids = uris
      .flatMap((uri) => /\/Patient\/([\w.-]+)/.exec(uri)?.[1] ?? [])
      .filter((id) => id !== '_search');
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id) => !/^(fa4e|99\d{8}$|fake-)/.test(id))).toEqual([]);
    const directory = JSON.stringify(logs({ seed: 4, habits: name }).directory);
    expect(directory).not.toMatch(/PHIMARK|fa4e[\da-f]{4}-|fake-/);
  });

  it('are of whom the directory knows, and of no more than it says where it has gaps', () => {
    for (const name of names) {
      const { principals } = logs({ seed: 4, habits: name }).directory;
      const people = principals.filter(({ kind }) => kind === 'human');
      expect(people.length).toBeGreaterThan(150);
      expect(people.length).toBeLessThan(300);
      const without = people.filter((each) => !('role' in each)).length;
      expect(without > 0).toBe(name === 'c');
    }
  });

  it('have more staff for more rows', () => {
    const people = (copies: number) => logs({ seed: 1, copies }).directory.principals.length;
    expect(people(3)).toBeGreaterThan(2.5 * people(1));
  });
});

describe('incidents', () => {
  function made(name: HabitsName, strength: number) {
    const hospital = world({ seed: 5, habits: name, from: defaultFrom, days: defaultDays, copies: 1 });
    const stage = scene(hospital, services(hospital.habits, 5), strength, hospital.random.fork('incidents'));
    return incidents(stage, [7, 8, 9]);
  }

  it.each(names)('of every kind happen several times, after the history: habits %s', (name) => {
    const { labels, watched, to } = logs({ seed: 6, habits: name });
    for (const kind of incidentKinds)
      expect(labels.filter((label) => label.kind === kind).length, kind).toBeGreaterThanOrEqual(3);
    for (const { start, end } of labels) {
      expect(Date.parse(start)).toBeGreaterThanOrEqual(watched);
      expect(Date.parse(end)).toBeLessThan(to);
    }
  });

  it('differ by strength where they are of degree, and not where they are not', () => {
    const weights = (strength: number) => {
      const count = (kinds: readonly string[]) =>
        made('a', strength)
          .filter(({ label }) => kinds.includes(label.kind))
          .reduce((sum, { rows }) => sum + rows.length, 0);
      return {
        degree: count(['low-and-slow', 'after-hours', 'enumeration']),
        plain: count(['audit-disabled']),
      };
    };
    const [full, weak] = [weights(1), weights(0.4)];
    expect(weak.degree / full.degree).toBeGreaterThan(0.25);
    expect(weak.degree / full.degree).toBeLessThan(0.55);
    expect(weak.plain).toBe(full.plain);
  });

  it('are apart in the name of one principal, so that each can be told', () => {
    const { labels } = logs({ seed: 6 });
    const own = labels.filter(({ kind }) => !['patient-crowding', 'low-and-slow'].includes(kind));
    for (const list of Map.groupBy(own, ({ principal }) => principal).values()) {
      const starts = list.map(({ start }) => Date.parse(start)).toSorted((one, other) => one - other);
      for (let index = 1; index < starts.length; index++)
        expect(starts[index]! - starts[index - 1]!).toBeGreaterThan(3 * day);
    }
  });
});

describe('seven weeks of them', () => {
  const made = logs({ seed: 1 });
  const summary = new LogSummary(made.labels);

  beforeAll(() => {
    for (const rows of made.dates()) summary.add(rows);
  });

  it('have each request of FHIR twice: once started, once ended', () => {
    expect(summary.started.size).toBeGreaterThan(100_000);
    expect(summary.ended).toEqual(summary.started);
  });

  it('have rows of every incident, of everybody who took part', () => {
    for (const label of made.labels)
      for (const each of label.principals ?? [label.principal])
        expect(summary.rowsOf(label, each), `${label.kind} ${label.what}`).toBeGreaterThan(0);
  });

  it('keep dormant principals silent before, and people who have left busy before', () => {
    for (const { kind, principal, start } of made.labels) {
      const before = summary.first.get(principal) ?? Infinity;
      if (kind === 'dormant-principal') expect(before).toBe(Date.parse(start));
      if (kind === 'terminated-access') expect(before).toBeLessThan(made.watched);
    }
  });

  it('arrive late now and then, by two days at most', () => {
    expect(summary.late / summary.total).toBeGreaterThan(0.025);
    expect(summary.late / summary.total).toBeLessThan(0.035);
    expect(summary.latest).toBeLessThanOrEqual(47 * hour);
    expect(firstDate({ seed: 1, late: 0 }).some(({ columns }) => '_IngestionTime' in columns)).toBe(false);
  });

  it('follow the clocks of the place over the end of daylight saving time', () => {
    const office = made.directory.principals.filter(
      (each) => 'department' in each && each.department === 'Billing' && each.timeZone === 'America/New_York',
    );
    const change = Date.UTC(2026, 10, 1, 6);
    const starts = office.map(({ id }) => summary.startsOf(id, change));
    const mean = (list: number[]): number => list.reduce((sum, each) => sum + each, 0) / list.length;
    const [before, after] = [
      mean(starts.flatMap((each) => each.before)),
      mean(starts.flatMap((each) => each.after)),
    ];
    expect(after - before).toBeGreaterThan(0.7);
    expect(after - before).toBeLessThan(1.3);
  });

  it('know nights, weekends and holidays', () => {
    const office = new Set(
      made.directory.principals
        .filter((each) => 'department' in each && each.department === 'Billing')
        .map(({ id }) => id),
    );
    const on = (date: number): number => summary.activeOn(date, office);
    const [holiday, sunday, wednesday] = [
      Date.UTC(2026, 9, 12),
      Date.UTC(2026, 9, 18),
      Date.UTC(2026, 9, 14),
    ];
    expect(on(wednesday)).toBeGreaterThan(8);
    expect(on(holiday)).toBeLessThan(on(wednesday) / 2);
    expect(on(sunday)).toBeLessThan(on(wednesday) / 2);
  });
});
