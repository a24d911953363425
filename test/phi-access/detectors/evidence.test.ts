import { expect, test } from 'vitest';
import type { AccessFinding, AnomalyKind } from '../../../src/phi-access/model/anomaly.ts';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, event, findingsIn } from './office.ts';
import type { Case } from './office.ts';

interface Row extends Case {
  readonly kind: AnomalyKind;
  /** What is told beside the sentence and the severity: from when until when, how sure, of what, and the numbers. */
  readonly says: Pick<AccessFinding, 'start' | 'end' | 'score' | 'resources' | 'counts'>;
}

/** Times of the day that is evaluated, in New York: ten o'clock is 15:00 in UTC. */
const utc = (time: string) => `2026-11-04T${time}:00.000Z`;

const other = { resource: '/other' };

const outside = { addresses: ['198.51.100.7', '203.0.113.7'] };

const fhir = '/subscriptions/s/fhir';

const rows: readonly Row[] = [
  {
    kind: 'denied-burst',
    usual: { denied: 1 },
    hours: [
      ada({ denied: 12, reads: 2 }),
      ada({ denied: 8, ...other }, 15),
      ada({ reads: 5, resource: '/third' }, 16),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 0.4,
      resources: ['/other', fhir],
      counts: { denied: 20, usualDenied: 1, resources: 2 },
    },
  },
  {
    kind: 'enumeration',
    usual: { notFound: 1 },
    hours: [
      ada({ notFound: 24, patientCount: 7 }),
      ada({ pages: 80, ...other }, 15),
      ada({ reads: 5, resource: '/third' }, 16),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 0.5,
      resources: ['/other', fhir],
      counts: { notFound: 24, pages: 80, patients: 7 },
    },
  },
  {
    kind: 'export',
    hours: [
      hourOf('ada', at(day(20), 10), { exports: 1 }),
      ada({ exports: 2, denied: 1, operations: ['export'] }),
      ada({ denied: 3, operations: ['export'], ...other }, 15),
      ada({ reads: 5, resource: '/third' }, 16),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 1,
      resources: ['/other', fhir],
      counts: { exports: 2, denied: 4, daysWithExportsBefore: 1 },
    },
  },
  {
    kind: 'export',
    hours: [ada({ denied: 3, operations: ['export'] })],
    says: {
      start: utc('19:00'),
      end: utc('19:50'),
      score: 0.6,
      resources: [fhir],
      counts: { exports: 0, denied: 3, daysWithExportsBefore: 0 },
    },
  },
  {
    kind: 'export',
    events: [event('export', { resource: '/db', count: 3 })],
    says: { start: utc('14:00'), end: utc('14:00'), score: 1, resources: ['/db'], counts: { exports: 3 } },
  },
  {
    kind: 'export',
    events: [event('export', { count: 2 })],
    says: { start: utc('14:00'), end: utc('14:00'), score: 1, resources: [], counts: { exports: 2 } },
  },
  {
    kind: 'audit-disabled',
    events: [event('audit-disabled', { count: 2, resource: '/db' })],
    says: { start: utc('14:00'), end: utc('14:00'), score: 1, resources: ['/db'], counts: { changes: 2 } },
  },
  {
    kind: 'failed-sign-ins',
    events: [
      event('sign-in-failed', { count: 5, time: at(day(20), 9) }),
      event('sign-in-failed', { count: 20, address: '198.51.100.7' }),
      event('sign-in-failed', { count: 5, address: '198.51.100.8', time: at(day(30), 12) }),
      event('sign-in-failed', { count: 1, time: at(day(30), 13) }),
    ],
    says: {
      start: utc('14:00'),
      end: utc('18:00'),
      score: 0.52,
      resources: [],
      counts: { failed: 26, addresses: 2, usual: 5 },
    },
  },
  {
    kind: 'new-network',
    hours: [
      ada({ reads: 5, ...outside }),
      ada({ reads: 3, ...outside, ...other }, 15),
      ada({ reads: 9 }, 16),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 0.6,
      resources: ['/other', fhir],
      counts: { addresses: 2, reads: 8, daysOfHistory: 29 },
    },
  },
  {
    kind: 'new-network',
    hours: [engine({ reads: 5, addresses: ['10.20.1.1', '203.0.113.7'] })],
    says: {
      start: utc('19:00'),
      end: utc('19:50'),
      score: 0.8,
      resources: [fhir],
      counts: { addresses: 1, reads: 5, daysOfHistory: 29 },
    },
  },
  {
    kind: 'new-operation',
    usual: { operations: ['read', 'search'] },
    hours: [
      engine({ operations: ['history', 'read', 'drop'] }),
      engine({ operations: ['history'], ...other }, 15),
      engine({ operations: ['read'], resource: '/third' }, 16),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 0.7,
      resources: ['/other', fhir],
      counts: { newOperations: 2, knownOperations: 2, daysOfHistory: 29 },
    },
  },
  {
    kind: 'privilege-then-read',
    hours: [
      ada({ reads: 4, patients: ['p', 'q'], last: at(day(30), 14.75) }),
      ada({ reads: 3, patients: ['q', 'r'], ...other }, 15),
      ada({ denied: 3, resource: '/third' }, 16),
    ],
    events: [event('privilege', { actor: 'ada' })],
    says: {
      start: utc('14:00'),
      end: utc('20:50'),
      score: 1,
      resources: ['/other', fhir],
      counts: { reads: 7, hoursAfterGrant: 5.75, patients: 3 },
    },
  },
  {
    kind: 'privilege-then-read',
    hours: [
      engine({ reads: 4, ...outside, last: at(day(30), 14.75) }),
      engine({ reads: 3, ...outside, ...other }, 15),
      engine({ reads: 2 }, 16),
    ],
    events: [event('credential', { principal: 'engine', actor: 'ada' })],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 1,
      resources: ['/other', fhir],
      counts: { reads: 7, hoursAfter: 5.75 },
    },
  },
  {
    kind: 'terminated-access',
    principals: [{ id: 'ada', kind: 'human', terminatedAt: at(day(28), 14) }],
    window: { from: at(day(30), 12), to: at(day(31), 0) },
    hours: [
      ada({ reads: 4, calls: 9, patients: ['p', 'q'] }),
      ada({ reads: 3, calls: 5, patients: ['q', 'r'], ...other }, 15),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 1,
      resources: ['/other', fhir],
      counts: { calls: 14, reads: 7, patients: 3, daysSinceTermination: 2 },
    },
  },
  {
    kind: 'unapproved-agent',
    hours: [
      hourOf('who', at(day(30), 14), { reads: 4, patientCount: 2, denied: 1 }),
      hourOf('who', at(day(30), 15), { reads: 3, patientCount: 3, denied: 2, ...other }),
      hourOf('who', at(day(30), 16), { resource: '/third' }),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 1,
      resources: ['/other', fhir],
      counts: { reads: 7, patients: 5, denied: 3 },
    },
  },
  {
    kind: 'unapproved-agent',
    hours: [hourOf('who', at(day(30), 14), { denied: 2 })],
    says: {
      start: utc('19:00'),
      end: utc('19:50'),
      score: 0.7,
      resources: [fhir],
      counts: { reads: 0, patients: 0, denied: 2 },
    },
  },
  {
    kind: 'dormant-principal',
    principals: [{ id: 'old', kind: 'service' }],
    hours: [
      hourOf('old', at(day(30), 14), { reads: 4, calls: 9 }),
      hourOf('old', at(day(30), 15), { reads: 3, calls: 5, ...other }),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 0.9,
      resources: ['/other', fhir],
      counts: { calls: 14, reads: 7, quietDays: 30 },
    },
  },
  {
    kind: 'dormant-principal',
    principals: [{ id: 'old', kind: 'human' }],
    first: -10,
    hours: [hourOf('old', at(day(-6), 14)), hourOf('old', at(day(30), 14), { reads: 4, calls: 9 })],
    says: {
      start: utc('19:00'),
      end: utc('19:50'),
      score: 0.6,
      resources: [fhir],
      counts: { calls: 9, reads: 4, quietDays: 36 },
    },
  },
  {
    // What comes after the hours that are evaluated does not count.
    kind: 'dormant-principal',
    principals: [{ id: 'old', kind: 'service' }],
    first: -10,
    window: { from: at(day(10), 0), to: at(day(11), 0) },
    hours: [
      hourOf('old', at(day(10), 14), { reads: 4, calls: 9 }),
      hourOf('old', at(day(28), 14), { reads: 9 }),
    ],
    says: {
      start: at(day(10), 14),
      end: '2026-10-15T18:50:00.000Z',
      score: 0.9,
      resources: [fhir],
      counts: { calls: 9, reads: 4, quietDays: 20 },
    },
  },
  {
    kind: 'bulk-read',
    usual: { reads: 40 },
    hours: [
      ada({ reads: 150 }),
      ada({ reads: 200, ...other }, 15),
      ada({ denied: 1, resource: '/third' }, 16),
    ],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 0.61,
      resources: ['/other', fhir],
      counts: { reads: 350, usual: 40, most: 40, deviations: 6.13 },
    },
  },
  {
    kind: 'bulk-read',
    usual: { reads: 40, patientCount: 20 },
    hours: [ada({ reads: 700, patientCount: 100 })],
    says: {
      start: utc('19:00'),
      end: utc('19:50'),
      score: 0.82,
      resources: [fhir],
      counts: { patients: 100, usual: 20, most: 20, deviations: 8.17 },
    },
  },
  {
    // Of the last ten shifts before it, half saw patients whom nobody had seen.
    kind: 'after-hours',
    hours: [
      ...[10, 11, 12, 13].map((date) => hourOf('ada', at(day(date), 9), { patients: [`first-${date}`] })),
      ...[24, 25, 26, 27].map((date) => hourOf('ada', at(day(date), 9), { patients: ['p', `new-${date}`] })),
      hourOf('ada', at(day(20), 17)),
      ada({ reads: 20, patients: ['p', 'q', 'r', 's', 't'], patientCount: 5 }, 21),
      ada({ reads: 10 }, 17),
    ],
    says: {
      start: utc('22:00'),
      end: '2026-11-05T02:50:00.000Z',
      score: 0.6,
      resources: [fhir],
      counts: {
        reads: 30,
        hours: 2,
        ownChance: 0.01,
        peersChance: 0,
        patients: 5,
        strangers: 4,
        evidence: 4.21,
      },
    },
  },
  {
    kind: 'after-hours',
    hours: [ada({ reads: 7, patients: ['p', 'q'], patientCount: 2 }, 3), ada({ reads: 8, ...other }, 4)],
    says: {
      start: utc('08:00'),
      end: utc('09:50'),
      score: 0.45,
      resources: ['/other', fhir],
      counts: {
        reads: 15,
        hours: 2,
        ownChance: 0.01,
        peersChance: 0,
        patients: 2,
        strangers: 2,
        evidence: 5.15,
      },
    },
  },
  {
    kind: 'service-misuse',
    hours: [engine({ reads: 7 }, 14), engine({ reads: 8, ...other }, 15), engine({ reads: 9 }, 10)],
    says: {
      start: utc('19:00'),
      end: utc('20:50'),
      score: 0.8,
      resources: ['/other', fhir],
      counts: { reads: 15, hours: 2, hoursOfDayUsedBefore: 1, daysOfHistory: 30 },
    },
  },
  {
    kind: 'service-misuse',
    usual: { reads: 30 },
    hours: [engine({ reads: 120 }, 10), engine({ reads: 5, ...other }, 10)],
    says: {
      start: utc('15:00'),
      end: utc('15:50'),
      score: 0.5,
      resources: ['/other', fhir],
      counts: { reads: 125, most: 30, daysOfHistory: 30 },
    },
  },
  {
    kind: 'service-misuse',
    usual: { reads: 30 },
    hours: [
      ...[12, 13].map((hour) => hourOf('engine', at(day(20), hour), { reads: 1 })),
      engine({ reads: 70, ...other }, 12),
      engine({ reads: 80 }, 13),
    ],
    says: {
      start: utc('17:00'),
      end: utc('18:50'),
      score: 1,
      resources: ['/other', fhir],
      counts: { reads: 80, most: 1, daysOfHistory: 30 },
    },
  },
  {
    kind: 'service-misuse',
    hours: [
      ...[8, 9, 11, 12].map((hour) => hourOf('engine', at(day(20), hour))),
      engine({ reads: 50 }, 8),
      engine({ reads: 50 }, 9),
      engine({ reads: 50 }, 10),
      engine({ reads: 50 }, 11),
      engine({ reads: 50 }, 12),
      engine(other, 12),
    ],
    says: {
      start: utc('13:00'),
      end: utc('17:50'),
      score: 1,
      resources: [fhir],
      counts: { reads: 250, most: 0, daysOfHistory: 30 },
    },
  },
];

test.each(rows)('$kind: $says.counts', ({ kind, says, ...given }) => {
  const found = findingsIn(given).filter((finding) => finding.kind === kind);
  expect(found).toEqual([expect.objectContaining(says)]);
});
