import { describe, expect, it } from 'vitest';
import { correlateFindings } from '../../../src/phi-access/correlation/correlate-findings.ts';
import type { CorrelationSettings } from '../../../src/phi-access/correlation/correlate-findings.ts';
import type { AccessFinding } from '../../../src/phi-access/model/anomaly.ts';
import type { Principal } from '../../../src/phi-access/model/directory.ts';

const principals = new Map<string, Principal>(
  ['a', 'b', 'c', 'd', 'e'].map((id) => [id, { id, kind: 'human', department: 'Billing' }]),
);

const settings: CorrelationSettings = {
  directory: {
    principals,
    approvedAgents: new Set(),
    networks: [],
    holidays: new Set(),
    onCall: [],
    vipPatients: new Set(),
  },
};

const found = (rest: Partial<AccessFinding> = {}): AccessFinding => ({
  kind: 'bulk-read',
  principal: 'a',
  start: '2026-11-05T10:00:00.000Z',
  end: '2026-11-05T11:00:00.000Z',
  severity: 'medium',
  score: 0.5,
  resources: ['/r'],
  counts: { patients: 50 },
  explanation: 'Fifty patients.',
  ...rest,
});

describe('findings', () => {
  it('of one principal within 48 hours are one anomaly, as grave as the gravest', () => {
    const { notify } = correlateFindings(
      [
        found(),
        found({
          kind: 'export',
          severity: 'critical',
          score: 1,
          resources: ['/s'],
          counts: { exports: 1 },
          explanation: 'An export.',
          start: '2026-11-06T10:00:00.000Z',
          end: '2026-11-06T10:00:00.000Z',
        }),
        found({
          counts: { patients: 70 },
          explanation: 'Seventy patients.',
          end: '2026-11-05T12:00:00.000Z',
        }),
      ],
      settings,
    );
    expect(notify).toMatchObject([
      {
        principal: 'a',
        principalKind: 'human',
        kinds: ['bulk-read', 'export'],
        severity: 'critical',
        score: 1,
        resources: ['/r', '/s'],
        counts: { patients: 70, exports: 1 },
        start: '2026-11-05T10:00:00.000Z',
        end: '2026-11-06T10:00:00.000Z',
        explanation: 'An export. Seventy patients.',
      },
    ]);
  });

  it('of a service that somebody used are one, whose they are among others; told again they stay one', () => {
    const used = [
      found({ kind: 'privilege-then-read', actors: ['b'], severity: 'critical' }),
      found({ kind: 'new-network', severity: 'high' }),
    ];
    const first = correlateFindings(used, settings).notify;
    expect(first).toMatchObject([
      { principal: 'a', actors: ['b'], kinds: ['new-network', 'privilege-then-read'] },
    ]);
    expect(correlateFindings(used, { ...settings, known: first }).notify).toEqual(first);
  });

  it('of a crowd, and of its first by themselves, are two', () => {
    const both = [found(), found({ kind: 'patient-crowding', principals: ['a', 'b', 'c'] })];
    expect(new Set(correlateFindings(both, settings).notify.map(({ id }) => id)).size).toBe(2);
  });

  it('of others, or of later days, are others', () => {
    const later = found({ start: '2026-11-08T10:00:00.000Z', end: '2026-11-08T10:00:00.000Z' });
    const { notify } = correlateFindings([found(), found({ principal: 'b' }), later], settings);
    expect(new Set(notify.map(({ id }) => id)).size).toBe(3);
  });

  it('give the same anomalies in any order', () => {
    const all = [found(), found({ kind: 'export' }), found({ principal: 'b' })];
    expect(correlateFindings(all.toReversed(), settings).notify.map(({ id }) => id)).toEqual(
      correlateFindings(all, settings).notify.map(({ id }) => id),
    );
  });

  it('are added to what was told before, under its id', () => {
    const known = correlateFindings([found()], settings).notify;
    const { notify } = correlateFindings(
      [found({ kind: 'export', start: '2026-11-06T09:00:00.000Z', explanation: 'An export.' })],
      { ...settings, known },
    );
    expect(notify).toMatchObject([
      { id: known[0]?.id, kinds: ['bulk-read', 'export'], start: known[0]?.start },
    ]);
    expect(notify[0]?.explanation).toContain('Fifty patients.');
  });
});

describe('a known anomaly', () => {
  it('keeps its id when something earlier is found of it', () => {
    const known = correlateFindings([found()], settings).notify;
    const earlier = found({
      kind: 'export',
      start: '2026-11-05T02:00:00.000Z',
      end: '2026-11-05T03:00:00.000Z',
    });
    const { notify } = correlateFindings([earlier], { ...settings, known });
    expect(notify).toMatchObject([{ id: known[0]?.id, start: earlier.start, end: known[0]?.end }]);
  });

  it('of a crowd takes in nothing that is found of its first by themselves', () => {
    const crowd = found({ kind: 'patient-crowding', principals: ['a', 'b', 'c'] });
    const known = correlateFindings([crowd], settings).notify;
    const { notify } = correlateFindings([found()], { ...settings, known });
    expect(notify).toMatchObject([{ principal: 'a', kinds: ['bulk-read'] }]);
    expect(notify[0]).not.toHaveProperty('principals');
    expect(notify[0]?.id).not.toBe(known[0]?.id);
  });
});

describe('a crowd', () => {
  const crowd = (principals: string[], rest: Partial<AccessFinding> = {}): AccessFinding =>
    found({
      kind: 'patient-crowding',
      principal: principals[0] ?? '',
      principals,
      explanation: 'A crowd.',
      ...rest,
    });

  it('is one as it grows, and apart from what its people do besides', () => {
    const { notify } = correlateFindings(
      [crowd(['a', 'b', 'c']), crowd(['b', 'c', 'd', 'e']), found()],
      settings,
    );
    expect(notify.map(({ kinds }) => kinds)).toEqual(
      expect.arrayContaining([['patient-crowding'], ['bulk-read']]),
    );
    expect(notify.find(({ principals }) => principals)?.principals).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is another crowd if its people are others', () => {
    expect(correlateFindings([crowd(['a', 'b', 'c']), crowd(['d', 'e'])], settings).notify).toHaveLength(2);
  });
});

describe('people of one department off shift at once', () => {
  const offShift = (principal: string): AccessFinding =>
    found({ kind: 'after-hours', principal, explanation: 'At night.' });

  it('are one notice if they are several, and each their own anomaly if they are few', () => {
    expect(correlateFindings(['a', 'b', 'c', 'd'].map(offShift), settings).notify).toMatchObject([
      { severity: 'low', principals: ['a', 'b', 'c', 'd'], kinds: ['after-hours'] },
    ]);
    expect(correlateFindings(['a', 'b', 'c'].map(offShift), settings).notify).toHaveLength(3);
  });

  it('do not hide what one of them does besides', () => {
    const { notify } = correlateFindings(
      [...['a', 'b', 'c', 'd'].map(offShift), found({ kind: 'export', principal: 'a' })],
      settings,
    );
    expect(notify.map(({ kinds }) => kinds)).toEqual(expect.arrayContaining([['export'], ['after-hours']]));
  });
});

describe('a daily budget', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((principal, place) => found({ principal, score: place / 10 }));

  it('tells the worst, and reports the rest', () => {
    const { notify, overflow } = correlateFindings(many, { ...settings, dailyBudget: 2 });
    expect(notify.map(({ principal }) => principal)).toEqual(['e', 'd']);
    expect(overflow).toHaveLength(3);
  });

  it('never holds back what is critical, and counts what was told before', () => {
    const known = correlateFindings(many.slice(0, 2), settings).notify;
    const { notify, overflow } = correlateFindings(
      [...many.slice(2, 4), found({ principal: 'e', severity: 'critical' })],
      {
        ...settings,
        known,
        dailyBudget: 2,
      },
    );
    expect(notify.map(({ principal }) => principal)).toEqual(['e']);
    expect(overflow).toHaveLength(2);
  });
});

describe('a daily budget that is spent', () => {
  it('holds back nothing that is added to a known anomaly', () => {
    const known = correlateFindings([found()], settings).notify;
    const { notify, overflow } = correlateFindings([found({ kind: 'after-hours' })], {
      ...settings,
      known,
      dailyBudget: 1,
    });
    expect(notify).toMatchObject([{ id: known[0]?.id }]);
    expect(overflow).toEqual([]);
  });
});

describe('a suppression', () => {
  const suppression = {
    principal: 'A',
    kinds: ['bulk-read' as const],
    owner: 'p',
    reason: 'research',
    expires: '2026-12-01T00:00:00Z',
  };

  it('holds for what was looked at, until it expires, and is reported', () => {
    const { notify, suppressed } = correlateFindings([found()], { ...settings, suppressions: [suppression] });
    expect([notify, suppressed.map(({ by }) => by.reason)]).toEqual([[], ['research']]);
    expect(
      correlateFindings([found()], {
        ...settings,
        suppressions: [{ ...suppression, expires: '2026-11-05T00:00:00Z' }],
      }).notify,
    ).toHaveLength(1);
    expect(
      correlateFindings([found({ principal: 'b' })], { ...settings, suppressions: [suppression] }).notify,
    ).toHaveLength(1);
  });

  it('holds for nothing that comes with another kind', () => {
    expect(
      correlateFindings([found(), found({ kind: 'export' })], { ...settings, suppressions: [suppression] })
        .notify,
    ).toHaveLength(1);
  });

  it('of one resource holds only for what touches no other', () => {
    const suppressions = [{ ...suppression, resource: '/R' }];
    const of = (...resources: string[]) =>
      correlateFindings([found({ resources })], { ...settings, suppressions }).notify;
    expect(of('/r')).toEqual([]);
    expect(of('/r', '/s')).toHaveLength(1);
    expect(of('/s')).toHaveLength(1);
  });
});
