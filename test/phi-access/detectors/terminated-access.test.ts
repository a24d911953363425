import { describe } from 'vitest';
import { at, day, hourOf, zone } from './hospital.ts';
import { ada, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

describe('terminated-access', () => {
  const left = (terminatedAt: string) => [
    { id: 'ada', kind: 'human', timeZone: zone, terminatedAt } as const,
  ];
  const who = { id: 'gone', kind: 'human', timeZone: zone, terminatedAt: '2026-11-01' } as const;
  const gone = (time: string) =>
    hourOf('gone', `2026-11-02T${time}:00Z`, {
      reads: 1,
      last: `2026-11-02T${time.replace(':00', ':59')}:00.000Z`,
    });
  const auckland = { id: 'far', kind: 'human', timeZone: 'Pacific/Auckland', terminatedAt: day(30) } as const;
  const far = (time: string) => hourOf('far', `${day(30)}T${time}:00Z`, { reads: 1 });
  const november: Case = { window: { from: '2026-11-01T00:00:00Z', to: '2026-11-03T00:00:00Z' } };
  const rows: readonly Row[] = [
    ['critical', 'a read after the moment', [ada({ reads: 1 })], { principals: left(at(day(30), 14)) }],
    ['high', 'a call after the moment', [ada({ reads: 0 })], { principals: left(at(day(30), 14)) }],
    [
      'nothing',
      'a read at the moment',
      [ada({ reads: 1, last: at(day(30), 14.5) })],
      { principals: left(at(day(30), 14.5)) },
    ],
    [
      'nothing',
      'a read in the last hour of the day of leaving',
      [ada({ reads: 1 }, 23)],
      { principals: left(day(30)) },
    ],
    ['critical', 'a read on the day after', [ada({ reads: 1 }, 0)], { principals: left(day(29)) }],
    ['nothing', 'a read of who stays', [ada({ reads: 1 })]],
    ['nothing', 'a read before the moment', [ada({ reads: 1 }, 13)], { principals: left(at(day(30), 14)) }],
    ['high', 'a refusal after the moment', [ada({ denied: 3 })], { principals: left(at(day(30), 14)) }],
    // In Auckland the day ends at eleven o'clock in UTC.
    ['nothing', 'a read on the day of leaving in the far east', [far('10:00')], { principals: [auckland] }],
    [
      'critical',
      'a read after the day of leaving in the far east',
      [far('11:00')],
      { principals: [auckland] },
    ],
    // In New York 1 November 2026 ends at five o'clock in UTC, and has 25 hours.
    [
      'nothing',
      'a read until summer time and the day of leaving end',
      [gone('04:00')],
      { ...november, principals: [who] },
    ],
    [
      'critical',
      'a read after the day on which summer time ended',
      [gone('05:00')],
      { ...november, principals: [who] },
    ],
  ];

  testRows('terminated-access', rows);
});
