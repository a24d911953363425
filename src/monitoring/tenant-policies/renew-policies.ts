import type { ResourceState, ResourceChange, Task } from '../../model/index.ts';
import { resourceTypeOf, subscriptionIdOf } from '../../model/index.ts';
import { outOfScope, reevaluateExempted, sendAll } from '../changes/index.ts';
import { typesMoved } from './api-versions.ts';
import { mirrorExemptions } from './azure-exemptions.ts';
import type { RenewalPorts } from './ports.ts';
import type { TenantPolicies } from './tenant-policies.ts';

/** The policies of a tenant as far as they are read again. */
export type RenewablePolicies = Pick<TenantPolicies, 'for' | 'refresh' | 'assigned' | 'snapshot'>;

type Needs = Pick<
  RenewalPorts,
  'store' | 'queue' | 'clock' | 'log' | 'records' | 'marginSeconds' | 'subscriptions'
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
 * Reads the policies of a subscription again, takes over Azure's exemptions, and puts on the queue every resource that other
 * policies, or other versions, evaluate now, or that is read with another api-version.
 */
export async function renewPolicies(
  subscriptionId: string,
  tenant: RenewablePolicies,
  ports: Needs,
): Promise<{ readonly queued: number; readonly trouble: readonly string[] }> {
  const { log, records, clock } = ports;
  const before = tenant.snapshot(subscriptionId)?.versions;
  const snapshot = await tenant.refresh(subscriptionId);
  const moved = typesMoved(before, snapshot.versions);
  const added = await mirrorExemptions(snapshot, tenant.assigned(subscriptionId), {
    exemptions: records.exemptions,
    now: () => clock.now(),
  });
  for (const exemption of added) await reevaluateExempted(exemption, ports);
  const queued = await reevaluateChanged(subscriptionId, tenant, moved, ports);
  const facts = { subscriptionId, count: queued };
  if (snapshot.trouble.length > 0)
    log.error('Some policies of the tenant could not be read', {
      ...facts,
      reason: snapshot.trouble.join('; '),
    });
  else log.info('The policies of the tenant were read', facts);
  return { queued, trouble: snapshot.trouble };
}

async function reevaluateChanged(
  subscriptionId: string,
  tenant: RenewablePolicies,
  moved: ReadonlySet<string>,
  { store, queue, clock }: Needs,
): Promise<number> {
  const time = clock.now().toISOString();
  const tasks: Task[] = [];
  for await (const current of store.list(`/subscriptions/${subscriptionId}`)) {
    if (current.gone || !(isEvaluatedOtherwise(current, tenant) || isReadOtherwise(current, moved))) continue;
    const { resourceId } = current;
    const change: ResourceChange = { resourceId, time, trigger: { kind: 'policies' } };
    // Nothing has changed in Azure: no replica has to catch up.
    tasks.push({ target: resourceId, change, attempt: 0, due: time });
  }
  await sendAll(tasks, queue);
  return tasks.length;
}

/** Whether a resource is read with another api-version now, or was not known while some were read with a wrong one. */
function isReadOtherwise({ resourceType, states }: ResourceState, moved: ReadonlySet<string>): boolean {
  if (moved.has(resourceType.toLowerCase())) return true;
  return moved.size > 0 && Object.values(states).some(({ state }) => state === 'Unknown');
}

/** Whether a current state was evaluated by other policies, or other versions of them, than would evaluate it now. */
function isEvaluatedOtherwise(
  { resourceId, resourceType, states }: ResourceState,
  tenant: RenewablePolicies,
): boolean {
  const policies = tenant.for(resourceId, resourceType);
  const names = new Set(policies.map(({ name }) => name));
  return (
    policies.some(
      ({ name, version }) => states[name]?.policyVersion !== version || states[name].reason === outOfScope,
    ) || Object.entries(states).some(([name, { state }]) => !names.has(name) && state !== 'NotApplicable')
  );
}
