import { describe, expect, test } from 'vitest';
import { keepDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { noticeText, severityOfNotice } from '../../../src/assurance/deadlines/notice-text.ts';
import {
  approveDiscovery,
  askDiscovery,
  assessIncident,
  decideIncident,
  incidentChannels,
  noticesFor,
  recordNotice,
} from '../../../src/assurance/incidents/index.ts';
import { noticesSince } from '../../../src/records/index.ts';
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
    // Without such channels it goes where all notices go: it names nobody.
    expect(await incidentChannels(notice.value, { incidents, alerts: {} })).toBeUndefined();
    const other = { kind: 'drifts', cause: 'policy', group: 'g', at: world.clock.iso() } as const;
    expect(await incidentChannels(other, { incidents, alerts: { privacy } })).toBeUndefined();
  });
});
