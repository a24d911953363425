import { describe, expect, it } from 'vitest';
import { correlateFindings } from '../../../src/phi-access/correlation/correlate-findings.ts';
import type { AccessFinding } from '../../../src/phi-access/model/anomaly.ts';
import { found, settings } from './findings.ts';

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
  const on = (hour: string, principal: string, rest: Partial<AccessFinding> = {}): AccessFinding =>
    found({ principal, start: `2026-11-${hour}:00:00.000Z`, end: `2026-11-${hour}:59:00.000Z`, ...rest });
  const [a, b, c] = [on('05T10', 'a'), on('05T11', 'b'), on('05T12', 'c')];
  const critical = { severity: 'critical' } as const;

  /** The budget, what was known, what is found, and of whom people are notified. */
  type Row = readonly [string, number, readonly AccessFinding[], readonly AccessFinding[], string];

  const rows: readonly Row[] = [
    ['is for as many as it says', 2, [], [a, b, c], 'a, b'],
    ['goes to the gravest', 1, [], [a, on('05T11', 'b', { severity: 'high' })], 'b'],
    ['goes to the highest score among the gravest', 1, [], [a, on('05T11', 'b', { score: 0.6 })], 'b'],
    ['goes to the first among equals', 1, [], [c, b], 'b'],
    ['is one for each day', 1, [], [a, on('06T00', 'd')], 'a, d'],
    ['counts what was known of the day', 2, [a], [b, c], 'b'],
    ['counts all that was known of the day', 3, [a, b], [c, on('05T13', 'd')], 'c'],
    ['does not count what was known of the day before', 2, [on('04T23', 'd')], [b, c], 'b, c'],
    ['counts what is added to a known one once', 2, [a], [a, b, c], 'a, b'],
    ['holds back nothing that is added to a known one', 1, [a], [on('05T10', 'a', { kind: 'export' })], 'a'],
    ['never holds back what is critical', 1, [a], [b, on('05T12', 'c', critical)], 'c'],
    ['counts what is critical', 1, [], [a, on('05T12', 'c', critical)], 'c'],
  ];

  it.each(rows)('%s', (_, dailyBudget, before, findings, told) => {
    const known = correlateFindings(before, settings).notify;
    const { notify, overflow } = correlateFindings(findings, { ...settings, known, dailyBudget });
    expect(notify.map(({ principal }) => principal).join(', ')).toBe(told);
    expect(overflow).toHaveLength(findings.length - notify.length);
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

  const a = found({ resources: ['/r'] });
  const both = [a, found({ kind: 'export', resources: ['/r'] })];

  const rows: readonly (readonly [string, readonly AccessFinding[], object, boolean])[] = [
    ['holds for a principal, however it is written', [a], {}, true],
    ['holds for nobody else', [found({ principal: 'b' })], {}, false],
    ['holds for nothing that comes with another kind', both, {}, false],
    ['holds for all of its kinds', both, { kinds: ['bulk-read', 'export'] }, true],
    ['of no kind holds for all kinds', both, { kinds: undefined }, true],
    ['of one resource holds for it', [a], { resource: '/R' }, true],
    ['of one resource holds for no other', [a], { resource: '/s' }, false],
    [
      'of one resource holds for nothing that touches another',
      [a, found({ resources: ['/s'] })],
      { resource: '/r' },
      false,
    ],
    ['holds for what ends before it expires', [a], { expires: '2026-11-05T11:00:00.001Z' }, true],
    ['does not hold for what ends when it expires', [a], { expires: '2026-11-05T11:00:00.000Z' }, false],
  ];

  it.each(rows)('%s', (_, findings, rest, holds) => {
    const suppressions = [{ ...suppression, ...rest }];
    const { notify, suppressed } = correlateFindings(findings, { ...settings, suppressions });
    expect(suppressed.map(({ by }) => by.reason)).toEqual(holds ? ['research'] : []);
    expect(notify).toHaveLength(holds ? 0 : 1);
  });
});
