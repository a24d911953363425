import { expect, test } from 'vitest';
import { allCollectors } from '../../../src/evidence/collectors/index.ts';
import type { LogRow } from '../../../src/platform/azure/index.ts';
import { headOf } from '../../platform/store/samples.ts';
import { collecting, period } from './collecting.ts';

/** The gaps that the sign-in log leaves with these rows. */
async function signInGaps(rows: readonly LogRow[]) {
  const { ports } = await collecting();
  const logs = { query: async () => ({ kind: 'rows', rows }) } as never;
  const collector = allCollectors(ports).find(({ name }) => name === 'sign-ins');
  return (await collector?.collect({ scope: '', period }, { ...ports, logs }))?.gaps;
}

test('a sign-in log without rows is a gap, and so is one that begins late', async () => {
  expect(await signInGaps([])).toEqual(['the sign-in log has no rows of the period']);
  expect(await signInGaps([{ earliest: '2026-02-01T00:00:00Z' }])).toEqual([
    expect.stringContaining('reaches back to 2026-02-01'),
  ]);
  expect(await signInGaps([{ earliest: '2026-01-01T05:00:00Z' }])).toEqual([]);
});

test('the states of what lies in no resource group are collected: the subscription itself', async () => {
  const { world, ports } = await collecting();
  const subscription = `/subscriptions/${ports.subscriptions[0]}`;
  await world.store.commit(
    headOf(subscription, { resourceType: 'Microsoft.Resources/subscriptions' }),
    [],
    undefined,
  );
  const states = allCollectors(ports).find(({ name }) => name === 'states');
  const scopes = (await states?.scopes?.(ports)) ?? [];
  expect(scopes).toContain(`${subscription}/(none)`);
  const { data } =
    (await states?.collect({ scope: `${subscription}/(none)`, period, isLastTry: true }, ports)) ?? {};
  expect(data?.['resources']).toMatchObject([{ resourceId: subscription }]);
});
