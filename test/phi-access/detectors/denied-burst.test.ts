import { describe } from 'vitest';
import { at, day, hourOf } from './hospital.ts';
import { ada, testRows } from './office.ts';
import type { Row } from './office.ts';

describe('denied-burst', () => {
  const rows: readonly Row[] = [
    ['medium', '10 refusals', [ada({ denied: 10 })]],
    ['nothing', '9 refusals', [ada({ denied: 9 })]],
    ['medium', '49 refusals', [ada({ denied: 49 })]],
    ['high', '50 refusals', [ada({ denied: 50 })]],
    ['high', '10 refusals, and a read', [ada({ denied: 10, reads: 1 })]],
    ['medium', 'somebody never seen', [hourOf('who', at(day(30), 9), { denied: 10 })]],
    [
      'medium',
      '18 where 4 are usual: once in a million',
      [hourOf('ada', at(day(30), 10), { denied: 18 })],
      { usual: { denied: 4 } },
    ],
    [
      'nothing',
      '17 where 4 are usual: more often than once in a million',
      [hourOf('ada', at(day(30), 10), { denied: 17 })],
      { usual: { denied: 4 } },
    ],
    ['high', 'three times the usual 30', [ada({ denied: 90 })], { usual: { denied: 30 } }],
    ['nothing', 'less than three times the usual 30', [ada({ denied: 89 })], { usual: { denied: 30 } }],
    [
      'nothing',
      'not on the third day of many',
      [...[27, 28, 29].map((date) => hourOf('ada', at(day(date), 12), { denied: 30 })), ada({ denied: 40 })],
    ],
  ];

  testRows('denied-burst', rows);
});
