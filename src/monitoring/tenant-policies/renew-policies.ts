import type { ResourceChange } from '../../model/index.ts';
import { resourceTypeOf, subscriptionIdOf } from '../../model/index.ts';
import { reevaluateExempted } from '../changes/index.ts';
import { typesMoved } from './api-versions.ts';
import { mirrorExemptions } from './azure-exemptions.ts';
import type { RenewalPorts } from './ports.ts';
import type { TenantPolicies } from './tenant-policies.ts';

/** The policies of a tenant as far as they are read again. */
export type RenewablePolicies = Pick<
  TenantPolicies,
  'for' | 'refresh' | 'assigned' | 'snapshot' | 'takeOver'
>;

/** The types whose writes mean other policies, or other exemptions. */
const policyTypes = /^microsoft\.authorization\/policy(assignments|definitions|setdefinitions|exemptions)$/i;

/** Subscriptions whose policies have changed: to be put on the queue, for reading them takes time. */
export function policyChangesIn(changes: readonly ResourceChange[]): readonly string[] {
  const ids = changes.flatMap(({ resourceId }) =>
    policyTypes.test(resourceTypeOf(resourceId)) ? (subscriptionIdOf(resourceId)?.toLowerCase() ?? []) : [],
  );
  return [...new Set(ids)];
}

/** Queues that the policies of subscriptions are read again. */
export async function queueRenewals(
  subscriptionIds: readonly string[],
  { queue, subscriptions }: Pick<RenewalPorts, 'queue' | 'subscriptions'>,
): Promise<void> {
  for (const subscriptionId of subscriptionIds)
    if (subscriptions.includes(subscriptionId)) await queue.send({ kind: 'renewal', subscriptionId });
}

/**
 * Reads the policies of a subscription again, takes over Azure's exemptions, and has every resource that other policies, or other
 * versions, evaluate now, or that is read with another api-version, evaluated again: one message on the queue `changes-bulk` begins that.
 */
export async function renewPolicies(
  subscriptionId: string,
  tenant: RenewablePolicies,
  ports: RenewalPorts,
): Promise<{ readonly trouble: readonly string[] }> {
  const { bulk, log, records, clock } = ports;
  const before = tenant.snapshot(subscriptionId)?.versions;
  const snapshot = await tenant.refresh(subscriptionId);
  const moved = typesMoved(before, snapshot.versions);
  const added = await mirrorExemptions(snapshot, tenant.assigned(subscriptionId), {
    exemptions: records.exemptions,
    now: () => clock.now(),
  });
  for (const exemption of added) await reevaluateExempted(exemption, ports);
  await bulk.send({
    kind: 'reevaluation',
    subscriptionId,
    time: snapshot.readAt,
    ...(moved.size > 0 && { moved: [...moved] }),
  });
  if (snapshot.trouble.length > 0)
    log.error('Some policies of the tenant could not be read', {
      subscriptionId,
      reason: snapshot.trouble.join('; '),
    });
  else log.info('The policies of the tenant were read', { subscriptionId });
  return { trouble: snapshot.trouble };
}
