import { expect, test } from 'vitest';
import type { AccessEvent, AccessHour } from '../../../src/phi-access/model/access-log.ts';
import type { AnomalyKind } from '../../../src/phi-access/model/anomaly.ts';
import { at, day, found, hospital, hourOf, zone } from './hospital.ts';

const now = at(day(30), 10);

const event = (rest: Partial<AccessEvent>): AccessEvent => ({
  source: 'directory',
  kind: 'privilege',
  time: at(day(30), 9),
  principal: 'ada',
  count: 1,
  ...rest,
});

/** The days on which `ada` and `engine` work: each for an hour. */
const days = Array.from({ length: 30 }, (_, number) => number);

interface Row {
  readonly kind: AnomalyKind;
  readonly says: string;
  readonly hours?: readonly AccessHour[];
  readonly events?: readonly AccessEvent[];
  readonly terminatedAt?: string;
  readonly history?: Partial<AccessHour>;
}

const outside = { addresses: ['198.51.100.7'] };

const one = { reads: 1, calls: 1, patients: ['p'], patientCount: 1 };

const rows: readonly Row[] = [
  {
    kind: 'export',
    hours: [hourOf('ada', now, { exports: 1 })],
    says: 'A person without approval for it started 1 export; there were exports on 0 days before.',
  },
  {
    kind: 'export',
    hours: [hourOf('ada', at(day(20), 10), { exports: 2 }), hourOf('ada', now, { exports: 2 })],
    says: 'A person without approval for it started 2 exports; there were exports on 1 day before.',
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
    terminatedAt: at(day(29), 10),
    hours: [hourOf('ada', now, { ...one, resource: '/other' })],
    says: 'Used 1 day after the termination recorded in the directory: 1 call, 1 of them a successful read.',
  },
  {
    kind: 'terminated-access',
    terminatedAt: at(day(28), 10),
    hours: [hourOf('ada', now, { calls: 2, reads: 0, resource: '/other' })],
    says: 'Used 2 days after the termination recorded in the directory: 2 calls, 0 of them successful reads.',
  },
  {
    kind: 'dormant-principal',
    hours: [hourOf('old', now, one)],
    says: 'No access in the 30 days that can be seen, then 1 call, 1 of them a successful read.',
  },
  {
    kind: 'new-network',
    hours: [hourOf('ada', now, { ...one, ...outside })],
    says: '1 successful read from an address outside the networks of the organization, in 29 days of history not usual either.',
  },
  {
    kind: 'privilege-then-read',
    hours: [hourOf('ada', now, { ...one, last: now })],
    events: [event({ actor: 'ada', operation: 'reader' })],
    says: 'Gave itself rights (reader) and made 1 successful read within 1 hour.',
  },
  {
    kind: 'privilege-then-read',
    hours: [hourOf('engine', now, { ...one, ...outside, last: now })],
    events: [event({ kind: 'credential', principal: 'engine', actor: 'ada' })],
    says: 'A secret was added to it by a person, and within 1 hour it made 1 successful read from where it never was.',
  },
  {
    kind: 'new-operation',
    events: [event({ source: 'support', kind: 'support', principal: 'ms', resource: '/db' })],
    says: "Microsoft's support carried out 1 operation on a database: there should be a ticket that asks for it.",
  },
  {
    kind: 'enumeration',
    history: { notFound: 1 },
    hours: [hourOf('ada', now, { notFound: 12 })],
    says: 'In one shift 12 requests for what does not exist (up to 1 is usual).',
  },
  {
    kind: 'bulk-read',
    history: one,
    hours: [hourOf('ada', now, { reads: 500 })],
    says: '500 reads in one shift, where 1 is usual and 1 was the most before (17.4 deviations).',
  },
  {
    kind: 'service-misuse',
    history: { reads: 1 },
    hours: [hourOf('engine', now, { reads: 500 })],
    says: '500 reads in one day, where 1 was the most in 30 days.',
  },
  {
    kind: 'failed-sign-ins',
    events: [
      event({ kind: 'sign-in-failed', time: at(day(20), 9) }),
      event({ kind: 'sign-in-failed', count: 20 }),
    ],
    says: '20 failed sign-ins within 24 hours; up to 1 a day is usual.',
  },
];

test.each(rows)('$kind: $says', ({ kind, says, hours = [], events = [], terminatedAt, history = {} }) => {
  const all = hospital();
  const human = { kind: 'human', role: 'Clerk', timeZone: zone } as const;
  all.principals.set('ada', { id: 'ada', ...human, ...(terminatedAt !== undefined && { terminatedAt }) });
  all.principals.set('engine', { id: 'engine', kind: 'service' });
  all.principals.set('old', { id: 'old', kind: 'service' });
  for (const number of days)
    for (const id of ['ada', 'engine']) all.hours.push(hourOf(id, at(day(number), 10), history));
  all.hours.push(...hours);
  all.events.push(...events);
  const said = found(all, [30, 31]).filter((finding) => finding.kind === kind);
  expect(said.map(({ explanation }) => explanation)).toContain(says);
});
