import { describe } from 'vitest';
import { at, day, hourOf, zone } from './hospital.ts';
import { ada, engine, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

/** Somebody reads at some hours, one after another, and what counts in the last of them. */
const hoursOf = (hours: readonly number[], patients: readonly string[] = []) =>
  hours.map((hour, place) =>
    ada(place < hours.length - 1 ? {} : { reads: 6, patients, patientCount: patients.length }, hour),
  );

describe('after-hours of a person who works at ten o’clock', () => {
  const five = ['p', 'q', 'r', 's', 't'];
  const rows: readonly Row[] = [
    ['low', '6 reads at three', [ada({ reads: 6 }, 3)]],
    ['nothing', '5 reads at three', [ada({ reads: 5 }, 3)]],
    ['low', '6 reads at three and four', [ada({ reads: 3 }, 3), ada({ reads: 3 }, 4)]],
    ['low', '9 reads in two hours', [ada({ reads: 5 }, 3), ada({ reads: 4 }, 4)]],
    ['medium', '10 reads in two hours', [ada({ reads: 5 }, 3), ada({ reads: 5 }, 4)]],
    ['low', '10 reads in one hour', [ada({ reads: 10 }, 3)]],
    ['nothing', 'four hours after', [ada({ reads: 6 }, 14)]],
    ['low', 'five hours after', [ada({ reads: 6 }, 15)]],
    ['nothing', 'three hours before', [ada({ reads: 6 }, 7)]],
    ['low', 'four hours before', [ada({ reads: 6 }, 6)]],
    ['nothing', 'overtime of five hours', hoursOf([10, 12, 14, 15])],
    ['low', 'overtime of six hours', hoursOf([10, 12, 14, 16])],
    ['low', 'not overtime, but back after a pause of three hours', hoursOf([10, 13, 15])],
    ['low', 'five strangers, three hours before', [ada({ reads: 6, patients: five, patientCount: 5 }, 7)]],
    [
      'nothing',
      'five strangers, two hours before work',
      [ada({ reads: 6, patients: five, patientCount: 5 }, 7), ada({}, 9)],
    ],
    ['nothing', 'a service', [engine({ reads: 6 }, 3)]],
    ['nothing', 'an unknown login', [hourOf('a.da@h.example', at(day(30), 3), { reads: 6 })]],
  ];

  testRows('after-hours', rows);
});

describe('after-hours of a person who has been known for some days', () => {
  const patients = ['p', 'q', 'r', 's', 't', 'u'];
  const ben: Case = { principals: [{ id: 'ben', kind: 'human', timeZone: zone }] };
  const seldom = (dates: readonly number[]) => [
    ...dates.map((date) => hourOf('ben', at(day(date), 10))),
    hourOf('ben', at(day(30), 3), { reads: 6 }),
  ];
  const known = hourOf('ada', at(day(25), 10), { patients });
  const rows: readonly Row[] = [
    ['low', 'after 5 shifts in three weeks', seldom([10, 14, 17, 21, 24]), ben],
    ['nothing', 'after 4 shifts in three weeks', seldom([10, 14, 17, 21]), ben],
    ['nothing', 'after 4 shifts in four days, when all hours are new', hoursOf([3], patients), { first: 26 }],
    ['low', '2 strangers, after 10 shifts', hoursOf([3], ['p', 'q']), { first: 20 }],
    ['nothing', '1 stranger, after 10 shifts', hoursOf([3], ['p']), { first: 20 }],
    ['low', '1 stranger, after 20 shifts', hoursOf([3], ['p']), { first: 10 }],
    ['nothing', 'patients whom they know', [known, ...hoursOf([3], patients)]],
  ];

  testRows('after-hours', rows);
});

describe('after-hours of a person on call', () => {
  const duty = (start: string, end: string, id = 'ada'): Case => ({
    directory: { onCall: [{ id, start, end }] },
  });
  const night = hoursOf([3]);
  const evening = hoursOf([22]);
  const rows: readonly Row[] = [
    ['nothing', 'during the duty', night, duty(at(day(30), 0), at(day(30), 7))],
    ['low', 'after the duty', night, duty(at(day(29), 0), at(day(30), 3))],
    ['nothing', 'in the last hour of the duty', night, duty(at(day(29), 0), at(day(30), 3.5))],
    ['low', 'before the duty', night, duty(at(day(30), 4), at(day(31), 0))],
    ['nothing', 'in the first hour of the duty', night, duty(at(day(30), 3.5), at(day(31), 0))],
    ['low', 'during the duty of somebody else', night, duty(at(day(30), 0), at(day(30), 7), 'ben')],
    ['nothing', 'until a date, on that date', night, duty(day(28), day(30))],
    ['low', 'until the date before', night, duty(day(28), day(29))],
    ['nothing', 'from a date, on that date', night, duty(day(30), day(31))],
    ['nothing', 'the last evening, by the clock on the wall', evening, duty(day(28), day(30))],
    ['low', 'the evening before, by the clock on the wall', evening, duty(day(31), day(31))],
  ];

  testRows('after-hours', rows);
});
