import { expect, test } from 'vitest';
import type { WriteIntent, WriteRecord } from '../../../src/platform/store/write-types.ts';
import { account, accountId, propertyPolicy, secureTransfer } from '../../support/fakes.ts';
import { intentOf } from '../remediation/intents.ts';
import { alerts, answering } from '../world.ts';

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

/** A write that the journal has for one of the policies, an hour before the account accepts unencrypted connections. */
const wrote = (
  after: unknown,
  more: Partial<WriteIntent> = {},
  result: 'applied' | 'refused' = 'applied',
) => {
  const at = '2026-03-01T07:00:00.000Z';
  const changes = [{ path: 'properties.supportsHttpsTrafficOnly', before: 'earlier', after }];
  return { intent: intentOf(at, { decision: 'earlier', changes, ...more }), end: { result, at } };
};
const revert = { kind: 'revert', decision: 'revert' } as const;
const ownWrite = 'a write by phiwatch led to the drift';
const reverted = 'people have reverted it before';

test.each<[journal: string, decides: 'phiwatch' | 'people', records: readonly WriteRecord[], why?: string]>([
  ['no write', 'phiwatch', []],
  ['a write of the value for another policy', 'people', [wrote(false, { policy: 'other' })], ownWrite],
  ['a refused write of the value', 'phiwatch', [wrote(false, { policy: 'other' }, 'refused')]],
  ['a write of another value for another policy', 'phiwatch', [wrote('other', { policy: 'other' })]],
  ['a write for the policy', 'phiwatch', [wrote(true)]],
  ['a revert to the value', 'people', [wrote(true), wrote(false, revert)], reverted],
  ['a revert to another value', 'people', [wrote(true), wrote('other', revert)], reverted],
  ['a revert for another policy', 'phiwatch', [wrote('other', { ...revert, policy: 'other' })]],
  ['a write after a revert', 'phiwatch', [wrote('other', revert), wrote(true)]],
])(
  'in the mode auto, with %s in the journal, the decision is up to %s',
  async (_name, decides, records, why) => {
    const world = await answering();
    await world.mode('auto');
    world.writes.records.push(...records);
    await world.turn(false);
    await world.answer();
    expect(world.all().at(-1)?.remediation).toMatchObject(
      decides === 'people' ? { mode: 'ask', status: 'asked', why } : { mode: 'auto', status: 'verified' },
    );
    expect(world.writer.written).toHaveLength(decides === 'people' ? 0 : 1);
  },
);

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
