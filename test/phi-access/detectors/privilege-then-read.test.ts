import { describe } from 'vitest';
import type { AccessEvent } from '../../../src/phi-access/model/access-log.ts';
import { at, day, hourOf } from './hospital.ts';
import { ada, event, onDays, testRows } from './office.ts';
import type { Row } from './office.ts';

describe('privilege-then-read', () => {
  const fhir = '/subscriptions/s/fhir';
  const read = { reads: 1, resource: fhir };
  const grant = (rest: Partial<AccessEvent> = {}) => event('privilege', { actor: 'ada', ...rest });
  const early = { first: at(day(30), 9.2), last: at(day(30), 9.4) };
  const rows: readonly Row[] = [
    ['critical', 'rights given to oneself, then a read', [ada(read)], { events: [grant()] }],
    ['critical', 'then a search', [ada({ searches: 1 })], { events: [grant()] }],
    ['critical', 'then an export', [ada({ exports: 1 })], { events: [grant()] }],
    ['nothing', 'then a refusal', [ada({ denied: 1 })], { events: [grant()] }],
    ['nothing', 'rights given by another', [ada(read)], { events: [grant({ actor: 'ben' })] }],
    ['nothing', 'rights given by nobody knows whom', [ada(read)], { events: [event('privilege')] }],
    ['nothing', 'rights given to another', [ada(read)], { events: [grant({ principal: 'ben' })] }],
    ['critical', 'a read 24 hours later', [ada(read)], { events: [grant({ time: at(day(29), 14) })] }],
    [
      'nothing',
      'a read more than 24 hours later',
      [ada(read)],
      { events: [grant({ time: at(day(29), 13.99) })] },
    ],
    [
      'critical',
      'a read at the moment of the grant',
      [hourOf('ada', at(day(30), 9), { ...read, ...early })],
      { events: [grant({ time: at(day(30), 9.4) })] },
    ],
    [
      'nothing',
      'a read before the grant',
      [hourOf('ada', at(day(30), 9), { ...read, ...early })],
      { events: [grant({ time: at(day(30), 9.5) })] },
    ],
    ['critical', 'rights to what was read', [ada(read)], { events: [grant({ resource: fhir })] }],
    [
      'critical',
      'rights to what holds it',
      [ada(read)],
      { events: [grant({ resource: '/subscriptions/s' })] },
    ],
    ['critical', 'rights to everything', [ada(read)], { events: [grant({ resource: '/' })] }],
    [
      'nothing',
      'rights to something else',
      [ada(read)],
      { events: [grant({ resource: '/subscriptions/t' })] },
    ],
    [
      'nothing',
      'rights to what begins alike',
      [ada(read)],
      { events: [grant({ resource: '/subscriptions/s/fh' })] },
    ],
    [
      'critical',
      'a read of what is not named by Azure',
      [ada({ reads: 1, resource: 'sql01/records' })],
      { events: [grant({ resource: '/subscriptions/t' })] },
    ],
    [
      'critical',
      'a role taken on 2 days before',
      [ada(read)],
      { events: [...onDays([20, 21, 30], grant())] },
    ],
    [
      'nothing',
      'a role taken on 3 days before',
      [ada(read)],
      { events: [...onDays([20, 21, 22, 30], grant())] },
    ],
    [
      'critical',
      'a role taken three times on one day',
      [ada(read)],
      { events: [...[8, 9, 10].flatMap((hour) => onDays([20], grant(), hour)), grant()] },
    ],
    [
      'critical',
      'a role taken since three days',
      [ada(read)],
      { events: [...onDays([28, 29, 30], grant())] },
    ],
  ];

  testRows('privilege-then-read', rows);
});
