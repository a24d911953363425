import { describe, expect, test } from 'vitest';
import { patientKey } from '../../../src/phi-access/model/access-log.ts';
import { correlateFindings } from '../../../src/phi-access/correlation/correlate-findings.ts';
import type { AccessFinding, Anomaly } from '../../../src/phi-access/model/anomaly.ts';
import { found, settings } from './findings.ts';

const mergedOf = (findings: readonly AccessFinding[], known: readonly Anomaly[] = []): Anomaly =>
  correlateFindings(findings, { ...settings, known }).notify[0] as Anomaly;

const times = (start: number, end: number) => ({
  start: `2026-11-05T${start}:00:00.000Z`,
  end: `2026-11-05T${end}:00:00.000Z`,
});

const read = found({ ...times(10, 11), explanation: 'Read.', counts: { reads: 9, rows: 2 }, score: 0.4 });

const grave = found({
  ...times(12, 13),
  kind: 'export',
  severity: 'critical',
  score: 0.3,
  explanation: 'Exported.',
  counts: { reads: 3, exports: 1 },
  actors: ['e'],
  resources: ['/s'],
});

const night = found({
  ...times(14, 15),
  kind: 'after-hours',
  severity: 'medium',
  score: 0.6,
  explanation: 'At night.',
});

describe('an anomaly says of its findings', () => {
  const before = mergedOf([grave]);
  const rows: readonly (readonly [string, readonly AccessFinding[], readonly Anomaly[], Partial<Anomaly>])[] =
    [
      ['the first start and the last end', [grave, read], [], { start: read.start, end: grave.end }],
      ['the start and the end of what was known', [read], [before], { start: read.start, end: grave.end }],
      ['the gravest severity', [read, grave, night], [], { severity: 'critical' }],
      ['the severity of what was known, if it is graver', [read], [before], { severity: 'critical' }],
      ['its own severity, if that is graver', [grave], [mergedOf([read])], { severity: 'critical' }],
      ['the highest score', [read, grave, night], [], { score: 0.6 }],
      ['the score of what was known, if it is higher', [grave], [mergedOf([night])], { score: 0.6 }],
      ['the largest of each count', [read, grave], [], { counts: { reads: 9, rows: 2, exports: 1 } }],
      [
        'the counts of what was known, if they are larger',
        [grave],
        [mergedOf([read])],
        { counts: { reads: 9, rows: 2, exports: 1 } },
      ],
      ['counts below nothing', [found({ counts: { change: -5 } })], [], { counts: { change: -5 } }],
      ['all kinds, in order', [read, night], [before], { kinds: ['after-hours', 'bulk-read', 'export'] }],
      [
        'all resources, in order',
        [found({ resources: ['/t', '/r'] })],
        [before],
        { resources: ['/r', '/s', '/t'] },
      ],
      [
        'all who made a service do it',
        [found({ actors: ['d', 'c'] })],
        [before],
        { actors: ['c', 'd', 'e'] },
      ],
      [
        'the reasons, the gravest first, then the highest score',
        [read, grave, night],
        [],
        { explanation: 'Exported. At night. Read.' },
      ],
      ['the reasons of what was known after its own', [read], [before], { explanation: 'Read. Exported.' }],
      [
        'the last reason of each kind',
        [read, found({ ...times(11, 12), explanation: 'Read on.', score: 0.1 })],
        [],
        { explanation: 'Read on.' },
      ],
      [
        'a new reason in place of a known one',
        [found({ ...times(11, 12), explanation: 'Read on.' })],
        [mergedOf([read])],
        { explanation: 'Read on.', reasons: { 'bulk-read': 'Read on.' } },
      ],
    ];

  test.each(rows)('%s', (_, findings, known, expected) => {
    expect(mergedOf(findings, known)).toMatchObject(expected);
  });

  test('at most 50 resources', () => {
    const resources = Array.from({ length: 60 }, (_, place) => `/${10 + place}`);
    expect(mergedOf([found({ resources })]).resources).toEqual(resources.slice(0, 50));
  });

  // Anomalies are kept under these: another id of the same would be told again.
  test.each([
    ['one principal', read, 'bfc8f4cf523fb8275842b453'],
    ['a crowd', { ...read, principals: ['a', 'b'] }, 'd366f5592426037d84a52a16'],
  ])('the same id for ever, of %s', (_, finding, id) => {
    expect(mergedOf([finding]).id).toBe(id);
  });

  test('another id with another key: nobody can try principals', () => {
    const { notify } = correlateFindings([read], { ...settings, keyed: patientKey('another key') });
    expect(notify[0]?.id).not.toBe(mergedOf([read]).id);
  });

  test('nothing of actors or a crowd where there are none', () => {
    expect(Object.keys(mergedOf([read]))).not.toContain('actors');
    expect(Object.keys(mergedOf([read]))).not.toContain('principals');
  });
});

describe('the principal of an anomaly is', () => {
  const directory = { ...settings.directory, approvedAgents: new Set(['a', 'bot']) };
  test.each([
    ['what the directory says', 'a', 'human'],
    ['an agent, if it is an approved one that the directory lacks', 'bot', 'agent'],
    ['unknown, if nothing says who it is', 'who', 'unknown'],
  ])('%s', (_, principal, principalKind) => {
    const { notify } = correlateFindings([found({ principal })], { ...settings, directory });
    expect(notify).toMatchObject([{ principal, principalKind }]);
  });
});
