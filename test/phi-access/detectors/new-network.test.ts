import { describe } from 'vitest';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

describe('new-network', () => {
  const outside = { addresses: ['198.51.100.7'] };
  const nearby = { addresses: ['198.51.100.99'] };
  const read = { reads: 1 };
  const two = { networks: ['10.20.0.0/16', '10.30.0.0/16'] };
  const places = (count: number, dates: readonly number[]) =>
    dates.slice(0, count).map((date) => hourOf('ada', at(day(date), 10), { addresses: [`203.0.${date}.7`] }));
  const worked = (who: string, address: string, dates: readonly number[]) =>
    dates.map((date) => hourOf(who, at(day(date), 12), { addresses: [address] }));
  const young = (count: number): Case => ({ first: 29 - count });
  const rows: readonly Row[] = [
    ['medium', 'a person reads from outside', [ada({ ...outside, ...read })]],
    ['low', 'a person calls from outside', [ada(outside)]],
    [
      'nothing',
      'a person from another network within',
      [ada({ addresses: ['10.30.1.1'], ...read })],
      { directory: two },
    ],
    [
      'nothing',
      'a person who worked there on 3 days',
      [...worked('ada', '198.51.100.7', [20, 21, 22]), ada(nearby)],
    ],
    ['low', 'a person who worked there on 2 days', [...worked('ada', '198.51.100.7', [20, 21]), ada(nearby)]],
    [
      'low',
      'a person who worked there on 3 days until yesterday',
      [...worked('ada', '198.51.100.7', [27, 28, 29]), ada(nearby)],
    ],
    ['high', 'a service reads from outside', [engine({ ...outside, ...read })]],
    ['medium', 'a service calls from outside', [engine(outside)]],
    ['nothing', 'a service within its network', [engine({ addresses: ['10.20.200.1'] })], { directory: two }],
    ['medium', 'a service in another network', [engine({ addresses: ['10.30.1.1'] })], { directory: two }],
    [
      'nothing',
      'a service in another network where it was once',
      [...worked('engine', '10.30.1.2', [20]), engine({ addresses: ['10.30.1.1'] })],
      { directory: two },
    ],
    [
      'medium',
      'a service of 5 days, in another network',
      [engine({ addresses: ['10.30.1.1'] })],
      { directory: two, ...young(5) },
    ],
    [
      'nothing',
      'a service of 4 days, in another network',
      [engine({ addresses: ['10.30.1.1'] })],
      { directory: two, ...young(4) },
    ],
    ['low', 'a person of 1 day, from outside', [ada(outside)], young(1)],
    ['nothing', 'a part of an address', [ada({ addresses: ['198.51.100.'] })]],
    ['nothing', 'no address at all', [ada({ addresses: [] })]],
    [
      'nothing',
      'a person who was in 6 places in 29 days',
      [...places(6, [3, 7, 11, 15, 19, 23]), ada(outside)],
    ],
    ['low', 'a person who was in 5 places in 29 days', [...places(5, [3, 7, 11, 15, 19, 23]), ada(outside)]],
    [
      'low',
      'a person who was in 4 places in 9 days',
      [...places(4, [22, 23, 25, 26, 27]), ada(outside)],
      young(9),
    ],
    [
      'nothing',
      'a person who was in 5 places in 9 days',
      [...places(5, [22, 23, 25, 26, 27]), ada(outside)],
      young(9),
    ],
    [
      'low',
      'a person who was in 5 places in 25 days',
      [...places(5, [5, 9, 13, 17, 21]), ada(outside)],
      young(25),
    ],
    [
      'nothing',
      'a person who was in 5 places in 24 days',
      [...places(5, [5, 9, 13, 17, 21]), ada(outside)],
      young(24),
    ],
    ['low', 'a person from outside and from within', [ada({ addresses: ['10.20.1.1', '198.51.100.7'] })]],
    [
      'medium',
      'a service that was in many places',
      [
        ...[3, 7, 11, 15, 19, 23].flatMap((date) => worked('engine', `203.0.${date}.7`, [date])),
        engine(outside),
      ],
    ],
  ];

  testRows('new-network', rows);

  const none = { networks: [] };
  const colleagues = (count: number) =>
    ['p', 'q', 'r'].slice(0, count).flatMap((who) => worked(who, '198.51.7.7', [20]));
  const unnamed: readonly Row[] = [
    ['nothing', 'a person where 3 others worked', [...colleagues(3), ada(outside)], { directory: none }],
    ['low', 'a person where 2 others worked', [...colleagues(2), ada(outside)], { directory: none }],
    [
      'low',
      'a person where 3 others worked yesterday',
      [...['p', 'q', 'r'].flatMap((who) => worked(who, '198.51.7.7', [29])), ada(outside)],
      { directory: none },
    ],
    ['low', 'a person of 5 days where nobody worked', [ada(outside)], { directory: none, ...young(5) }],
    ['nothing', 'a person of 4 days where nobody worked', [ada(outside)], { directory: none, ...young(4) }],
    ['medium', 'a service where it never was', [engine(outside)], { directory: none }],
    [
      'nothing',
      'a service next to where it was once',
      [...worked('engine', '198.51.100.7', [20]), engine(nearby)],
      { directory: none },
    ],
  ];

  describe('where the organization has not named its networks', () => testRows('new-network', unnamed));
});
