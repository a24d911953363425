import { describe, expect, test } from 'vitest';
import { compareChanges } from '../../../src/assurance/daily-posture/index.ts';
import { sha256 } from '../../../src/evidence/model/index.ts';
import {
  createPopulationReader,
  drawSample,
  ledgerPopulations,
  presentPopulations,
  readPopulations,
} from '../../../src/evidence/populations/index.ts';
import type { PopulationView } from '../../../src/evidence/populations/index.ts';
import type { Principal } from '../../../src/phi-access/model/index.ts';
import { FakeClock } from '../../support/fakes.ts';
import { driftOf, resourceIn } from '../../platform/store/samples.ts';
import { PastLedger } from '../support/past-ledger.ts';
import { postureOf } from '../support/sample-posture.ts';

const period = { from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };

const named = (all: readonly PopulationView[], name: string): PopulationView => {
  const found = all.find((each) => each.name === name);
  if (!found) throw new Error(`there is no population ${name}`);
  return found;
};

const driftAt = (n: number, recordedAt: string, changes = {}) =>
  driftOf(resourceIn('rg', `a${n}`), n, { readAt: recordedAt, recordedAt, ...changes });

describe('a sample', () => {
  const ids = Array.from({ length: 100 }, (_, n) => `chg-${String(n + 1).padStart(3, '0')}`);

  test('is what anybody draws from the ids and the seed', () => {
    expect(sha256(ids.join('\n'))).toBe('8ab39bfc11f4a6eb855305bce6282b24838dc008bf5ac863144e7d14b6fd161e');
    const five = { ids: ['chg-051', 'chg-029', 'chg-078', 'chg-033', 'chg-097'], short: false };
    expect(drawSample(ids, 5, 'AUD-17-2026Q4')).toEqual(five);
    expect(drawSample(ids.toReversed(), 5, 'AUD-17-2026Q4')).toEqual(five);
    expect(drawSample(ids, 5, 'AUD-18-2026Q4')).not.toEqual(five);
  });

  test('of more than there are is all, and says so', () => {
    const all = drawSample(ids, 200, 'AUD-17-2026Q4');
    expect(all.short).toBe(true);
    expect(all.ids.toSorted()).toEqual(ids);
    expect(drawSample(ids, 100, 'AUD-17-2026Q4').short).toBe(false);
  });
});

describe('populations', () => {
  test('count what happened in the period, and what was in force at some time of it', async () => {
    const ledger = new PastLedger()
      .drift(driftAt(1, '2026-09-30T23:59:59.000Z'))
      .drift(driftAt(2, '2026-10-01T00:00:00.000Z'))
      .drift(driftAt(3, '2026-10-02T00:00:00.000Z', { cause: 'policy' }))
      .record('Exemptions', 'ended-before', '2026-01-01T00:00:00.000Z', {
        expiresAt: '2026-09-01T00:00:00.000Z',
      })
      .record('Exemptions', 'stands', '2026-02-01T00:00:00.000Z', {
        status: 'approved',
        scope: '/subscriptions/s',
      })
      .record('Exemptions', 'taken-back', '2026-03-01T00:00:00.000Z', { status: 'approved' })
      .record('Exemptions', 'taken-back', '2026-11-01T00:00:00.000Z', { status: 'revoked' })
      .record('Exemptions', 'taken-back-before', '2026-03-02T00:00:00.000Z', { status: 'approved' })
      .record('Exemptions', 'taken-back-before', '2026-09-30T00:00:00.000Z', { status: 'revoked' })
      .record('Exemptions', 'after', '2027-01-01T00:00:00.000Z', { status: 'approved' })
      .until('2027-01-02T00:00:00.000Z');
    const { populations, reading } = await readPopulations(period, {}, ledger.blobs());
    expect(reading.knownUntil).toBe('2027-01-02T00:00:00.0000000Z');
    expect(populations.map(({ name }) => name)).toEqual(ledgerPopulations);
    expect(named(populations, 'changes').members).toMatchObject([{ at: '2026-10-01T00:00:00.000Z' }]);
    expect(named(populations, 'exemptions').members).toMatchObject([
      { id: 'stands' },
      { id: 'taken-back', at: '2026-03-01T00:00:00.000Z', endedAt: '2026-11-01T00:00:00.000Z' },
    ]);
    for (const { count, members, independent, unreconciled } of populations) {
      expect(count).toBe(members.length);
      expect(independent ?? unreconciled).toBeDefined();
    }
  });

  test('begin and end as each kind of record does', async () => {
    const before = '2026-01-01T00:00:00.000Z';
    const ledger = new PastLedger()
      .record('Exemptions', 'requested', before, { status: 'requested' })
      .record('Exemptions', 'later', before, { status: 'approved', validFrom: '2027-02-01T00:00:00.000Z' })
      .record('AnomalySuppressions', 'over', before, { until: '2026-02-01T00:00:00.000Z' })
      .record('AnomalySuppressions', 'on', before, { until: '2026-11-01T00:00:00.000Z' })
      .record('Notices', 'old', before, {})
      .record('Notices', 'new', '2026-10-05T00:00:00.000Z', {})
      .record('Incidents', 'open', before, { status: 'open' });
    const grant = (id: string) => ({
      id,
      objectId: 'ada',
      startsAt: before,
      endsAt: '2026-12-01T00:00:00.000Z',
    });
    for (const [row, values] of [
      ['g1', { grant: grant('g1') }],
      ['g2', { grant: grant('g2') }],
      ['g2|revoked', { revocation: { revokedAt: '2026-01-05T00:00:00.000Z' } }],
    ] as const)
      ledger.add({
        table: 'AuditorGrants',
        row,
        writtenAt: `2026-01-02T00:00:0${row.length % 2}.0000000Z`,
        columns: {},
        values,
      });
    const { populations } = await readPopulations(period, {}, ledger.blobs());
    const ids = (name: string) => named(populations, name).members.map(({ id }) => id);
    expect(ids('exemptions')).toEqual([]);
    expect(ids('suppressions')).toEqual(['on']);
    expect(ids('notices')).toEqual(['new']);
    expect(ids('incidents')).toEqual(['open']);
    expect(ids('auditor-grants')).toEqual(['g1']);
  });

  test('of changes that came late are compared on the day on which they were put on record', async () => {
    const late = driftAt(1, '2027-01-06T00:00:00.000Z', { eventTime: '2026-12-31T20:00:00.000Z' });
    const day = (from: string, to: string, unexplained: string[]) =>
      postureOf(to.slice(0, 10), {
        changes: { from, to, count: 1, independent: { count: 1 - unexplained.length, unexplained } },
      });
    const ledger = new PastLedger()
      .posture(day('2026-12-31T00:00:00.000Z', '2027-01-01T00:10:00.000Z', []))
      .drift(late)
      .posture(day('2027-01-05T23:00:00.000Z', '2027-01-06T23:00:00.000Z', [late.id]));
    const { populations } = await readPopulations(period, {}, ledger.blobs());
    expect(named(populations, 'changes').independent).toMatchObject({ count: 0, unexplained: [late.id] });
  });

  test('of resources are not compared where the ledger tells of others than phiwatch knew', async () => {
    const ledger = new PastLedger().drift(driftAt(1, '2026-10-05T00:00:00.000Z', { phi: true })).posture(
      postureOf('2026-12-31', {
        phiResources: { count: 5, all: 5, independent: { count: 5, unexplained: [] } },
      }),
    );
    const { populations } = await readPopulations(period, {}, ledger.blobs());
    expect(named(populations, 'phi-resources')).toMatchObject({
      count: 1,
      unreconciled: expect.stringContaining('phiwatch knew 5'),
    });
  });

  test('are read once for all who ask for the same', async () => {
    const ledger = new PastLedger().drift(driftAt(1, '2026-10-05T00:00:00.000Z')).blobs();
    let opened = 0;
    const open = ledger.open.bind(ledger);
    ledger.open = (...given) => {
      opened += 1;
      return open(...given);
    };
    const read = createPopulationReader(ledger);
    const both = await Promise.all([read(period, undefined), read(period, undefined)]);
    expect(both[0]).toBe(both[1]);
    expect(opened).toBe(1);
    await read({ ...period, to: '2026-12-01T00:00:00.000Z' }, undefined);
    expect(opened).toBe(2);
  });

  test('leave out what was not known yet, and mark what came late', async () => {
    const late = driftAt(1, '2027-01-06T00:00:00.000Z', { eventTime: '2026-12-31T20:00:00.000Z' });
    const ledger = new PastLedger()
      .until('2027-01-05T01:00:00.000Z')
      .drift(late)
      .until('2027-01-07T00:00:00.000Z')
      .blobs();
    const asKnown = await readPopulations(period, { asKnownAt: '2027-01-05T00:00:00.000Z' }, ledger);
    expect(named(asKnown.populations, 'changes')).toMatchObject({ count: 0 });
    const all = await readPopulations(period, {}, ledger);
    expect(named(all.populations, 'changes').members).toEqual([
      {
        id: late.id,
        at: '2026-12-31T20:00:00.000Z',
        recordedAt: late.recordedAt,
        about: late.resourceId,
        late: true,
      },
    ]);
  });

  test('of changes are counted again in the history of Azure, with each that is not there', async () => {
    const drifts = Array.from({ length: 100 }, (_, n) =>
      driftAt(n, `2026-10-05T10:${String(n % 60).padStart(2, '0')}:00.000Z`),
    );
    const history = drifts
      .slice(2)
      .map(({ resourceId, readAt }) => ({ resourceId: resourceId.toUpperCase(), detectedAt: readAt }));
    const compared = compareChanges(drifts, history);
    expect(compared).toMatchObject({ count: 100, independent: { count: 98 } });
    const ledger = new PastLedger();
    for (const drift of drifts) ledger.drift(drift);
    ledger
      .posture(
        postureOf('2026-10-06', {
          changes: { from: '2026-10-05T00:00:00.000Z', to: '2026-10-06T00:00:00.000Z', ...compared },
        }),
      )
      .until('2026-10-07T00:00:00.000Z');
    const { populations } = await readPopulations(period, {}, ledger.blobs());
    expect(named(populations, 'changes')).toMatchObject({
      count: 100,
      independent: {
        count: 98,
        unexplained: drifts
          .slice(0, 2)
          .map(({ id }) => id)
          .toSorted(),
      },
    });
  });

  test('of changes that nobody compared are unexplained, or say why', async () => {
    const ledger = new PastLedger().drift(driftAt(1, '2026-10-08T10:00:00.000Z'));
    const none = await readPopulations(period, {}, ledger.blobs());
    expect(named(none.populations, 'changes')).toMatchObject({
      unreconciled: expect.stringContaining('no day'),
    });
    const why = { count: 1, why: 'Azure said no', unread: true } as const;
    ledger.posture(
      postureOf('2026-10-09', {
        changes: { from: '2026-10-08T00:00:00.000Z', to: '2026-10-09T00:00:00.000Z', ...why },
      }),
    );
    const failed = await readPopulations(period, {}, ledger.blobs());
    expect(named(failed.populations, 'changes').unreconciled).toContain('Azure said no');
    ledger.posture(
      postureOf('2026-10-10', {
        changes: {
          from: '2026-10-09T00:00:00.000Z',
          to: '2026-10-10T00:00:00.000Z',
          count: 0,
          independent: { count: 0, unexplained: [] },
        },
      }),
    );
    const some = await readPopulations(period, {}, ledger.blobs());
    expect(named(some.populations, 'changes').independent).toMatchObject({
      count: 0,
      unexplained: [expect.stringMatching(/-1$/)],
    });
  });
});

describe('people who came and went', () => {
  test('are those of the HR feed in the period, nobody by a mail address', async () => {
    const principals = [
      { id: 'p1', kind: 'human', hiredAt: '2026-10-05', terminatedAt: '2026-12-01T17:00:00-05:00' },
      { id: 'ada@example.org', kind: 'human', hiredAt: '2026-11-05T00:00:00Z' },
      { id: 'p3', kind: 'human', hiredAt: '2025-11-05' },
      { id: 's1', kind: 'service', hiredAt: '2026-11-05' },
    ] as const;
    const ports = {
      read: createPopulationReader(new PastLedger().blobs()),
      reader: undefined as never,
      subscriptions: [],
      keyed: (hash: string) => `keyed${hash.slice(0, 3)}`,
      clock: new FakeClock('2027-01-02T00:00:00.000Z'),
      people: async () => ({
        directory: { principals: new Map<string, Principal>(principals.map((each) => [each.id, each])) },
      }),
    };
    const joiners = await presentPopulations.joiners(period, ports);
    expect(joiners).toMatchObject({
      members: [{ id: 'p1' }, { id: expect.stringMatching(/^person-keyed[0-9a-f]{3}$/) }],
    });
    expect(JSON.stringify(joiners)).not.toContain('ada');
    expect(await presentPopulations.leavers(period, ports)).toMatchObject({
      members: [{ id: 'p1', at: '2026-12-01T22:00:00.000Z' }],
    });
    const { people: _people, ...unnamed } = ports;
    expect(await presentPopulations.joiners(period, unnamed)).toBe('no feed of HR is named');
  });
});
