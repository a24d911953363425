import { describe, expect, test } from 'vitest';
import { keepDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { noticeText, severityOfNotice } from '../../../src/assurance/deadlines/notice-text.ts';
import {
  approveDiscovery,
  askDiscovery,
  assessIncident,
  decideIncident,
  incidentChannels,
  incidentDeadlines,
  noticesFor,
  recordNotice,
} from '../../../src/assurance/incidents/index.ts';
import type { Incident } from '../../../src/assurance/incidents/index.ts';
import { noticesSince } from '../../../src/records/index.ts';
import type { Notice } from '../../../src/records/index.ts';
import { noteOnce } from '../../../src/records/notice.ts';
import { alice, bob, dan, kept } from '../../support/people.ts';
import { allFactors, incidentWorld, opened, reader } from './world.ts';
import type { IncidentWorld } from './world.ts';

/** Runs the timer each hour for so many days. */
async function pass(world: IncidentWorld, days: number): Promise<void> {
  for (let hour = 0; hour < days * 24; hour += 1) {
    await keepDeadlines(world.ports);
    world.clock.advance(3600);
  }
}

/** What was told of incidents, and when: `2026-03-31T05 individuals 30`. */
async function told(world: IncidentWorld): Promise<readonly string[]> {
  const notices = await noticesSince('2026-01-01', world.ports);
  return notices.flatMap(({ recordedAt, value }) =>
    value.kind === 'notice-due' || value.kind === 'notice-overdue'
      ? [`${recordedAt.slice(0, 13)} ${value.to} ${value.kind === 'notice-due' ? value.days : 'overdue'}`]
      : [],
  );
}

describe('the moments at which a notice is called to mind', () => {
  const opened = (at: string, more: Partial<Incident> = {}): Incident => ({
    source: { kind: 'report', knownAt: '2026-03-01T07:00:00.000Z' },
    what: 'an export went astray',
    systems: [],
    resources: [],
    timeZone: 'UTC',
    capacity: 'business-associate',
    noticeDays: 10,
    subjects: [],
    openedBy: 'a',
    openedAt: at,
    changedBy: 'a',
    discovery: { day: '2026-03-01', basis: 'report' },
    notices: [],
    ...more,
  });
  const midnight = (day: string) => `${day}T00:00:00.000Z`;
  const moved = { day: '2026-02-01', basis: 'moved', approvedAt: '2026-03-25T09:30:00.000Z' } as const;
  const letter = {
    to: 'covered-entity',
    sentOn: '2026-03-05',
    how: 'mail',
    document: 'https://example.org/1',
    by: 'a',
  } as const;

  /** The incident, of which the notice is due on 11 March; the days ahead that are named, when, and why. */
  test.each<[string, Incident, readonly (readonly [number | 'overdue', string])[]]>([
    [
      'it is opened on the day of discovery',
      opened('2026-03-01T08:00:00.000Z'),
      [
        [10, '2026-03-01T08:00:00.000Z'],
        [7, midnight('2026-03-04')],
        [1, midnight('2026-03-10')],
        ['overdue', midnight('2026-03-12')],
      ],
    ],
    [
      'it is opened at the moment of a warning, which then is no other',
      opened(midnight('2026-03-04')),
      [
        [7, midnight('2026-03-04')],
        [1, midnight('2026-03-10')],
        ['overdue', midnight('2026-03-12')],
      ],
    ],
    [
      'it is opened on the last day',
      opened('2026-03-11T23:00:00.000Z'),
      [
        [0, '2026-03-11T23:00:00.000Z'],
        ['overdue', midnight('2026-03-12')],
      ],
    ],
    [
      'it is opened when the day is past: then it is overdue at once, and not long ago',
      opened('2026-03-20T08:00:00.000Z'),
      [
        [-9, '2026-03-20T08:00:00.000Z'],
        ['overdue', '2026-03-20T08:00:00.000Z'],
      ],
    ],
    [
      'the discovery moves so that the day is past: it is overdue when that is approved',
      opened('2026-03-01T08:00:00.000Z', { discovery: moved }),
      [
        [-18, '2026-03-01T08:00:00.000Z'],
        ['overdue', '2026-03-25T09:30:00.000Z'],
      ],
    ],
    ['the notice was given', opened('2026-03-01T08:00:00.000Z', { notices: [letter] }), []],
  ])('where %s', (_why, value, expected) => {
    const deadlines = incidentDeadlines({ id: 'i', version: 3, recordedAt: value.openedAt, value });
    expect(
      deadlines.map(({ at, notice }) => [
        notice.kind === 'notice-due'
          ? notice.days
          : notice.kind === 'notice-overdue'
            ? 'overdue'
            : notice.kind,
        at,
      ]),
    ).toEqual(expected);
    expect(new Set(deadlines.map(({ id }) => id)).size).toBe(expected.length);
    for (const { at, notice } of deadlines)
      expect(notice).toMatchObject({
        at,
        to: 'covered-entity',
        about: { record: 'incident', id: 'i', version: 3 },
      });
  });

  test('are midnights where the day begins last, where no time zone is known; no warning counts after the last day', () => {
    const { timeZone: _, ...value } = opened('2026-03-01T13:00:00.000Z');
    const deadlines = incidentDeadlines({ id: 'i', version: 1, recordedAt: value.openedAt, value });
    expect(deadlines.map(({ at, until }) => [at, until])).toEqual([
      ['2026-03-01T13:00:00.000Z', '2026-03-12T12:00:00.000Z'],
      ['2026-03-04T12:00:00.000Z', '2026-03-12T12:00:00.000Z'],
      ['2026-03-10T12:00:00.000Z', '2026-03-12T12:00:00.000Z'],
      ['2026-03-12T12:00:00.000Z', undefined],
    ]);
  });
});

describe('the notices of an incident are called to mind', () => {
  test('when it is opened, 30, 15, 7 and 1 days ahead by the calendar there, and once they are overdue', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await assessIncident(id, { affected: { individuals: 12 } }, alice, world.ports));
    await pass(world, 64);
    expect(await told(world)).toEqual([
      '2026-03-01T08 individuals 60',
      '2026-03-01T08 hhs 365',
      // Summer time began on 8 March: midnight in Chicago is five hours behind.
      '2026-03-31T05 individuals 30',
      '2026-04-15T05 individuals 15',
      '2026-04-23T05 individuals 7',
      '2026-04-29T05 individuals 1',
      '2026-05-01T05 individuals overdue',
    ]);
  });

  test('no more once one was given or it was decided that there was no breach', async () => {
    const world = incidentWorld();
    const [given, none] = [await opened(world), await opened(world)];
    for (const id of [given, none])
      kept(
        await assessIncident(id, { factors: allFactors, affected: { individuals: 12 } }, alice, world.ports),
      );
    const letter = { how: 'first-class mail', document: 'https://example.org/1', sentOn: '2026-03-01' };
    kept(await recordNotice(given, { ...letter, to: 'individuals' }, alice, world.ports));
    kept(await decideIncident(none, { outcome: 'low-probability', why: 'as assessed' }, bob, world.ports));
    await pass(world, 64);
    expect(await told(world)).toEqual(['2026-03-01T08 hhs 365']);
  });

  test('again where the discovery moves, and at once where they are overdue by that', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await assessIncident(id, { affected: { individuals: 12 } }, alice, world.ports));
    await pass(world, 1);
    const discovery = { day: '2025-11-20', why: 'the service desk had a ticket that day' };
    kept(await askDiscovery(id, discovery, alice, world.ports));
    kept(await approveDiscovery(id, { day: discovery.day }, bob, world.ports));
    await pass(world, 3);
    expect((await told(world)).slice(2)).toEqual([
      '2026-03-02T08 individuals overdue',
      // 60 days after the end of 2025 was yesterday.
      '2026-03-02T08 hhs overdue',
    ]);
    // It is said by whoever looks back two days, as the channels do.
    const lately = await noticesSince('2026-03-02T00:00:00.000Z', world.ports);
    expect(lately.filter(({ value }) => value.kind === 'notice-overdue')).toHaveLength(2);
  });

  test('to those who read incidents and whom it does not concern, by its id alone', async () => {
    const world = incidentWorld();
    const id = await opened(world, { subjects: [dan.objectId] });
    await pass(world, 1);
    const seenBy = async (caller: typeof dan) =>
      (await noticesFor(caller, '2026-03-01', world.ports)).filter(({ value }) => 'by' in value).length;
    expect(await seenBy(alice)).toBe(3);
    expect(await seenBy({ ...alice, roles: ['Auditor'] })).toBe(3);
    expect(await seenBy(dan)).toBe(0);
    expect(await seenBy(reader)).toBe(0);
    // What is about no incident is for everybody.
    const at = world.clock.iso();
    await noteOnce(
      'agreement',
      { kind: 'expired', at, about: { record: 'agreement', id: 'a', version: 1 } },
      world.ports.records,
      at,
    );
    await noteOnce('drifts', { kind: 'drifts', at, cause: 'policy', group: 'g' }, world.ports.records, at);
    for (const caller of [alice, dan, reader]) {
      const seen = (await noticesFor(caller, '2026-03-01', world.ports)).map(({ id }) => id);
      expect(seen).toEqual(expect.arrayContaining(['agreement', 'drifts']));
    }
    const [notice] = await noticesSince('2026-03-01', world.ports);
    if (!notice) throw new Error('nothing was said');
    expect(severityOfNotice(notice.value)).toBe('high');
    const words = JSON.stringify(noticeText(notice.value));
    expect(words).toContain(`The incident ${id}: the notice to individuals is due in 60 days`);
    expect(words).not.toContain(dan.objectId);
  });

  test("on the Privacy Officer's channels that nobody reads whom it concerns", async () => {
    const world = incidentWorld();
    const { incidents } = world.ports;
    await opened(world, { subjects: [dan.objectId] });
    await pass(world, 1);
    const [notice] = await noticesSince('2026-03-01', world.ports);
    if (!notice) throw new Error('nothing was said');
    const privacy = { privacy: [alice.objectId], both: [alice.objectId, dan.objectId] };
    expect(await incidentChannels(notice.value, { incidents, alerts: { privacy } })).toEqual(['privacy']);
    const unknown = { ...notice.value, about: { record: 'incident', id: 'none', version: 1 } } as Notice;
    expect(await incidentChannels(unknown, { incidents, alerts: { privacy } })).toEqual(['privacy', 'both']);
    // Without such channels it goes where all notices go: it names nobody.
    expect(await incidentChannels(notice.value, { incidents, alerts: {} })).toBeUndefined();
    const other = { kind: 'drifts', cause: 'policy', group: 'g', at: world.clock.iso() } as const;
    expect(await incidentChannels(other, { incidents, alerts: { privacy } })).toBeUndefined();
    const about = { record: 'agreement', id: 'a', version: 1 } as const;
    const expired = { kind: 'expired', at: world.clock.iso(), about } as const;
    expect(await incidentChannels(expired, { incidents, alerts: { privacy } })).toBeUndefined();
  });
});
