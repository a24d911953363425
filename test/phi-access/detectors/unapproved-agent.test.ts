import { describe } from 'vitest';
import type { AccessHour } from '../../../src/phi-access/model/access-log.ts';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, event, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

describe('unapproved-agent', () => {
  const bot: Case = { principals: [{ id: 'bot', kind: 'agent' }] };
  const by = (who: string, rest: Partial<AccessHour>, date = 30) => hourOf(who, at(day(date), 14), rest);
  const days = (dates: readonly number[]) => dates.map((date) => by('who', { reads: 1 }, date));
  const approved = { approvedAgents: new Set(['bot']) };
  const signIn = event('agent-sign-in', { principal: 'engine' });
  const rows: readonly Row[] = [
    ['critical', 'an agent reads', [by('bot', { reads: 1 })], bot],
    ['high', 'an agent is refused', [by('bot', { denied: 1 })], bot],
    ['high', 'an agent searches', [by('bot', { searches: 1 })], bot],
    ['high', 'an agent exports', [by('bot', { exports: 1 })], bot],
    ['nothing', 'an agent asks what there is', [by('bot', {})], bot],
    ['nothing', 'an approved agent reads', [by('bot', { reads: 1 })], { ...bot, directory: approved }],
    ['critical', 'a service that signed in as an agent reads', [engine({ reads: 1 })], { events: [signIn] }],
    ['nothing', 'a service reads', [engine({ reads: 1 })]],
    [
      'nothing',
      'a service that signed in reads',
      [engine({ reads: 1 })],
      { events: [event('sign-in', { principal: 'engine' })] },
    ],
    [
      'nothing',
      'a service that is new reads',
      [by('new', { reads: 1 })],
      { principals: [{ id: 'new', kind: 'service' }] },
    ],
    ['critical', 'an unknown principal reads', [by('who', { reads: 1 })]],
    ['nothing', 'a person reads', [ada({ reads: 1 })]],
    [
      'critical',
      'a service that signed in as an agent under another of its ids reads',
      [engine({ reads: 1 })],
      { events: [event('agent-sign-in', { principal: 'app-1', alias: 'engine' })] },
    ],
    [
      'nothing',
      'an unknown principal that is approved as an agent reads',
      [by('bot', { reads: 1 })],
      { directory: approved },
    ],
    [
      'nothing',
      'anybody reads where there is no directory',
      [by('who', { reads: 1 })],
      { directory: { principals: new Map() } },
    ],
    [
      'nothing',
      'a login reads that a sign-in ties to a person',
      [by('a.da@h.example', { reads: 1 })],
      { events: [event('sign-in', { alias: 'a.da@h.example' })] },
    ],
    ['nothing', 'a key reads', [by('key:app', { reads: 1 })]],
    ['nothing', 'a call without identity', [by('unattributed', { reads: 1 })]],
    ['nothing', 'an anonymous call', [by('anonymous', { reads: 1 })]],
    ['nothing', 'an unknown principal of 3 days, the first 8 days ago', days([22, 28, 29, 30])],
    ['critical', 'an unknown principal of 3 days, the first 7 days ago', days([23, 28, 29, 30])],
    ['critical', 'an unknown principal of 2 days', days([10, 29, 30])],
  ];

  testRows('unapproved-agent', rows);
});
