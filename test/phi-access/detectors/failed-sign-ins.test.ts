import { describe, expect, it } from 'vitest';
import type { AccessEvent } from '../../../src/phi-access/model/access-log.ts';
import { at, day } from './hospital.ts';
import { event, findingsIn, onDays, testRows } from './office.ts';
import type { Row } from './office.ts';

describe('failed-sign-ins of one account', () => {
  const failed = (count: number, rest: Partial<AccessEvent> = {}) =>
    event('sign-in-failed', { count, ...rest });
  const signedIn = (time: string) => event('sign-in', { time });
  const inAnHour = { from: at(day(30), 9), to: at(day(30), 10) };
  const rows: readonly Row[] = [
    ['medium', '15 failures', [], { events: [failed(15)] }],
    ['nothing', '14 failures', [], { events: [failed(14)] }],
    [
      'medium',
      '15 in the course of a day',
      [],
      { events: [failed(8), failed(7, { time: at(day(30), 20) })] },
    ],
    [
      'medium',
      '15 within 24 hours of which the last hour is evaluated',
      [],
      { window: inAnHour, events: [failed(8, { time: at(day(29), 10) }), failed(7)] },
    ],
    [
      'nothing',
      '8 more than 24 hours ago, and 7',
      [],
      { window: inAnHour, events: [failed(8, { time: at(day(29), 9) }), failed(7)] },
    ],
    [
      'nothing',
      '15 long ago, and none now',
      [],
      { window: inAnHour, events: [failed(15, { time: at(day(29), 12) })] },
    ],
    [
      'high',
      'then a success, less than two hours later',
      [],
      { events: [failed(15), signedIn(at(day(30), 10.99))] },
    ],
    ['medium', 'then a success, two hours later', [], { events: [failed(15), signedIn(at(day(30), 11))] }],
    ['medium', 'after a success', [], { events: [signedIn(at(day(30), 8)), failed(15)] }],
    [
      'medium',
      'more than three times the usual 5',
      [],
      { events: [...onDays([10, 11, 12, 13, 14], failed(5)), failed(16)] },
    ],
    [
      'nothing',
      'three times the usual 5',
      [],
      { events: [...onDays([10, 11, 12, 13, 14], failed(5)), failed(15)] },
    ],
    [
      'medium',
      'what failed yesterday is not what is usual',
      [],
      { events: [...onDays([29], failed(5)), failed(15)] },
    ],
    [
      'medium',
      'by any name of the account',
      [],
      {
        events: [
          event('sign-in', { time: at(day(20), 9), alias: 'a@x' }),
          failed(8),
          failed(7, { principal: 'a@x' }),
        ],
      },
    ],
  ];

  testRows('failed-sign-ins', rows);
});

describe('failed-sign-ins from one address', () => {
  const signIns = (kind: 'sign-in' | 'sign-in-failed', count: number, address?: string): AccessEvent[] =>
    Array.from({ length: count }, (_, place) =>
      event(kind, { principal: `p${place}`, ...(address !== undefined && { address }) }),
    );
  const here = '198.51.100.1';
  const rows: readonly Row[] = [
    ['high', 'at 6 accounts', [], { events: signIns('sign-in-failed', 6, here) }],
    ['nothing', 'at 5 accounts', [], { events: signIns('sign-in-failed', 5, here) }],
    ['nothing', 'at 6 accounts, from nobody knows where', [], { events: signIns('sign-in-failed', 6) }],
    [
      'high',
      'at 6 accounts, of which 2 signed in there',
      [],
      { events: [...signIns('sign-in-failed', 6, here), ...signIns('sign-in', 2, here)] },
    ],
    [
      'nothing',
      'at 6 accounts, where 3 signed in',
      [],
      { events: [...signIns('sign-in-failed', 6, here), ...signIns('sign-in', 3, here)] },
    ],
    [
      'high',
      'at 6 accounts, where one signed in three times',
      [],
      {
        events: [
          ...signIns('sign-in-failed', 6, here),
          ...[10, 11, 12].flatMap((hour) =>
            onDays([30], event('sign-in', { principal: 'p0', address: here }), hour),
          ),
        ],
      },
    ],
    [
      'high',
      'at 6 accounts, which sign in elsewhere',
      [],
      { events: [...signIns('sign-in-failed', 6, here), ...signIns('sign-in', 6, '10.20.1.1')] },
    ],
    [
      'nothing',
      'at one account under six names',
      [],
      {
        events: [
          ...[0, 1, 2, 3, 4, 5].map((place) =>
            event('sign-in', { time: at(day(20), 9), alias: `p${place}` }),
          ),
          ...signIns('sign-in-failed', 6, here),
        ],
      },
    ],
  ];

  testRows('failed-sign-ins', rows, 'p0');

  it('names all accounts, and what was seen', () => {
    const later = event('sign-in-failed', { principal: 'p6', address: here, time: at(day(30), 11) });
    const events = [...signIns('sign-in-failed', 7, here), later, ...signIns('sign-in', 1, here)];
    expect(findingsIn({ events })).toMatchObject([
      {
        principals: ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'],
        start: at(day(30), 9),
        end: at(day(30), 11),
        score: 0.35,
        counts: { accounts: 7, failed: 8, accountsThatSucceeded: 1 },
        resources: [],
      },
    ]);
  });
});
