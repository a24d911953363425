import { expect, test } from 'vitest';
import { account, accountId, propertyPolicy, secureTransfer } from '../../support/fakes.ts';
import { alerts, answering, people } from '../world.ts';

test('a fault that comes into sight is not remediated by the mode auto alone', async () => {
  const world = await answering();
  await world.mode('auto');
  const denied = { kind: 'denied' as const, reason: 'HTTP 403' };
  world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({ ...denied, startedAt }));
  await world.turn(false);
  await world.answer();
  world.azure.instead.clear();
  await world.turn(false);
  await world.answer();
  const { drift, remediation } = world.all().at(-1)!;
  expect(drift).toMatchObject({ cause: 'visibility', to: 'NonCompliant' });
  expect(remediation).toMatchObject({
    mode: 'ask',
    status: 'asked',
    why: 'no change of the resource is known to have caused the drift',
  });
  expect(world.writer.written).toEqual([]);
});

test('a drift to a value that phiwatch wrote for another policy is not remediated by the mode auto alone', async () => {
  const world = await answering();
  await world.mode('auto');
  const at = world.clock.iso();
  world.writes.records.push({
    intent: {
      decision: 'decision-of-another-policy',
      attempt: 1,
      kind: 'apply',
      resourceId: accountId,
      policy: 'another-policy',
      target: accountId,
      method: 'PATCH',
      planHash: '0',
      changes: [{ path: 'properties.supportsHttpsTrafficOnly', before: true, after: false }],
      correlationId: 'correlation',
      approvedBy: [people.ada],
      token: 1,
      at,
    },
    end: { result: 'applied', at },
  });
  await world.turn(false);
  await world.answer();
  expect(world.all().at(-1)?.remediation).toMatchObject({
    mode: 'ask',
    status: 'asked',
    why: 'a write by phiwatch led to the drift',
  });
  expect(world.writer.written).toEqual([]);
});

test('a fault that a new version of its policy finds is not remediated by the mode auto', async () => {
  const setting = 'supportsHttpsTrafficOnly';
  const version = (wanted: boolean, number: string) => ({
    ...propertyPolicy(secureTransfer.name, 'Microsoft.Storage/storageAccounts', setting, wanted, number),
    remediation: 'patch' as const,
    remedy: { kind: 'patch' as const, properties: { [setting]: wanted }, method: 'PATCH' as const },
  });
  const policies = [version(false, '1.0.0')];
  const world = await answering(alerts, policies);
  await world.mode('auto');
  await world.turn(false);
  policies[0] = version(true, '2.0.0');
  await world.turn(false);
  const drift = world.store.journal().at(-1)!;
  expect(drift).toMatchObject({ cause: 'policy', to: 'NonCompliant' });
  // Even where a message asks for it.
  await world.answer([...world.work(), drift]);
  expect(world.all()).toEqual([]);
  expect(world.writer.written).toEqual([]);
});

test('people are not asked to approve a plan that a guard stops', async () => {
  const world = await answering();
  await world.mode('ask');
  await world.turn(false);
  const tags = { 'phiwatch-remediation': 'off' };
  world.azure.put({ ...account(false), tags });
  await world.answer();
  expect(world.all().at(-1)?.remediation).toMatchObject({ mode: 'ask', status: 'blocked' });
  expect(world.kinds()).toEqual(['first', 'escalation']);
});
