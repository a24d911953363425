import { describe } from 'vitest';
import type { AccessHour } from '../../../src/phi-access/model/access-log.ts';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

const days = Array.from({ length: 30 }, (_, date) => date);

/** Hours of some principal on all of the 30 days before. */
const daily = (who: string, hours: readonly number[], rest: Partial<AccessHour> = {}): AccessHour[] =>
  days.flatMap((date) => hours.map((hour) => hourOf(who, at(day(date), hour), rest)));

const today = (who: string, hour: number, rest: Partial<AccessHour>): AccessHour =>
  hourOf(who, at(day(30), hour), rest);

const nightly: Case = { principals: [{ id: 'nightly', kind: 'service' }] };

describe('a machine at an odd hour', () => {
  const application = '0b1f4b92-3c6e-4a08-b5d7-91e2c8f06a02@tenant';
  const rows: readonly Row[] = [
    ['high', '5 reads', [engine({ reads: 5 })]],
    ['nothing', '4 reads', [engine({ reads: 4 })]],
    ['high', '5 reads in two such hours', [engine({ reads: 2 }), engine({ reads: 3 }, 16)]],
    ['nothing', '5 reads at its usual hour', [engine({ reads: 5 }, 10)]],
    ['nothing', '5 reads an hour after', [engine({ reads: 5 }, 11)]],
    ['high', '5 reads two hours after', [engine({ reads: 5 }, 12)]],
    ['nothing', '5 reads an hour before', [engine({ reads: 5 }, 9)]],
    ['high', '5 reads two hours before', [engine({ reads: 5 }, 8)]],
    ['nothing', '3 reads at an odd hour, 2 at the usual', [engine({ reads: 2 }, 10), engine({ reads: 3 })]],
    [
      'nothing',
      'the last hour of the day, next to its first',
      [...daily('nightly', [0]), today('nightly', 23, { reads: 5 })],
      nightly,
    ],
    [
      'nothing',
      'the first hour of the day, next to its last',
      [...daily('nightly', [23]), today('nightly', 0, { reads: 5 })],
      nightly,
    ],
    ['high', '10 days of history', [engine({ reads: 5 })], { first: 20 }],
    ['nothing', '9 days of history', [engine({ reads: 5 })], { first: 21 }],
    ['nothing', 'a person', [ada({ reads: 5 })]],
    [
      'nothing',
      'an unknown login',
      [...daily('a.da@h.example', [10]), today('a.da@h.example', 14, { reads: 5 })],
    ],
    ['high', 'an unknown application', [...daily(application, [10]), today(application, 14, { reads: 5 })]],
    ['high', 'a key', [...daily('key:app', [10]), today('key:app', 14, { reads: 5 })]],
  ];

  testRows('service-misuse', rows);
});

describe('a machine with much in an hour', () => {
  const one = { usual: { reads: 30 } };
  const seldom = (dates: readonly number[]) =>
    dates.map((date) => hourOf('engine', at(day(date), 14), { reads: 500 }));
  const rows: readonly Row[] = [
    ['high', '60 reads', [engine({ reads: 60 }, 10)]],
    ['nothing', '59 reads', [engine({ reads: 59 }, 10)]],
    ['high', '20 patients', [engine({ patientCount: 20 }, 10)]],
    ['nothing', '19 patients', [engine({ patientCount: 19 }, 10)]],
    ['high', '2000 rows', [engine({ rows: 2000 }, 10)]],
    ['nothing', '1999 rows', [engine({ rows: 1999 }, 10)]],
    ['high', '200 MB', [engine({ bytes: 200_000_000 }, 10)]],
    ['nothing', 'less than 200 MB', [engine({ bytes: 199_999_999 }, 10)]],
    ['medium', '4 deviations from the usual 30 reads', [engine({ reads: 125 }, 10)], one],
    ['nothing', 'less than 4 deviations from the usual 30 reads', [engine({ reads: 124 }, 10)], one],
    ['medium', '149 reads, where 30 were the most', [engine({ reads: 149 }, 10)], one],
    ['high', '150 reads, five times the most', [engine({ reads: 150 }, 10)], one],
    ['high', 'reads and rows of one hour', [engine({ reads: 100, rows: 1999 }, 10)]],
    ['high, high', 'many reads and many rows of one hour', [engine({ reads: 100, rows: 2000 }, 10)]],
    [
      'medium',
      'twice the 500 reads of an hour at which it worked once',
      [...seldom([20]), engine({ reads: 1000 })],
      { usual: { reads: 500 } },
    ],
    [
      'nothing',
      'less than twice the 500 reads of an hour at which it worked once',
      [...seldom([20]), engine({ reads: 999 })],
      { usual: { reads: 500 } },
    ],
    [
      'nothing',
      'twice the 500 reads of an hour at which it worked twice',
      [...seldom([20, 25]), engine({ reads: 1000 })],
      { usual: { reads: 500 } },
    ],
  ];

  testRows('service-misuse', rows);
});

describe('a machine with much in a day, and not in an hour', () => {
  const shift = [8, 9, 10, 11, 12];
  const works = (
    amounts: readonly number[],
    name: 'reads' | 'patientCount' | 'rows' | 'bytes',
    usual = 0,
  ): AccessHour[] => [
    ...daily('nightly', shift, { [name]: usual }),
    ...amounts.map((amount, place) => today('nightly', 8 + place, { [name]: amount })),
  ];
  const rows: readonly Row[] = [
    ['high', '240 reads', works([48, 48, 48, 48, 48], 'reads'), nightly],
    ['nothing', '239 reads', works([48, 48, 48, 48, 47], 'reads'), nightly],
    ['high', '80 patients', works([16, 16, 16, 16, 16], 'patientCount'), nightly],
    ['nothing', '79 patients', works([16, 16, 16, 16, 15], 'patientCount'), nightly],
    ['high', '8000 rows', works([1600, 1600, 1600, 1600, 1600], 'rows'), nightly],
    ['nothing', '7999 rows', works([1600, 1600, 1600, 1600, 1599], 'rows'), nightly],
    [
      'high',
      '800 MB',
      works([160_000_000, 160_000_000, 160_000_000, 160_000_000, 160_000_000], 'bytes'),
      nightly,
    ],
    [
      'nothing',
      'less than 800 MB',
      works([160_000_000, 160_000_000, 160_000_000, 160_000_000, 159_999_999], 'bytes'),
      nightly,
    ],
    ['medium', 'twice the most of 150 reads', works([60, 60, 60, 60, 60], 'reads', 30), nightly],
    ['nothing', 'less than twice the most of 150 reads', works([60, 60, 60, 60, 59], 'reads', 30), nightly],
  ];

  testRows('service-misuse', rows);
});
