import { expect, test } from 'vitest';
import { announceChange, withdrawChange } from '../../src/records/index.ts';
import { accountId, FakeClock, subscriptionId } from '../support/fakes.ts';
import { memoryRecords } from '../support/memory-records.ts';
import { alice, bob, kept, newId } from '../support/people.ts';

test('a pipeline withdraws what it has announced itself, and nothing that anybody else has', async () => {
  const clock = new FakeClock();
  const ports = { records: memoryRecords(), clock, subscriptions: [subscriptionId] };
  const pipeline = { ...bob, kind: 'application' } as const;
  const window = {
    scope: accountId,
    ticket: 'CHG-17',
    what: 'a new cabinet',
    from: clock.iso(60),
    until: clock.iso(3600),
  };
  const hers = kept(await announceChange(window, alice, ports, newId));
  const own = kept(await announceChange(window, pipeline, ports, newId));
  expect(await withdrawChange(subscriptionId, hers.id, pipeline, ports)).toEqual({
    kind: 'forbidden',
    why: 'application',
  });
  expect(await withdrawChange(subscriptionId, own.id, pipeline, ports)).toMatchObject({ kind: 'saved' });
  expect(await withdrawChange(subscriptionId, hers.id, bob, ports)).toMatchObject({ kind: 'saved' });
});
