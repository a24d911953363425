import { describe, expect, it } from 'vitest';
import type { AccessEvent, AccessHour } from '../../../src/phi-access/model/access-log.ts';
import { at, day, hourOf } from './hospital.ts';
import { engine, event, findingsIn, testRows } from './office.ts';
import type { Case, Row } from './office.ts';

describe('a secret, and then reading', () => {
  const account = '/subscriptions/s/storageaccounts/exports';
  const elsewhere = { reads: 1, addresses: ['10.20.77.7'] };
  const added = (rest: Partial<AccessEvent> = {}) =>
    event('credential', { principal: 'engine', actor: 'ada', ...rest });
  const listed = (rest: Partial<AccessEvent> = {}) =>
    event('privilege', {
      principal: 'ada',
      actor: 'ada',
      operation: 'microsoft.storage/x/listkeys/action',
      resource: account,
      ...rest,
    });
  const young = (count: number): Case => ({ first: 30 - count });
  const key = (hour: Partial<AccessHour>, date = 30) =>
    hourOf('key:app', at(day(date), 14), { source: 'blob', resource: account, ...hour });
  const other = (hour: Partial<AccessHour>) => ({
    ...key({ addresses: ['10.20.1.9'], ...hour }),
    principal: 'key:other',
  });
  const usual = [20, 21, 22, 23, 24].map((date) => key({}, date));
  const everywhere = (count: number) =>
    Array.from({ length: count }, (_, place) =>
      key({ addresses: [`198.51.${place}.1`] }, 20 + (place % 5)),
    ).map((hour, place) => ({ ...hour, principal: `key:${place}` }));
  const rows: readonly Row[] = [
    ['critical', 'a service reads from where it never was', [engine(elsewhere)], { events: [added()] }],
    [
      'critical',
      'a service exports from there',
      [engine({ ...elsewhere, reads: 0, exports: 1 })],
      { events: [added()] },
    ],
    [
      'nothing',
      'a service only calls from there',
      [engine({ ...elsewhere, reads: 0 })],
      { events: [added()] },
    ],
    [
      'nothing',
      'a service reads from next to where it was',
      [engine({ reads: 1, addresses: ['10.20.1.99'] })],
      { events: [added()] },
    ],
    [
      'nothing',
      'a service reads from a part of an address',
      [engine({ reads: 1, addresses: ['10.20.77.'] })],
      { events: [added()] },
    ],
    [
      'critical',
      'a service, 24 hours later',
      [engine(elsewhere)],
      { events: [added({ time: at(day(29), 14) })] },
    ],
    [
      'nothing',
      'a service, more than 24 hours later',
      [engine(elsewhere)],
      { events: [added({ time: at(day(29), 13.99) })] },
    ],
    ['nothing', 'a service, before', [engine(elsewhere)], { events: [added({ time: at(day(30), 15) })] }],
    ['critical', 'a service known for 5 days', [engine(elsewhere)], { ...young(5), events: [added()] }],
    ['nothing', 'a service known for 4 days', [engine(elsewhere)], { ...young(4), events: [added()] }],
    [
      'nothing',
      'a service known for 5 hours of one day',
      [...[10, 11, 12, 13, 14].map((hour) => hourOf('engine', at(day(29), hour))), engine(elsewhere)],
      { ...young(1), events: [added()] },
    ],
    [
      'critical',
      'a service reads from there and from where it was',
      [engine({ reads: 1, addresses: ['10.20.1.1', '10.20.77.7'] })],
      { events: [added()] },
    ],
    [
      'nothing',
      'a person',
      [hourOf('ada', at(day(30), 14), elsewhere)],
      { events: [added({ principal: 'ada' })] },
    ],
    [
      'nothing',
      'a secret of another service',
      [engine(elsewhere)],
      { events: [added({ principal: 'nightly' })] },
    ],
    [
      'nothing',
      'a secret that a pipeline added',
      [engine(elsewhere)],
      { events: [added({ actor: 'engine' })] },
    ],
    [
      'nothing',
      'a secret that nobody is said to have added',
      [engine(elsewhere)],
      { events: [event('credential', { principal: 'engine' })] },
    ],
    ['critical', 'keys of the account that a key reads', [...usual, key(elsewhere)], { events: [listed()] }],
    [
      'critical',
      'a signature of the account',
      [...usual, key(elsewhere)],
      { events: [listed({ operation: 'microsoft.storage/x/listaccountsas/action' })] },
    ],
    [
      'nothing',
      'another right to the account',
      [...usual, key(elsewhere)],
      { events: [listed({ operation: 'owner' })] },
    ],
    [
      'nothing',
      'a right that is not said',
      [...usual, key(elsewhere)],
      { events: [event('privilege', { actor: 'ada', resource: account })] },
    ],
    [
      'nothing',
      'keys of nobody knows which account',
      [...usual, key(elsewhere)],
      { events: [event('privilege', { actor: 'ada', operation: 'listkeys' })] },
    ],
    [
      'nothing',
      'keys of another account',
      [...usual, key(elsewhere)],
      { events: [listed({ resource: '/subscriptions/t' })] },
    ],
    [
      'nothing',
      'keys of the account that a service reads',
      [...usual, engine({ ...elsewhere, resource: account })],
      { events: [listed()] },
    ],
    [
      'nothing',
      'a service that had moved before',
      [engine(elsewhere, 6), engine(elsewhere)],
      { events: [added()] },
    ],
    [
      'nothing',
      'keys of an account that a key reads from next to where another did',
      [...usual, other({ reads: 1 })],
      { events: [listed()] },
    ],
    [
      'critical',
      'keys of an account that a key never seen reads',
      [...usual, other(elsewhere)],
      { events: [listed()] },
    ],
    ['nothing', 'an account known for 4 days', [...usual.slice(1), key(elsewhere)], { events: [listed()] }],
    [
      'critical',
      'an account read from 30 places',
      [...everywhere(30), key(elsewhere)],
      { events: [listed()] },
    ],
    [
      'nothing',
      'an account read from 31 places',
      [...everywhere(31), key(elsewhere)],
      { events: [listed()] },
    ],
    [
      'critical',
      'a service read from 31 places',
      [
        ...Array.from({ length: 31 }, (_, place) =>
          hourOf('engine', at(day(20), 12), { resource: `/${place}`, addresses: [`198.51.${place}.1`] }),
        ),
        engine(elsewhere),
      ],
      { events: [added()] },
    ],
  ];

  testRows('privilege-then-read', rows);

  it('is held against the service, and by whoever added the last one before', () => {
    const both = [
      added({ actor: 'ben', time: at(day(30), 4) }),
      added({ time: at(day(30), 11) }),
      added({ actor: 'ben', time: at(day(30), 15) }),
    ];
    const principals = [{ id: 'ben', kind: 'human' }] as const;
    const findings = findingsIn({ hours: [engine(elsewhere)], events: both, principals });
    const finding = findings.find(({ kind }) => kind === 'privilege-then-read');
    expect(finding).toMatchObject({ principal: 'engine', actors: ['ada'] });
  });
});
