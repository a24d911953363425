import { describe, expect, test } from 'vitest';
import {
  assessIncident,
  decideIncident,
  listIncidents,
  openIncident,
  showIncident,
} from '../../../src/assurance/incidents/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { account, accountId, budget, drain, eventOf } from '../../support/fakes.ts';
import { alice, bob, dan, kept, newId } from '../../support/people.ts';
import { candidateOf, driftOf } from '../../platform/store/samples.ts';
import { agreed, allFactors, incidentWorld, opened, report, valueOf } from './world.ts';

const refused = async (input: unknown, world = incidentWorld(), caller = alice) =>
  openIncident(input, caller, world.ports, newId);

describe('the clock of an incident', () => {
  test('of an anomaly runs from the earliest alert or knowledge; whoever it is about is a subject, and cannot open it', async () => {
    const principals = [dan.objectId.toUpperCase()];
    const world = incidentWorld({
      'anomaly-1': { principals, resources: ['fhir1'], alertedAt: '2026-02-20T03:00:00.000Z' },
    });
    const source = { kind: 'anomaly', id: 'anomaly-1' };
    const ofAlert = await valueOf(world, await opened(world, { source }));
    // It was the evening before in Chicago.
    expect(ofAlert.discovery).toEqual({ day: '2026-02-19', basis: 'alert' });
    expect(ofAlert.subjects).toEqual([dan.objectId]);
    expect(ofAlert.resources).toEqual(['fhir1']);
    // It is about Dan: to him there is nothing.
    expect(await refused(report({ source }), world, dan)).toMatchObject({ field: 'source.id' });
    const known = { ...source, knownAt: '2026-02-18T15:00:00Z' };
    expect((await valueOf(world, await opened(world, { source: known }))).discovery).toEqual({
      day: '2026-02-18',
      basis: 'knowledge',
    });
    const later = { ...source, knownAt: '2026-02-27T15:00:00Z' };
    expect((await valueOf(world, await opened(world, { source: later }))).discovery.day).toBe('2026-02-19');
  });

  test('of no known place dates by where the day begins last', async () => {
    const world = incidentWorld();
    const { timeZone: _, ...anywhere } = report();
    const { id } = kept(await openIncident(anywhere, alice, world.ports, newId));
    expect((await valueOf(world, id)).discovery.day).toBe('2026-02-28');
  });

  test('of a drift runs from when it was recorded; whoever may have made the change is a subject', async () => {
    const world = incidentWorld();
    world.azure.resources.set(accountId.toLowerCase(), account(true));
    await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
    world.clock.advance(7200);
    world.azure.resources.set(accountId.toLowerCase(), account(false));
    for (const { objectId } of [bob, dan])
      await handleEvent(eventOf(accountId, world.clock.iso(), { oid: objectId }), world.ports, budget);
    world.clock.advance(300);
    await drain(world);
    const drifts = [];
    for await (const drift of world.store.since(world.ports.subscriptions, '2026-01-01')) drifts.push(drift);
    const drift = drifts.at(-1);
    world.clock.advance(86_400);
    const source = { kind: 'drift', id: drift?.id, recordedAt: drift?.recordedAt };
    const value = await valueOf(world, await opened(world, { source }));
    expect(value.discovery).toEqual({ day: '2026-03-01', basis: 'alert' });
    expect(value.resources).toEqual([accountId]);
    expect(value.subjects).toEqual([bob.objectId, dan.objectId]);
    // Dan may have done it: to him there is nothing.
    expect(await refused(report({ source }), world, dan)).toMatchObject({ field: 'source.id' });
    expect(await refused(report({ source: { ...source, id: 'another-1' } }), world)).toMatchObject({
      field: 'source.id',
    });
  });

  test("of a vendor's notice runs from when the vendor knew, where it is our agent; else from when we were told", async () => {
    const world = incidentWorld();
    const times = { toldAt: '2026-02-25T15:00:00Z', knownAt: '2026-02-10T15:00:00Z' };
    const of = async (agent: boolean) => {
      const source = { kind: 'vendor', agreement: await agreed(world, { agent }), ...times };
      return (await valueOf(world, await opened(world, { source }))).discovery;
    };
    expect(await of(false)).toEqual({ day: '2026-02-25', basis: 'report' });
    expect(await of(true)).toEqual({ day: '2026-02-10', basis: 'knowledge' });
    const silent = { kind: 'vendor', agreement: await agreed(world, { agent: true }), toldAt: times.toldAt };
    expect(await refused(report({ source: silent }), world)).toMatchObject({ field: 'source.knownAt' });
  });
});

describe('what is sent to open one', () => {
  test.each([
    ['source.knownAt', { source: { kind: 'report', knownAt: '2026-03-02T07:00:00Z' } }],
    ['source.knownAt', { source: { kind: 'report' } }],
    ['source.id', { source: { kind: 'anomaly', id: 'none' } }],
    ['source.agreement', { source: { kind: 'vendor', agreement: 'none', toldAt: '2026-03-01T07:00:00Z' } }],
    ['source.toldAt', { source: { kind: 'vendor', agreement: 'none', toldAt: '2026-03-02T07:00:00Z' } }],
    ['agreement', { capacity: 'business-associate' }],
    ['agreement', { capacity: 'business-associate', agreement: 'none' }],
    ['agreement', { agreement: 'any' }],
    ['timeZone', { timeZone: 'Chicago' }],
    ['subjects.0', { subjects: ['dr.miller'] }],
    ['status', { status: 'closed' }],
    ['what', { what: '' }],
    ['what', { what: 'x'.repeat(1001) }],
    ['what', { what: 'sent to jane@example.org' }],
  ])('is refused for %s: %o', async (field, more) => {
    expect(await refused(report(more))).toMatchObject({ kind: 'invalid', field });
  });

  test.each<[string, boolean, string]>([
    ['read 078-05-1120', false, 'a social security number'],
    ['CHG-078-05-1120', false, 'one behind another text'],
    ['ticket 1078-05-11201', true, 'a longer number is another thing'],
    ['called 555-010-2345', false, 'a telephone number'],
    ['called (555) 010-2345', false, 'one with brackets'],
    ['called 555.010.2345', false, 'one with dots'],
    ['called 555 010 2345', false, 'one with blanks'],
    ['called 5550102345', false, 'one without any'],
    ['the parts 555/010/2345', true, 'digits that are not grouped so'],
    ['ticket 55-010-2345', true, 'the area code is too short'],
    ['the patient born on 1961-05-02', false, 'a birthday of the last century'],
    ['the patient born on 2019-12-31', false, 'a birthday until 2019'],
    ['the export of 2020-01-01 went astray', true, 'a day that is no birthday of a grown patient'],
    ['the export of 2026-02-27 went astray', true, 'a day of this decade'],
    ['build 1961-5-2', true, 'not written as a day'],
    ['the patient born on 5/2/1961', false, 'a birthday as people write it'],
    ['the patient born on 05.02.2019', false, 'also with dots'],
    ['the patient born on 12/31/1999', false, 'also with two digits'],
    ['the export of 5/2/2026 went astray', true, 'a day of this decade'],
    ['ratio 5/2/61', true, 'no year'],
    ['the record of the patient with MRN 3381', false, 'a medical record number'],
    ['their ssn was read', false, 'in any case'],
    ['a Dob was read', false, 'a birthday'],
    ['the ssns table', true, 'a part of a word'],
  ])('may say "%s": %s (%s)', async (what, isAllowed) => {
    expect(await refused(report({ what }))).toMatchObject(
      isAllowed
        ? { kind: 'saved' }
        : { kind: 'invalid', field: 'what', why: expect.stringContaining('must hold no PHI') },
    );
  });

  test('comes from a person', async () => {
    const application = { ...alice, kind: 'application' } as const;
    expect(await refused(report(), incidentWorld(), application)).toEqual({
      kind: 'forbidden',
      why: 'application',
    });
  });

  test('is answered without what its source says of others', async () => {
    const world = incidentWorld({
      a: { principals: [dan.objectId], resources: ['fhir1'], alertedAt: '2026-02-20T15:00:00.000Z' },
    });
    const outcome = await openIncident(
      report({ source: { kind: 'anomaly', id: 'a' } }),
      bob,
      world.ports,
      newId,
    );
    expect(kept(outcome).value).toEqual({ discovery: { day: '2026-02-20', basis: 'alert' } });
  });

  test('by a business associate takes the days of its agreement', async () => {
    const world = incidentWorld();
    const agreement = await agreed(world, { direction: 'upstream', noticeDays: 5 });
    const id = await opened(world, { capacity: 'business-associate', agreement });
    const shown = await showIncident(id, alice, world.ports);
    expect(shown?.due).toEqual([{ to: 'covered-entity', citation: '164.410(b)', by: '2026-03-06' }]);
  });
});

describe('what an incident is opened from', () => {
  const now = '2026-03-01T08:00:00.000Z';

  test('may have come to light this moment', async () => {
    const world = incidentWorld();
    const report = await opened(world, { source: { kind: 'report', knownAt: now } });
    expect((await valueOf(world, report)).discovery).toEqual({ day: '2026-03-01', basis: 'report' });
    const vendor = { kind: 'vendor', agreement: await agreed(world), toldAt: now };
    expect((await valueOf(world, await opened(world, { source: vendor }))).discovery.day).toBe('2026-03-01');
  });

  test('is an agreement with a vendor, and of a business associate one with the covered entity', async () => {
    const world = incidentWorld();
    const upstream = await agreed(world, { direction: 'upstream' });
    const downstream = await agreed(world);
    const source = { kind: 'vendor', agreement: upstream, toldAt: now };
    expect(await refused(report({ source }), world)).toMatchObject({ field: 'source.agreement' });
    const capacity = { capacity: 'business-associate', agreement: downstream };
    expect(await refused(report(capacity), world)).toMatchObject({ field: 'agreement' });
  });

  test('adds its resources and subjects to those that are named, each once', async () => {
    const world = incidentWorld({
      a: { principals: [dan.objectId, bob.objectId], resources: [accountId, 'fhir1'], alertedAt: now },
    });
    const source = { kind: 'anomaly', id: 'a' };
    const value = await valueOf(
      world,
      await opened(world, { source, resources: [accountId], subjects: [dan.objectId] }),
    );
    expect(value.resources).toEqual([accountId, 'fhir1']);
    expect(value.subjects).toEqual([dan.objectId, bob.objectId]);
  });

  test('is a drift at the moment at which it was recorded; who is known by an object id alone is a subject', async () => {
    const world = incidentWorld();
    const recordedAt = '2026-02-20T15:00:00.000Z';
    const drift = driftOf(accountId, 1, {
      recordedAt,
      actor: { objectId: bob.objectId.toUpperCase(), kind: 'User' },
      candidates: [{ ...candidateOf('e1', dan.objectId), actor: { appId: 'an-app' } }, candidateOf('e2')],
    });
    world.store.since = () => list([driftOf(accountId, 2, { recordedAt }), drift]);
    const open = (at: string) =>
      openIncident(
        report({ source: { kind: 'drift', id: drift.id, recordedAt: at } }),
        alice,
        world.ports,
        newId,
      );
    const { id } = kept(await open(recordedAt));
    expect((await valueOf(world, id)).subjects).toEqual([bob.objectId]);
    expect(await open('2026-02-19T15:00:00.000Z')).toMatchObject({ field: 'source.id' });
  });
});

async function* list<T>(items: readonly T[]): AsyncGenerator<T, void, unknown> {
  yield* await Promise.resolve(items);
}

describe('the subjects of an incident', () => {
  test('neither sees it in the list nor by its id; others do, what is due first in front', async () => {
    const world = incidentWorld();
    const about = await opened(world, { subjects: [dan.objectId.toUpperCase()] });
    const earlier = await opened(world, { source: { kind: 'report', knownAt: '2026-02-01T15:00:00Z' } });
    const ids = async (caller: typeof dan) => (await listIncidents(caller, world.ports)).map(({ id }) => id);
    expect(await ids(dan)).toEqual([earlier]);
    expect(await ids(alice)).toEqual([earlier, about]);
    expect(await showIncident(about, dan, world.ports)).toBeUndefined();
    expect(await showIncident(about, alice, world.ports)).toMatchObject({ id: about, status: 'presumed' });
    expect(await showIncident('none', alice, world.ports)).toBeUndefined();
  });

  test('who reads the list finds last what nothing is to be done about', async () => {
    const world = incidentWorld();
    const at = (day: string) =>
      opened(world, { source: { kind: 'report', knownAt: `2026-02-${day}T15:00:00Z` } });
    const none = await at('01');
    const ids = [await at('10'), await at('20'), await at('05')];
    kept(await assessIncident(none, { factors: allFactors }, alice, world.ports));
    kept(await decideIncident(none, { outcome: 'low-probability', why: 'as assessed' }, alice, world.ports));
    const listed = await listIncidents(alice, world.ports);
    expect(listed.map(({ id }) => id)).toEqual([ids[2], ids[0], ids[1], none]);
    expect(listed.map(({ status }) => status)).toEqual(['presumed', 'presumed', 'presumed', 'done']);
  });
});
