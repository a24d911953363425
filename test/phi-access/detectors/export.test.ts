import { describe } from 'vitest';
import { at, day, hourOf } from './hospital.ts';
import { ada, engine, event, testRows } from './office.ts';
import type { Row } from './office.ts';

describe('export', () => {
  const exports = { exports: 1, operations: ['export'] };
  const refused = { exports: 0, denied: 1, operations: ['export'] };
  const mayOf = (...approvedOperations: string[]) => [
    { id: 'engine', kind: 'service', approvedOperations } as const,
  ];
  const days = (dates: readonly number[]) =>
    dates.map((date) => hourOf('engine', at(day(date), 14), exports));
  const given = event('export', { principal: 'engine', actor: 'ada', resource: '/db' });
  const rows: readonly Row[] = [
    ['critical', 'by a person', [ada(exports)]],
    ['medium', 'by a person who is refused', [ada(refused)]],
    ['nothing', 'asked how it goes', [ada({ operations: ['export'] })]],
    ['nothing', 'refused something else', [ada({ denied: 1, operations: ['read'] })]],
    ['critical', 'by a person who did so for weeks', [ada(exports)], { usual: exports }],
    ['critical', 'by a service that never did', [engine(exports)]],
    ['critical', 'by a service that did on two days', [...days([10, 20]), engine(exports)]],
    ['nothing', 'by a service that did on three days', [...days([10, 15, 20]), engine(exports)]],
    [
      'nothing',
      'by a service that did on three days beside its other work',
      [
        ...days([10, 15, 20]),
        ...days([10, 15, 20]).map((hour) => ({ ...hour, exports: 0, resource: '/other' })),
        engine(exports),
      ],
    ],
    [
      'critical',
      'by a service that began the day before yesterday',
      [...days([27, 28, 29]), engine(exports)],
    ],
    [
      'critical',
      'by a service three times on one day',
      [...[11, 12, 13].map((hour) => hourOf('engine', at(day(20), hour), exports)), engine(exports)],
    ],
    [
      'critical',
      'by a service to which other things are approved',
      [...days([10, 15, 20]), engine(exports)],
      { principals: mayOf('read') },
    ],
    ['nothing', 'by a service that may', [engine(exports)], { principals: mayOf('read', 'bulk-export') }],
    ['critical', 'of a database, by a person for a service', [], { events: [given] }],
    ['nothing', 'of a database, held against the service', [], { who: 'engine', events: [given] }],
    [
      'critical',
      'of a database, by nobody else than the account',
      [],
      { who: 'engine', events: [event('export', { principal: 'engine' })] },
    ],
    [
      'nothing',
      'of a database, by a service that may',
      [],
      { who: 'engine', principals: mayOf('export'), events: [event('export', { principal: 'engine' })] },
    ],
  ];

  testRows('export', rows);
});
