import type { RecordVersion } from '../../src/model/record.ts';
import { approveExemption, requestExemption } from '../../src/monitoring/changes/index.ts';
import type { Caller } from '../../src/platform/auth/index.ts';
import type { Saved } from '../../src/records/index.ts';
import { accountId } from './fakes.ts';
import type { World } from './fakes.ts';

const person = (digit: string): Caller => ({
  objectId: `${digit.repeat(8)}-0000-4000-8000-000000000000`,
  tenantId: '99999999-0000-4000-8000-000000000000',
  kind: 'user',
  roles: ['Operator', 'ExemptionApprover', 'PrivacyOfficer'],
  auditor: false,
});
export const [alice, bob, carol, dan] = [person('a'), person('b'), person('c'), person('d')];

let ids = 0;
export const newId = (): string => `record-${(ids += 1)}`;

/** The record that was kept; throws what was refused. */
export function kept<T>(outcome: Saved<T>): RecordVersion<T> {
  if (outcome.kind !== 'saved') throw new Error(JSON.stringify(outcome));
  return outcome.record;
}

export function exemptionOf(world: World, days: number, more: Record<string, unknown> = {}) {
  return {
    scope: accountId,
    policies: ['secure-transfer'],
    category: 'Waiver',
    owner: carol.objectId,
    reason: 'the scanner of the old wing speaks no TLS',
    ticket: 'CHG-17',
    expiresAt: world.clock.iso(days * 86_400),
    ...more,
  };
}

/** An exemption of the account that Alice asked for and Bob has approved. */
export async function exempted(world: World, days: number, more: Record<string, unknown> = {}) {
  const { id } = kept(await requestExemption(exemptionOf(world, days, more), alice, world.ports, newId));
  return kept(await approveExemption(world.ports.subscriptions[0] ?? '', id, bob, world.ports));
}
