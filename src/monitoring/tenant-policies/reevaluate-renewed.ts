import { concurrently, isBefore } from '../../base/index.ts';
import type { BulkMessage, ResourceChange, Task } from '../../model/index.ts';
import type { KnownStates, StatesReader, WorkQueue } from '../../platform/store/index.ts';
import type { AzureReader } from '../../platform/azure/index.ts';
import { evaluateResource, outOfScope } from '../changes/index.ts';
import type { ChangePorts } from '../changes/index.ts';
import type { RenewablePolicies } from './renew-policies.ts';

/** The ports for evaluating again what other policies evaluate now. */
export interface ReevaluationPorts extends ChangePorts {
  /** As `reader`, but it leaves a part of every budget to events, and waits for its turn. */
  readonly scanReader: AzureReader;
  readonly knownStates: StatesReader;
  readonly bulk: WorkQueue<BulkMessage>;
}

/** Reads at the same time: enough to keep the budgets busy. */
const atOnce = 16;

/** Resources that are found before they are evaluated. */
const batchSize = 100;

/**
 * Evaluates the resources of a subscription that other policies, or other versions of them, evaluate now: those after a place, until the
 * time is up, and leaves the rest to a message. Each is read by a GET on the budget of scans, for only that gives a state. What has been
 * evaluated is found so: a portion that is delivered twice reads nothing twice.
 * @throws where the store or the queue fails: the message is to be delivered again
 */
export async function reevaluateRenewed(
  message: Extract<BulkMessage, { kind: 'reevaluation' }>,
  tenant: Pick<RenewablePolicies, 'for' | 'takeOver'>,
  ports: ReevaluationPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const { subscriptionId, time } = message;
  const { clock, knownStates, bulk, log } = ports;
  const until = clock.now().getTime() + budgetMilliseconds;
  // An instance that still had the old ones would find nothing to do.
  await tenant.takeOver(subscriptionId, time);
  const own = { ...ports, reader: ports.scanReader };
  let evaluated = 0;
  let batch: string[] = [];
  const evaluateBatch = async (): Promise<void> => {
    await concurrently(batch, atOnce, async (target) => {
      const { again } = await evaluateResource(taskOf(target, time), own);
      if (again) await bulk.send({ kind: 'task', task: again.task }, again.delaySeconds);
    });
    evaluated += batch.length;
    batch = [];
  };
  const start = `/subscriptions/${subscriptionId}`;
  for await (const { place, current } of knownStates.from(start, message.after)) {
    if (!current.gone && (isEvaluatedOtherwise(current, tenant) || isReadOtherwise(current, message)))
      batch.push(current.resourceId);
    const late = clock.now().getTime() >= until;
    if (batch.length < batchSize && !late) continue;
    await evaluateBatch();
    if (clock.now().getTime() < until) continue;
    await bulk.send({ ...message, after: place });
    return;
  }
  await evaluateBatch();
  if (evaluated > 0)
    log.info('Resources were evaluated by other policies', { subscriptionId, count: evaluated });
}

function taskOf(target: string, time: string): Task {
  const change: ResourceChange = { resourceId: target, time, trigger: { kind: 'policies' } };
  // Nothing has changed in Azure: no replica has to catch up.
  return { target, change, attempt: 0, due: time };
}

/** Whether a resource is read with another api-version now, or was not known while some were read with a wrong one; and was not read since. */
function isReadOtherwise(
  { resourceType, states, readStartedAt }: KnownStates,
  { moved = [], time }: Extract<BulkMessage, { kind: 'reevaluation' }>,
): boolean {
  if (moved.length === 0 || !isBefore(readStartedAt, time)) return false;
  return (
    moved.includes(resourceType.toLowerCase()) ||
    Object.values(states).some(({ state }) => state === 'Unknown')
  );
}

/** Whether a current state was evaluated by other policies, or other versions of them, than would evaluate it now. */
function isEvaluatedOtherwise(
  { resourceId, resourceType, states }: KnownStates,
  tenant: Pick<RenewablePolicies, 'for'>,
): boolean {
  const policies = tenant.for(resourceId, resourceType);
  const names = new Set(policies.map(({ name }) => name));
  return (
    policies.some(
      ({ name, version }) => states[name]?.policyVersion !== version || states[name].reason === outOfScope,
    ) || Object.entries(states).some(([name, { state }]) => !names.has(name) && state !== 'NotApplicable')
  );
}
