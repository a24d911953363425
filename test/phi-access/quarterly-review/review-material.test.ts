import { describe, expect, test } from 'vitest';
import { controlsView } from '../../../src/assurance/posture/index.ts';
import { quarterOf } from '../../../src/phi-access/quarterly-review/quarter-material.ts';
import type {
  QuarterMaterial,
  ReviewedAnomaly,
} from '../../../src/phi-access/quarterly-review/quarter-material.ts';
import { quarterlyReview } from '../../../src/phi-access/quarterly-review/review-material.ts';
import { accessReview, signAccessReview } from '../../../src/phi-access/quarterly-review/sign-review.ts';
import type { Control } from '../../../src/rules/controls/types.ts';
import { incidentWorld, opened } from '../../assurance/incidents/world.ts';
import { alice, bob, dan, kept, newId } from '../../support/people.ts';

const control = '164.308(a)(1)(ii)(D)';

const quarter = quarterOf('2026-Q1') ?? { name: '', from: '', to: '' };

const anomaly = (id: string, more: Partial<ReviewedAnomaly> = {}): ReviewedAnomaly => ({
  id,
  principal: dan.objectId,
  kinds: ['bulk-read'],
  severity: 'high',
  start: '2026-02-01T10:00:00.000Z',
  end: '2026-02-01T11:00:00.000Z',
  ...more,
});

const needsInquiry = { verdict: { verdict: 'needs-inquiry' } } as const;

const explained = { verdict: { verdict: 'explained' } } as const;

const suppression = {
  id: 's1',
  owner: alice.objectId,
  reason: 'the yearly study',
  until: '2026-06-01T00:00:00.000Z',
};

const log = { name: 'fhir-hours', source: 'fhir', table: 'MicrosoftHealthcareApisAuditLogs' } as const;

const material = (more: Partial<QuarterMaterial> = {}): QuarterMaterial => ({
  anomalies: [],
  suppressions: [],
  coverage: [{ ...log, readUntil: '2026-04-02T00:00:00.000Z' }],
  incidents: [],
  ...more,
});

describe('a quarter', () => {
  test.each([
    ['2026-Q1', '2026-01-01', '2026-04-01'],
    ['2025-Q4', '2025-10-01', '2026-01-01'],
  ])('%s is from %s to %s', (name, from, to) => {
    expect(quarterOf(name)).toEqual({ name, from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` });
  });

  test.each(['2026-Q5', '2026-q1', '26-Q1', '2026', ''])('is not %o', (name) => {
    expect(quarterOf(name)).toBeUndefined();
  });
});

describe('the material of a review', () => {
  const anomalies = [
    anomaly('a', needsInquiry),
    anomaly('b', { ...explained, kinds: ['bulk-read', 'after-hours'], severity: 'low' }),
    anomaly('c', { ...needsInquiry, kinds: ['after-hours'] }),
    anomaly('d', { suppressedBy: 's1' }),
    anomaly('e', { overflow: '2026-02-01' }),
  ];

  test('counts anomalies by kind, severity and verdict, with the precision of what was evaluated', () => {
    const { anomalies: counted } = quarterlyReview(quarter, material({ anomalies }));
    expect(counted).toEqual({
      total: 5,
      needsInquiry: 2,
      explained: 1,
      inconclusive: 0,
      withoutVerdict: 2,
      precision: 0.67,
      bySeverity: { high: 4, low: 1 },
      suppressed: 1,
      beyondTheBudget: 1,
      byKind: [
        {
          kind: 'bulk-read',
          total: 4,
          needsInquiry: 1,
          explained: 1,
          inconclusive: 0,
          withoutVerdict: 2,
          precision: 0.5,
        },
        {
          kind: 'after-hours',
          total: 2,
          needsInquiry: 1,
          explained: 1,
          inconclusive: 0,
          withoutVerdict: 0,
          precision: 0.5,
        },
      ],
    });
  });

  test('claims no precision where nobody has evaluated', () => {
    const { anomalies: counted } = quarterlyReview(quarter, material({ anomalies: [anomaly('a')] }));
    expect(counted).not.toHaveProperty('precision');
  });

  test('says what was suppressed and by whom, and how many it kept quiet', () => {
    const { suppressions } = quarterlyReview(quarter, material({ anomalies, suppressions: [suppression] }));
    expect(suppressions).toEqual([{ ...suppression, kinds: [], anomalies: 1 }]);
  });

  test('says which logs were not read, or fell silent', () => {
    const silence = anomaly('f', { principal: 'log:fhir', kinds: ['silent-table'] });
    const coverage = [
      { ...log, readUntil: '2026-04-01T00:00:00.000Z' },
      { ...log, name: 'sql-hours', readUntil: '2026-03-31T23:00:00.000Z' },
      { ...log, name: 'dicom-hours', readUntil: '2026-01-01T00:00:00.000Z' },
      { ...log, name: 'vault-hours' },
      // Its watermark moves while there is no such table: what was not there was not read.
      {
        ...log,
        name: 'a-hours',
        readUntil: '2026-04-02T00:00:00.000Z',
        absentUntil: '2026-04-02T00:00:00.000Z',
      },
      {
        ...log,
        name: 'b-hours',
        readUntil: '2026-04-02T00:00:00.000Z',
        absentUntil: '2026-02-01T00:00:00.000Z',
      },
      {
        ...log,
        name: 'c-hours',
        readUntil: '2026-04-02T00:00:00.000Z',
        absentUntil: '2025-12-01T00:00:00.000Z',
      },
    ];
    const { logs, notSeen } = quarterlyReview(quarter, material({ anomalies: [silence], coverage }));
    expect(logs.map(({ name, read, silences }) => [name, read, silences.length])).toEqual([
      ['a-hours', 'never', 0],
      ['b-hours', 'in part', 0],
      ['c-hours', 'all of it', 0],
      ['dicom-hours', 'never', 0],
      ['fhir-hours', 'all of it', 1],
      ['sql-hours', 'in part', 0],
      ['vault-hours', 'never', 0],
    ]);
    expect(notSeen.join()).toContain('break-glass');
  });

  test('names nobody who was found, and has another digest if anything is another', () => {
    const review = quarterlyReview(quarter, material({ anomalies }));
    expect(JSON.stringify(review)).not.toContain(dan.objectId);
    const readLater = [{ ...log, readUntil: '2026-05-01T00:00:00.000Z' }];
    expect(quarterlyReview(quarter, material({ anomalies, coverage: readLater })).digest).toBe(review.digest);
    for (const other of [
      { anomalies: anomalies.slice(1) },
      { anomalies, suppressions: [suppression] },
      { anomalies, incidents: [{}] },
      { anomalies, coverage: [log] },
    ])
      expect(quarterlyReview(quarter, material(other)).digest).not.toBe(review.digest);
  });
});

/** A world in which the review is a proof of the safeguard, and Dan was found once. */
function watchedWorld(readUntil?: string) {
  const world = incidentWorld();
  const reviewed: Control = {
    id: control,
    title: 'Regular review of records of activity',
    family: 'administrative',
    designation: 'required',
    proofs: ['review'],
    evidence: [],
    nist80053: [],
    policies: [],
  };
  const catalogue = {
    ...world.ports.catalogue,
    controls: [reviewed],
    control: (id: string) => (id === control ? reviewed : undefined),
  };
  const watched = {
    between: (from: string, to: string) =>
      Promise.resolve([anomaly('a', needsInquiry)].filter(({ start }) => start >= from && start < to)),
    suppressions: () =>
      Promise.resolve([
        { ...suppression, since: '2026-03-31T00:00:00.000Z' },
        { ...suppression, id: 'later', since: '2026-04-01T00:00:00.000Z' },
        {
          ...suppression,
          id: 'before',
          since: '2025-01-01T00:00:00.000Z',
          until: '2026-01-01T00:00:00.000Z',
        },
      ]),
    coverage: () => Promise.resolve([{ ...log, ...(readUntil !== undefined && { readUntil }) }]),
  };
  return { ...world, ports: { ...world.ports, catalogue, watched } };
}

async function signing(world: ReturnType<typeof watchedWorld>) {
  const review = await accessReview('2026-Q1', world.ports);
  return {
    digest: review?.digest,
    examined: 'the counts and each anomaly that was confirmed',
    followed: 'one account was closed; the threshold of exports stays',
    met: true,
    evidence: 'https://example.org/minutes',
  };
}

const day = 86_400;

describe('a review', () => {
  test('makes its control current once a person has signed it, until the next is to be signed', async () => {
    const world = watchedWorld('2026-04-02T00:00:00.000Z');
    await opened(world);
    world.clock.advance(40 * day);
    const standing = async () => (await controlsView(world.ports))[0]?.proofs['review'];
    expect(await standing()).toBe('missing');
    const review = await accessReview('2026-Q1', world.ports);
    expect(review).toMatchObject({
      signed: [],
      anomalies: { total: 1 },
      incidents: { opened: 1, byOutcome: { 'presumed a breach': 1 } },
      suppressions: [{ id: 's1' }],
    });
    kept(await signAccessReview('2026-Q1', await signing(world), alice, world.ports, newId));
    expect(await standing()).toBe('current');
    const signed = await accessReview('2026-Q1', world.ports);
    expect(signed?.digest).toBe(review?.digest);
    expect(signed?.signed).toMatchObject([
      { value: { by: alice.objectId, met: true, expiresAt: '2026-08-15T00:00:00.000Z' } },
    ]);
    expect(signed?.signed[0]?.value.examined).toContain(`sha256 ${review?.digest}`);
    expect((await accessReview('2026-Q2', world.ports))?.signed).toEqual([]);
    world.clock.advance(130 * day);
    expect(await standing()).toBe('expired');
  });

  test('is not signed before its quarter is over, by who was found in it, by an application, or unseen', async () => {
    const world = watchedWorld('2026-04-02T00:00:00.000Z');
    const sign = async (caller: typeof alice, more: Record<string, unknown> = {}, name = '2026-Q1') =>
      signAccessReview(name, { ...(await signing(world)), ...more }, caller, world.ports, newId);
    expect(await sign(alice)).toMatchObject({ kind: 'conflict' });
    world.clock.advance(40 * day);
    expect(await sign(dan)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await sign({ ...bob, kind: 'application' })).toEqual({ kind: 'forbidden', why: 'application' });
    expect(await sign(bob, { digest: '0'.repeat(64) })).toMatchObject({
      why: expect.stringContaining('changed'),
    });
    expect(await sign(bob, { digest: 'any' })).toMatchObject({ field: 'digest' });
    expect(await sign(bob, { followed: undefined })).toMatchObject({ field: 'followed' });
    expect(await sign(bob, {}, '2026-Q9')).toEqual({ kind: 'not-found' });
    world.clock.advance(400 * day);
    expect(await sign(bob)).toMatchObject({ why: expect.stringContaining('later quarter') });
    expect(await world.ports.records.reviews.latest('all')).toEqual([]);
  });

  test('is not signed where no log was read', async () => {
    const world = watchedWorld();
    world.clock.advance(40 * day);
    expect(await signAccessReview('2026-Q1', await signing(world), alice, world.ports, newId)).toMatchObject({
      why: expect.stringContaining('no log was read'),
    });
  });
});
