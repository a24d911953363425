import { expect, test } from 'vitest';
import type { AnomalyKind } from '../../../src/phi-access/model/anomaly.ts';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, event, findingsIn } from './office.ts';
import type { Case } from './office.ts';

interface Row extends Case {
  readonly kind: AnomalyKind;
  readonly says: string;
}

const now = at(day(30), 10);

const outside = { addresses: ['198.51.100.7'] };

const one = { reads: 1, calls: 1, patients: ['p'], patientCount: 1 };

const left = (date: number) => [{ id: 'ada', kind: 'human', terminatedAt: at(day(date), 10) } as const];

const rows: readonly Row[] = [
  {
    kind: 'export',
    hours: [ada({ exports: 1 })],
    says: 'A person without approval for it started 1 export; there were exports on 0 days before.',
  },
  {
    kind: 'export',
    hours: [hourOf('ada', at(day(20), 10), { exports: 2 }), ada({ exports: 2 })],
    says: 'A person without approval for it started 2 exports; there were exports on 1 day before.',
  },
  {
    kind: 'export',
    hours: [engine({ exports: 1 })],
    says: 'A service without approval for it started 1 export; there were exports on 0 days before.',
  },
  {
    kind: 'export',
    hours: [hourOf('who', now, { exports: 1 })],
    says: 'An unknown principal without approval for it started 1 export; there were exports on 0 days before.',
  },
  {
    kind: 'export',
    principals: [{ id: 'bot', kind: 'agent' }],
    hours: [hourOf('bot', now, { exports: 0, denied: 1, operations: ['export'] })],
    says: 'An agent tried to export and was refused.',
  },
  {
    kind: 'unapproved-agent',
    hours: [hourOf('who', now, one)],
    says: 'A principal that the directory does not know made 1 successful read, of 1 patient where the request names one.',
  },
  {
    kind: 'unapproved-agent',
    hours: [hourOf('who', now, { ...one, reads: 2, patients: ['p', 'q'], patientCount: 2 })],
    says: 'A principal that the directory does not know made 2 successful reads, of 2 patients where the request names one.',
  },
  {
    kind: 'unapproved-agent',
    hours: [hourOf('who', now, { denied: 1 })],
    says: 'A principal that the directory does not know tried to read 1 time and was refused.',
  },
  {
    kind: 'terminated-access',
    principals: left(30),
    hours: [ada({ ...one, reads: 0, resource: '/other' })],
    says: 'Used 0 days after the termination recorded in the directory: 1 call, 0 of them successful reads.',
  },
  {
    kind: 'terminated-access',
    principals: left(29),
    hours: [ada({ ...one, resource: '/other' })],
    says: 'Used 1 day after the termination recorded in the directory: 1 call, 1 of them a successful read.',
  },
  {
    kind: 'terminated-access',
    principals: left(28),
    hours: [ada({ calls: 2, reads: 0, resource: '/other' })],
    says: 'Used 2 days after the termination recorded in the directory: 2 calls, 0 of them successful reads.',
  },
  {
    kind: 'dormant-principal',
    principals: [{ id: 'old', kind: 'service' }],
    hours: [hourOf('old', now, one)],
    says: 'No access in the 30 days that can be seen, then 1 call, 1 of them a successful read.',
  },
  {
    kind: 'new-network',
    hours: [ada({ ...one, ...outside })],
    says: '1 successful read from an address outside the networks of the organization, in 29 days of history not usual either.',
  },
  {
    kind: 'privilege-then-read',
    hours: [ada({ ...one, last: now }, 10)],
    events: [event('privilege', { actor: 'ada', operation: 'reader' })],
    says: 'Gave itself rights (reader) and made 1 successful read within 1 hour.',
  },
  {
    kind: 'privilege-then-read',
    hours: [engine({ ...one, ...outside, last: now }, 10)],
    events: [event('credential', { principal: 'engine', actor: 'ada' })],
    says: 'A secret was added to it by a person, and within 1 hour it made 1 successful read from where it never was.',
  },
  {
    kind: 'new-operation',
    events: [event('support', { source: 'support', principal: 'ms', resource: '/db' })],
    says: "Microsoft's support carried out 1 operation on a database: there should be a ticket that asks for it.",
  },
  {
    kind: 'enumeration',
    usual: { notFound: 1 },
    hours: [ada({ notFound: 12 })],
    says: 'In one shift 12 requests for what does not exist (up to 1 is usual).',
  },
  {
    kind: 'after-hours',
    first: 25,
    hours: [ada({ reads: 6, patients: ['p', 'q', 'r'], patientCount: 3 }, 3)],
    says: '6 successful reads, of 3 patients (3 of them with nobody else of the department), in 1 hour at which this person works on 7% of such days and colleagues on 0%.',
  },
  {
    kind: 'dormant-principal',
    principals: [{ id: 'old', kind: 'service' }],
    first: -10,
    hours: [hourOf('old', at(day(-6), 10)), hourOf('old', now, { calls: 2, reads: 2 })],
    says: 'No access for 36 days, then 2 calls, 2 of them successful reads.',
  },
  {
    kind: 'new-network',
    hours: [ada({ ...one, addresses: ['198.51.100.7', '203.0.113.7'] })],
    says: '1 successful read from 2 addresses outside the networks of the organization, in 29 days of history not usual either.',
  },
  {
    kind: 'new-network',
    directory: { networks: ['10.20.0.0/16', '10.30.0.0/16'] },
    hours: [engine({ ...one, addresses: ['10.30.1.1'] })],
    says: '1 successful read from an address where it never was before, in 29 days of history not usual either.',
  },
  {
    kind: 'new-network',
    directory: { networks: [] },
    hours: [engine({ ...one, ...outside })],
    says: '1 successful read from an address where it never was before, in 29 days of history not usual either.',
  },
  {
    kind: 'new-network',
    directory: { networks: ['10.20.0.0/16', '10.30.0.0/16'] },
    hours: [engine({ ...one, addresses: ['10.30.1.1', '198.51.100.7'] })],
    says: '1 successful read from 2 addresses outside the networks of the organization, in 29 days of history not usual either.',
  },
  {
    kind: 'new-operation',
    hours: [ada({ operations: ['drop'] })],
    says: 'An operation never used in 29 days of history: drop.',
  },
  {
    kind: 'new-operation',
    principals: [{ id: 'engine', kind: 'service', approvedOperations: ['read'] }],
    hours: [engine({ operations: ['f', 'e', 'd', 'c', 'b', 'a'] })],
    says: '6 operations never used in 29 days of history and not approved: a, b, c, d, e.',
  },
  {
    kind: 'privilege-then-read',
    hours: [
      ...[20, 21, 22, 23, 24].map((date) => hourOf('key:app', at(day(date), 10), { resource: '/account' })),
      hourOf('key:app', now, { ...one, ...outside, resource: '/account', last: now }),
    ],
    events: [event('privilege', { actor: 'ada', operation: 'listkeys', resource: '/account' })],
    says: 'Keys of the account were listed by a person, and within 1 hour it made 1 successful read from where it never was.',
  },
  {
    kind: 'export',
    events: [event('export')],
    says: 'Had a database or a disk given out whole by Resource Manager (not said how).',
  },
  {
    kind: 'export',
    events: [event('export', { operation: 'begingetaccess' })],
    says: 'Had a database or a disk given out whole by Resource Manager (begingetaccess).',
  },
  {
    kind: 'audit-disabled',
    events: [event('audit-disabled')],
    says: 'Logging was removed or turned off (not said how): access after it is not seen.',
  },
  {
    kind: 'audit-disabled',
    events: [event('audit-disabled', { operation: 'delete' })],
    says: 'Logging was removed or turned off (delete): access after it is not seen.',
  },
  {
    kind: 'bulk-read',
    usual: one,
    hours: [ada({ reads: 500 })],
    says: '500 reads in one shift, where 1 is usual and 1 was the most before (17.4 deviations).',
  },
  {
    kind: 'service-misuse',
    usual: { reads: 1 },
    hours: [engine({ reads: 500 })],
    says: '500 reads in one day, where 1 was the most in 30 days.',
  },
  {
    kind: 'failed-sign-ins',
    events: [event('sign-in-failed', { time: at(day(20), 9) }), event('sign-in-failed', { count: 20 })],
    says: '20 failed sign-ins within 24 hours; up to 1 a day is usual.',
  },
];

test.each(rows)('$kind: $says', ({ kind, says, ...given }) => {
  const said = findingsIn(given).filter((finding) => finding.kind === kind);
  expect(said.map(({ explanation }) => explanation)).toContain(says);
});
