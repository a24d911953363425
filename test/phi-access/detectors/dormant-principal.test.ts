import { describe } from 'vitest';
import type { AccessEvent, AccessHour } from '../../../src/phi-access/model/access-log.ts';
import { at, day, hourOf } from './hospital.ts';
import { event, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

describe('dormant-principal', () => {
  const service: Case = { principals: [{ id: 'old', kind: 'service' }] };
  const person: Case = { principals: [{ id: 'old', kind: 'human', timeZone: 'UTC' }] };
  const agent: Case = { principals: [{ id: 'old', kind: 'agent' }] };
  const old = (hour: number, date = 30): AccessHour => hourOf('old', at(day(date), hour));
  const made = (date: number, rest: Partial<AccessEvent> = {}) =>
    event('account', { principal: 'old', actor: 'hr', time: at(day(date), 10), ...rest });
  const joined = (date: number, rest: Partial<AccessEvent> = {}) =>
    event('privilege', { principal: 'old', actor: 'it', time: at(day(date), 10), ...rest });
  const rows: readonly Row[] = [
    ['high', 'a service never seen in 30 days', [old(10)], service],
    ['high', 'a service never seen in 14 days', [old(10)], { ...service, first: 16 }],
    ['nothing', 'a service never seen in 13 days', [old(10)], { ...service, first: 17 }],
    ['medium', 'a person never seen in 20 days', [old(10)], { ...person, first: 10 }],
    ['nothing', 'a person never seen in 19 days', [old(10)], { ...person, first: 11 }],
    ['nothing', 'a service used 31 days ago', [old(10, -1), old(9)], { ...service, first: -10 }],
    ['high', 'a service used 32 days ago', [old(10, -2), old(9)], { ...service, first: -10 }],
    ['nothing', 'a person seen 31 days ago', [old(10, -1), old(9)], { ...person, first: -10 }],
    ['medium', 'a person seen 32 days ago', [old(10, -2), old(9)], { ...person, first: -10 }],
    ['high', 'a service on the second day', [old(11, 28), old(10)], service],
    ['nothing', 'a service on the third day', [old(10, 28), old(10)], service],
    ['nothing', 'an unknown principal', [old(10)]],
    ['high', 'an agent', [old(10)], agent],
    [
      'nothing',
      'an agent that is approved is put to work',
      [old(10)],
      { ...agent, directory: { approvedAgents: new Set(['old']) } },
    ],
    [
      'high',
      'an approved agent that pauses',
      [old(10, -2), old(9)],
      { ...agent, first: -10, directory: { approvedAgents: new Set(['old']) } },
    ],
    ['medium', 'a person who stays for 3 hours', [old(10), old(11), old(12)], person],
    ['nothing', 'a person who stays for 4 hours', [old(10), old(11), old(12), old(13)], person],
    ['high', 'a service that works for 5 hours', [10, 11, 12, 13, 14].map((hour) => old(hour)), service],
    [
      'medium',
      'a person who comes for an hour, and again',
      [10, 18, 19, 20].map((hour) => old(hour)),
      person,
    ],
    [
      'nothing',
      'a person who stays for 3 hours, and is back 4 hours later',
      [10, 11, 12, 16].map((hour) => old(hour)),
      person,
    ],
    [
      'medium',
      'a person who stays for 3 hours, and is back 5 hours later',
      [10, 11, 12, 17].map((hour) => old(hour)),
      person,
    ],
    ['medium', 'a person whose visit has been over since midnight', [old(20, 29)], person],
    ['nothing', 'a person whose visit was over before', [old(19, 29)], person],
    ['medium', 'a person who may yet stay', [old(19)], person],
    ['nothing', 'a person who may yet stay on', [old(20)], person],
    ['high', 'a service that may yet stay on', [old(20)], service],
    [
      'nothing',
      'an account that was made 29 days before',
      [old(10)],
      { ...person, first: -10, events: [made(1)] },
    ],
    [
      'medium',
      'an account that was made 30 days before',
      [old(10)],
      { ...person, first: -10, events: [made(0)] },
    ],
    ['nothing', 'a membership that was given 4 days before', [old(10)], { ...person, events: [joined(26)] }],
    ['medium', 'a membership that was given 5 days before', [old(10)], { ...person, events: [joined(25)] }],
    [
      'nothing',
      'a membership in the same hour',
      [old(10)],
      { ...person, events: [joined(30, { time: at(day(30), 10.5) })] },
    ],
    [
      'medium',
      'a membership that was given afterwards',
      [old(10)],
      { ...person, events: [joined(30, { time: at(day(30), 11) })] },
    ],
    [
      'medium',
      'an account of somebody else',
      [old(10)],
      { ...person, events: [made(29, { principal: 'ada' })] },
    ],
    [
      'medium',
      'a secret that was added to it',
      [old(10)],
      { ...person, events: [event('credential', { principal: 'old', actor: 'it' })] },
    ],
    [
      'medium',
      'a right that it gave itself',
      [old(10)],
      { ...person, events: [joined(29, { actor: 'old' })] },
    ],
    [
      'nothing',
      'an account that nobody is said to have made',
      [old(10)],
      { ...person, events: [event('account', { principal: 'old' })] },
    ],
  ];

  testRows('dormant-principal', rows, 'old');
});
