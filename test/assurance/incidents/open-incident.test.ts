import { describe, expect, test } from 'vitest';
import { listIncidents, openIncident, showIncident } from '../../../src/assurance/incidents/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { account, accountId, budget, drain, eventOf } from '../../support/fakes.ts';
import { alice, bob, dan, kept, newId } from '../../support/people.ts';
import { agreed, incidentWorld, opened, report, valueOf } from './world.ts';

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
    ['what', { what: 'the record of the patient with MRN 3381 was read' }],
    ['what', { what: 'read 078-05-1120' }],
    ['what', { what: 'the patient born on 1961-05-02' }],
    ['what', { what: 'the patient born on 5/2/1961' }],
    ['what', { what: 'called (555) 010-2345' }],
    ['what', { what: 'sent to jane@example.org' }],
  ])('is refused for %s: %o', async (field, more) => {
    expect(await refused(report(more))).toMatchObject({ kind: 'invalid', field });
  });

  test('says that it must hold no PHI', async () => {
    const outcome = await refused(report({ what: 'MRN 3381' }));
    expect(outcome).toMatchObject({ why: expect.stringContaining('must hold no PHI') });
  });

  test('may name days of this decade', async () => {
    const world = incidentWorld();
    await expect(opened(world, { what: 'the export of 2026-02-27 went astray' })).resolves.toBeDefined();
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
});
