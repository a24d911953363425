import { describe } from 'vitest';
import type { AccessHour } from '../../../src/phi-access/model/access-log.ts';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

const colleagues: Case = {
  principals: ['ben', 'cyd'].map((id) => ({ id, kind: 'human', role: 'Surveyor' })),
};

/** A shift that begins at eight, and how many are read in each hour of it. */
const shift = (who: string, date: number, reads: readonly number[]): AccessHour[] =>
  reads.map((count, place) => hourOf(who, at(day(date), 8 + place), { reads: count }));

/** The same shift on each of the 30 days before. */
const daily = (who: string, reads: readonly number[]): AccessHour[] =>
  Array.from({ length: 30 }, (_, date) => shift(who, date, reads)).flat();

/** As many in each of eight hours, or nearly so. */
const evenly = (total: number): number[] =>
  Array.from({ length: 8 }, (_, place) => Math.floor((total + place) / 8));

describe('bulk-read of a person to whom it is new', () => {
  const rows: readonly Row[] = [
    ['critical', '25 patients', [ada({ patientCount: 25 })]],
    ['nothing', '24 patients', [ada({ patientCount: 24 })]],
    ['critical', '150 reads', [ada({ reads: 150 })]],
    ['nothing', '149 reads', [ada({ reads: 149 })]],
    ['critical', '1000 rows', [ada({ rows: 1000 })]],
    ['nothing', '999 rows', [ada({ rows: 999 })]],
    ['critical', '100 MB', [ada({ bytes: 100_000_000 })]],
    ['nothing', 'less than 100 MB', [ada({ bytes: 99_999_999 })]],
    ['nothing', 'a service', [engine({ reads: 5000 })]],
  ];

  testRows('bulk-read', rows);
});

describe('bulk-read of a person who reads 40 records in a shift of eight hours', () => {
  const usual = daily('ben', evenly(40));
  const reads = (total: number) => [...usual, ...shift('ben', 30, evenly(total))];
  const after200 = (total: number) => [
    hourOf('ben', at(day(20), 10), { reads: 160, resource: '/other' }),
    ...reads(total),
  ];
  const rows: readonly Row[] = [
    ['medium', '166: 4 deviations', reads(166), colleagues],
    ['nothing', '165: less', reads(165), colleagues],
    ['high', '281: 5.5 deviations', reads(281), colleagues],
    ['medium', '280: less', reads(280), colleagues],
    ['critical', '674: 8 deviations', reads(674), colleagues],
    ['high', '673: less', reads(673), colleagues],
    ['medium', '260: 1.3 times the 200 of one day', after200(260), colleagues],
    ['nothing', '259: less', after200(259), colleagues],
  ];

  testRows('bulk-read', rows);
});

describe('bulk-read of a person some of whose 20 shifts were as large', () => {
  const work = (large: number) => [
    ...Array.from({ length: 20 }, (_, place) =>
      hourOf('ben', at(day(10 + place), 10), { patientCount: place < large ? 60 : 10 }),
    ),
    hourOf('ben', at(day(30), 10), { patientCount: 200 }),
  ];
  const rows: readonly Row[] = [
    ['medium', 'two of them', work(2), colleagues],
    ['nothing', 'three of them', work(3), colleagues],
  ];

  testRows('bulk-read', rows);
});

describe('the pace of a bulk-read', () => {
  const slow = daily('ben', [40]);
  const fast = (...hours: readonly number[]) => [...slow, ...shift('ben', 30, hours)];
  const usual = daily('ben', [10, 10, 10, 10]);
  const burst = [...usual, ...shift('ben', 30, [160])];
  const busy = (reads: number) => [
    ...daily('cyd', [10, 10, 10, 10]),
    hourOf('cyd', at(day(20), 8), { reads, resource: '/other' }),
  ];
  const rows: readonly Row[] = [
    [
      'nothing',
      'ten times the hours at the usual pace',
      fast(...Array.from({ length: 10 }, () => 40)),
      colleagues,
    ],
    [
      'medium',
      'four times the hours, at a pace 2.5 deviations above the usual',
      fast(97, 97, 97, 97),
      colleagues,
    ],
    ['nothing', 'four times the hours, at a pace less above it', fast(96, 96, 96, 96), colleagues],
    ['high', 'a burst: in one hour the reads of four shifts', burst, colleagues],
    ['nothing', 'such a burst, where a colleague was as fast once', [...busy(150), ...burst], colleagues],
    ['high', 'such a burst, where a colleague was slower', [...busy(100), ...burst], colleagues],
    [
      'nothing',
      'little more than the reads of a shift in one hour',
      [...daily('ben', [100, 100, 100, 100]), ...shift('ben', 30, [600])],
      colleagues,
    ],
  ];

  testRows('bulk-read', rows);
});

describe('a burst of what is usual in four hours is much in one hour', () => {
  type Noun = 'patientCount' | 'reads' | 'rows' | 'bytes';
  const burst = (noun: Noun, each: number, now: number): AccessHour[] => [
    ...daily('ben', [0, 0, 0, 0]).map((hour) => ({ ...hour, [noun]: each })),
    hourOf('ben', at(day(30), 10), { [noun]: now }),
  ];
  const rows: readonly Row[] = [
    ['critical', 'of patients', burst('patientCount', 3, 38), colleagues],
    ['high', 'of reads', burst('reads', 10, 160), colleagues],
    ['high', 'of rows', burst('rows', 100, 1700), colleagues],
    ['high', 'of bytes', burst('bytes', 10_000_000, 300_000_000), colleagues],
  ];

  testRows('bulk-read', rows);
});

describe('bulk-read of an unknown principal', () => {
  const seen = (who: string) => [
    ...Array.from({ length: 20 }, (_, date) => hourOf(who, at(day(date), 10), { reads: 40 })),
    hourOf(who, at(day(30), 10), { reads: 1000 }),
  ];
  const rows: readonly Row[] = [
    ['critical', 'a login', seen('someone@h.example')],
    ['nothing', 'an application', seen('0b1f4b92-3c6e-4a08-b5d7-91e2c8f06a02@tenant')],
    ['nothing', 'a key', seen('key:app')],
  ];

  testRows('bulk-read', rows);
});
