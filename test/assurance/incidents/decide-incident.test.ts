import { describe, expect, test } from 'vitest';
import {
  approveDiscovery,
  askDiscovery,
  assessIncident,
  decideIncident,
  openIncident,
  recordDelay,
  recordNotice,
  showIncident,
} from '../../../src/assurance/incidents/index.ts';
import { alice, bob, dan, kept, newId } from '../../support/people.ts';
import { allFactors, day, incidentWorld, opened, reader, report, valueOf } from './world.ts';

const outcomes = ['breach', 'low-probability', 'exception', 'not-unsecured'] as const;
const because = (outcome: string) => ({ outcome, why: 'as assessed' });
const document = 'https://example.org/letter';
const letter = { to: 'individuals', sentOn: '2026-03-01', how: 'first-class mail', document };
const oral = { statement: 'oral', statedOn: '2026-03-01', agency: 'state police', document };

describe('the day of discovery', () => {
  const earlier = { day: '2026-02-20', why: 'the service desk had a ticket that day' };

  test('moves when somebody asks with a reason and another approves; until then it stands', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await askDiscovery(id, earlier, alice, world.ports));
    expect((await valueOf(world, id)).discovery.day).toBe('2026-03-01');
    expect(await approveDiscovery(id, { day: earlier.day }, alice, world.ports)).toEqual({
      kind: 'forbidden',
      why: 'own',
    });
    expect((await valueOf(world, id)).discovery.day).toBe('2026-03-01');
    kept(await approveDiscovery(id, { day: earlier.day }, bob, world.ports));
    const value = await valueOf(world, id);
    expect(value.discovery).toEqual({
      ...earlier,
      basis: 'moved',
      askedBy: alice.objectId,
      approvedBy: bob.objectId,
      approvedAt: world.clock.iso(),
    });
    expect(value).not.toHaveProperty('discoveryAsked');
    const shown = await showIncident(id, alice, world.ports);
    expect(shown?.due[0]?.by).toBe('2026-04-21');
    expect(shown?.history.map((each) => each.value.discovery.day)).toEqual([
      '2026-03-01',
      '2026-03-01',
      '2026-02-20',
    ]);
    expect(await approveDiscovery(id, { day: earlier.day }, bob, world.ports)).toMatchObject({
      kind: 'conflict',
    });
  });

  test('that was asked for otherwise meanwhile is not approved unseen', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await askDiscovery(id, earlier, alice, world.ports));
    kept(await askDiscovery(id, { ...earlier, day: '2026-02-25' }, alice, world.ports));
    expect(await approveDiscovery(id, { day: earlier.day }, bob, world.ports)).toMatchObject({
      kind: 'conflict',
    });
  });

  test.each([
    [
      { day: '2026-03-02', why: 'it was confirmed then' },
      { kind: 'invalid', field: 'day' },
    ],
    [{ day: '2026-02-20' }, { kind: 'invalid', field: 'why' }],
    [
      { day: '2026-02-30', why: 'it was known' },
      { kind: 'invalid', field: 'day' },
    ],
    [{ day: '2026-03-01', why: 'it was known' }, { kind: 'conflict' }],
  ])('is not asked for as %o', async (input, expected) => {
    const world = incidentWorld();
    const id = await opened(world);
    world.clock.advance(5 * day);
    expect(await askDiscovery(id, input, alice, world.ports)).toMatchObject(expected);
  });
});

describe('the day of discovery of an incident that was known before', () => {
  test.each<[string | undefined, string, Record<string, unknown>, string]>([
    ['America/Chicago', '2026-03-01', { kind: 'saved' }, 'the day on which it was opened'],
    ['America/Chicago', '2026-03-02', { kind: 'invalid', field: 'day' }, 'the day after'],
    [undefined, '2026-02-28', { kind: 'saved' }, 'that day where the day begins last'],
    [undefined, '2026-03-01', { kind: 'invalid', field: 'day' }, 'the day after, there'],
  ])('may in %s move to %s: %o, as it is %s', async (timeZone, to, expected) => {
    const world = incidentWorld();
    const { timeZone: _, ...anywhere } = report({
      source: { kind: 'report', knownAt: '2026-02-20T15:00:00Z' },
    });
    const input = { ...anywhere, ...(timeZone !== undefined && { timeZone }) };
    const { id } = kept(await openIncident(input, alice, world.ports, newId));
    const moved = { day: to, why: 'the ticket was about something else' };
    expect(await askDiscovery(id, moved, alice, world.ports)).toMatchObject(expected);
  });
});

describe('a decision', () => {
  test('that it was no breach takes all four factors; that it was one is presumed', async () => {
    for (const outcome of outcomes) {
      const world = incidentWorld();
      const id = await opened(world);
      const { mitigation, ...three } = allFactors;
      const exception = { which: 'i', why: 'unintended, in good faith, within the scope of authority' };
      const phi = { state: 'secured', how: 'AES-256; the key stayed in the vault' };
      kept(await assessIncident(id, { factors: three, exception, phi }, alice, world.ports));
      const early = await decideIncident(id, because(outcome), bob, world.ports);
      expect(early).toMatchObject(
        outcome === 'breach' ? { kind: 'saved' } : { why: expect.stringContaining('mitigation') },
      );
      kept(await assessIncident(id, { factors: { mitigation } }, alice, world.ports));
      kept(await decideIncident(id, because(outcome), bob, world.ports));
      const shown = await showIncident(id, alice, world.ports);
      expect(shown?.status).toBe(outcome === 'breach' ? 'breach' : 'done');
      expect(shown?.value.decision).toMatchObject({ outcome, signedBy: bob.objectId });
    }
  });

  test('rests on the exception, or on how the PHI was secured', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    const phi = { state: 'unsecured' };
    kept(await assessIncident(id, { factors: allFactors, phi }, alice, world.ports));
    for (const outcome of ['exception', 'not-unsecured'])
      expect(await decideIncident(id, because(outcome), bob, world.ports)).toMatchObject({
        kind: 'conflict',
      });
    kept(await decideIncident(id, because('low-probability'), bob, world.ports));
  });

  test('that it was none falls with what is found out later, and the clock has not stopped', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await assessIncident(id, { factors: allFactors }, alice, world.ports));
    kept(await decideIncident(id, because('low-probability'), bob, world.ports));
    expect((await showIncident(id, alice, world.ports))?.due).toEqual([]);
    world.clock.advance(30 * day);
    const acquired = { rating: 'high', why: 'the files are offered for sale' };
    kept(await assessIncident(id, { factors: { acquired } }, alice, world.ports));
    const shown = await showIncident(id, alice, world.ports);
    expect(shown).toMatchObject({ status: 'presumed', due: [{ by: '2026-04-30' }, {}, {}] });
    expect(shown?.value.factors).toEqual({ ...allFactors, acquired });
  });

  test('that it was a breach stands when the individuals are counted', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await decideIncident(id, because('breach'), bob, world.ports));
    kept(await assessIncident(id, { affected: { individuals: 12 } }, alice, world.ports));
    const shown = await showIncident(id, alice, world.ports);
    expect(shown?.status).toBe('breach');
    expect(shown?.due.map(({ to, by }) => [to, by])).toEqual([
      ['individuals', '2026-04-30'],
      ['hhs', '2027-03-01'],
    ]);
  });

  test.each([
    ['', {}],
    ['factors.nature.why', { factors: { nature: { rating: 'low' } } }],
    ['factors.nature.rating', { factors: { nature: { rating: 'none', why: 'it is' } } }],
    ['affected.byState', { affected: { individuals: 5, byState: { OH: 6 } } }],
    ['affected.byState', { affected: { individuals: 5, byState: { OH: 3, IN: 3 } } }],
    ['affected.byState.Ohio', { affected: { individuals: 5, byState: { Ohio: 1 } } }],
    ['affected.byState.oh', { affected: { individuals: 5, byState: { oh: 1 } } }],
    ['affected.byState.OHI', { affected: { individuals: 5, byState: { OHI: 1 } } }],
    ['affected.individuals', { affected: { individuals: 0 } }],
    ['phi.how', { phi: { state: 'secured' } }],
    ['exception.which', { exception: { which: 'iv', why: 'it is' } }],
  ])('is not prepared by an assessment that is wrong in %o: %o', async (field, input) => {
    const world = incidentWorld();
    const id = await opened(world);
    expect(await assessIncident(id, input, alice, world.ports)).toMatchObject({ kind: 'invalid', field });
  });
});

describe('an assessment', () => {
  test('puts on record what it says, once for each subject, and leaves what it does not say', async () => {
    const world = incidentWorld();
    const id = await opened(world, { subjects: [dan.objectId] });
    const affected = { individuals: 5, byState: { OH: 3, IN: 2 } };
    kept(await assessIncident(id, { affected }, alice, world.ports));
    const counted = await valueOf(world, id);
    expect(counted).toMatchObject({ affected, subjects: [dan.objectId] });
    for (const name of ['factors', 'phi', 'exception', 'decision']) expect(counted).not.toHaveProperty(name);
    const subjects = [dan.objectId.toUpperCase(), reader.objectId];
    kept(await assessIncident(id, { subjects, phi: { state: 'unsecured' } }, alice, world.ports));
    expect(await valueOf(world, id)).toMatchObject({
      affected,
      phi: { state: 'unsecured' },
      subjects: [dan.objectId, reader.objectId],
    });
  });
});

describe('notices', () => {
  test('that were given, all of them, end it', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await assessIncident(id, { affected: { individuals: 12 } }, alice, world.ports));
    kept(await decideIncident(id, because('breach'), bob, world.ports));
    kept(await recordNotice(id, letter, alice, world.ports));
    expect((await showIncident(id, alice, world.ports))?.status).toBe('breach');
    kept(await recordNotice(id, { ...letter, to: 'hhs', how: 'the portal of HHS' }, alice, world.ports));
    expect((await showIncident(id, alice, world.ports))?.status).toBe('done');
  });

  test.each([
    ['to', { to: 'covered-entity' }],
    ['to', { to: 'the press' }],
    ['sentOn', { sentOn: '2026-03-04' }],
    ['sentOn', { sentOn: '2026-02-27' }],
    ['document', { document: 'file:///letter' }],
  ])('are refused for %s: %o', async (field, more) => {
    const world = incidentWorld();
    const id = await opened(world);
    expect(await recordNotice(id, { ...letter, ...more }, alice, world.ports)).toMatchObject({
      kind: 'invalid',
      field,
    });
  });

  /** The time zone of the incident, the last day that is not in the future, and why. */
  test.each<[string | undefined, string, string]>([
    ['America/Chicago', '2026-03-01', 'it is afternoon there'],
    ['Asia/Tokyo', '2026-03-02', 'it is the morning after there'],
    [undefined, '2026-03-02', 'that day has begun somewhere'],
  ])('and delays in %s may be of %s at 22:00 of 1 March by UTC: %s', async (timeZone, last) => {
    const world = incidentWorld();
    const { timeZone: _, ...anywhere } = report();
    world.clock.advance(14 * 3_600);
    const input = { ...anywhere, ...(timeZone !== undefined && { timeZone }) };
    const { id } = kept(await openIncident(input, alice, world.ports, newId));
    kept(await recordNotice(id, { ...letter, sentOn: last }, alice, world.ports));
    kept(await recordDelay(id, { ...oral, statedOn: last }, alice, world.ports));
    const sentOn = last === '2026-03-01' ? '2026-03-02' : '2026-03-03';
    expect(await recordNotice(id, { ...letter, sentOn }, alice, world.ports)).toMatchObject({
      field: 'sentOn',
    });
  });

  const written = { ...oral, statement: 'written', until: '2026-09-01' };
  /** The statements of law enforcement that are on record, another one, and what comes of it. */
  test.each<[string, readonly unknown[], unknown, Record<string, unknown>]>([
    ['an oral statement counts once', [oral], oral, { kind: 'conflict' }],
    ['it does not follow a written one', [written], oral, { kind: 'conflict' }],
    ['a written one follows an oral one', [oral], written, { kind: 'saved' }],
    ['a written one follows another', [written], { ...written, until: '2026-10-01' }, { kind: 'saved' }],
    ['a delay lasts at least a day', [], { ...written, until: '2026-03-02' }, { kind: 'saved' }],
    ['it does not end as it begins', [], { ...written, until: '2026-03-01' }, { field: 'until' }],
    ['a written one was made in the past', [], { ...written, statedOn: '2026-03-02' }, { field: 'statedOn' }],
    ['so was an oral one', [], { ...oral, statedOn: '2026-03-02' }, { field: 'statedOn' }],
  ])('are delayed by law enforcement: %s', async (_why, before, statement, expected) => {
    const world = incidentWorld();
    const id = await opened(world);
    for (const each of before) kept(await recordDelay(id, each, alice, world.ports));
    expect(await recordDelay(id, statement, alice, world.ports)).toMatchObject(expected);
    const value = await valueOf(world, id);
    expect(value.delay).toEqual(expected['kind'] === 'saved' ? statement : before[0]);
  });
});

describe('nothing is done', () => {
  const steps = [
    ['ask for another discovery', askDiscovery, { day: '2026-02-20', why: 'it was known' }],
    ['approve one', approveDiscovery, { day: '2026-02-20' }],
    ['assess', assessIncident, { affected: { individuals: 1 } }],
    ['decide', decideIncident, because('breach')],
    ['delay', recordDelay, oral],
    ['record a notice', recordNotice, letter],
  ] as const;

  test.each(steps)('by a subject, an application or another role: %s', async (_, step, input) => {
    const world = incidentWorld();
    const id = await opened(world, { subjects: [dan.objectId] });
    kept(await askDiscovery(id, { day: '2026-02-20', why: 'it was known' }, alice, world.ports));
    const application = { ...bob, kind: 'application' } as const;
    expect(await step(id, input, dan, world.ports)).toEqual({ kind: 'not-found' });
    expect(await step(id, input, reader, world.ports)).toEqual({ kind: 'forbidden', why: 'role' });
    expect(await step(id, input, application, world.ports)).toEqual({
      kind: 'forbidden',
      why: 'application',
    });
    expect(await step('none', input, bob, world.ports)).toEqual({ kind: 'not-found' });
    expect(kept(await step(id, input, bob, world.ports)).value.changedBy).toBe(bob.objectId);
  });

  test('by who was named later, either', async () => {
    const world = incidentWorld();
    const id = await opened(world);
    kept(await assessIncident(id, { subjects: [bob.objectId] }, alice, world.ports));
    expect(await decideIncident(id, because('breach'), bob, world.ports)).toEqual({ kind: 'not-found' });
    expect(await showIncident(id, bob, world.ports)).toBeUndefined();
  });
});
