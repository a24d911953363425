import { z } from 'zod';
import { firstIssue, isBefore } from '../../base/index.ts';
import { excessOf, longestResourceId, subscriptionIdOf } from '../../model/index.ts';
import type { Task } from '../../model/index.ts';
import type { AzurePolicyState, PolicyInsights } from '../../platform/azure/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import { assignedName } from '../tenant-policies/index.ts';
import { compareResource } from './compare-resource.ts';
import type { ComparisonPorts, Verdicts } from './ports.ts';

const text = z.string().min(1).max(longestResourceId);

const word = z.string().max(200);

/** https://learn.microsoft.com/azure/event-grid/event-schema-policy */
const data = z.object({
  timestamp: z.iso.datetime({ offset: true }).max(50),
  policyAssignmentId: text,
  policyDefinitionId: text,
  policyDefinitionReferenceId: text.exactOptional(),
  complianceState: word,
  complianceReasonCode: word.exactOptional(),
});

const kind = z
  .string()
  .max(200)
  .regex(/^Microsoft\.PolicyInsights\.PolicyState(Created|Changed|Deleted)$/i);

const policyStateEvent = z.union([
  z.object({ eventType: kind, subject: text, data }),
  z
    .object({ type: kind, subject: text, data })
    .transform(({ type, ...rest }) => ({ ...rest, eventType: type })),
]);

type EventOutcome = 'compared' | 'late' | 'noise' | 'rejected';

type Needs = Omit<Verdicts, 'graph'> &
  Pick<ComparisonPorts, 'queue' | 'rejected' | 'subscriptions'> & { readonly insights: PolicyInsights };

/**
 * Azure Policy says something new of a resource. All that it says of the resource is read, for events come late, twice and
 * in any order: of both, what has the later `data.timestamp` counts, and an event that is behind is ignored.
 * Throws where Azure cannot be read now: the event is then delivered again.
 */
export async function policyStateChanged(event: unknown, needs: Needs): Promise<EventOutcome> {
  const excess = excessOf(event);
  if (excess !== undefined) {
    await needs.rejected.add(event, `policy event: ${excess}`);
    return 'rejected';
  }
  const parsed = policyStateEvent.safeParse(event);
  if (!parsed.success) {
    const { field, why } = firstIssue(parsed.error);
    await needs.rejected.add(event, ['policy event', field, why].filter(Boolean).join(': '));
    return 'rejected';
  }
  const { subject: resourceId, eventType } = parsed.data;
  const told = stateIn(parsed.data);
  if (!needs.subscriptions.includes(subscriptionIdOf(resourceId)?.toLowerCase() ?? '')) return 'noise';
  const read = await needs.insights.statesOf(resourceId);
  if (read.kind !== 'read' && read.kind !== 'gone') throw new Error(`policy states: ${failureReason(read)}`);
  const states = read.kind === 'read' ? read.value : [];
  const listed = states.find((state) => nameOf(state) === nameOf(told));
  if (listed && isBefore(told.timestamp, listed.timestamp)) return 'late';
  const others = states.filter((state) => state !== listed);
  const removed = /Deleted$/i.test(eventType);
  const azures = removed ? others : [...others, { ...listed, ...told }];

  const delegated = needs.policies.policy(nameOf(told))?.delegated;
  if (delegated) await needs.queue.send({ kind: 'task', task: taskFor(resourceId, needs.now()) });
  const record = await needs.store.read(resourceId);
  if (record && !record.current.gone) await compareResource(record.current, azures, needs);
  return 'compared';
}

function stateIn({ subject, data }: z.infer<typeof policyStateEvent>): AzurePolicyState {
  return {
    resourceId: subject,
    assignmentId: data.policyAssignmentId,
    definitionId: data.policyDefinitionId,
    ...(data.policyDefinitionReferenceId && { referenceId: data.policyDefinitionReferenceId }),
    state: data.complianceState,
    ...(data.complianceReasonCode && { reason: data.complianceReasonCode }),
    timestamp: data.timestamp,
  };
}

function nameOf({ assignmentId, definitionId, referenceId }: AzurePolicyState): string {
  return assignedName(assignmentId, definitionId, referenceId);
}

/** States of delegated policies are taken over by evaluating the resource again. */
function taskFor(resourceId: string, now: Date): Task {
  const time = now.toISOString();
  const trigger = { kind: 'policy-state' } as const;
  return { target: resourceId, change: { resourceId, time, trigger }, attempt: 0, due: time };
}
