import { z } from 'zod';
import { firstIssue, isBefore, plusSeconds } from '../../base/index.ts';
import { excessOf, longestResourceId, subscriptionIdOf } from '../../model/index.ts';
import { assignedName } from '../tenant-policies/index.ts';
import type { PolicyEventPorts } from './ports.ts';
import { requestComparison } from './request-comparison.ts';

const text = z.string().min(1).max(longestResourceId);

const word = z.string().max(200);

/** https://learn.microsoft.com/azure/event-grid/event-schema-policy */
const data = z.object({
  timestamp: z.iso.datetime({ offset: true }).max(50),
  policyAssignmentId: text,
  policyDefinitionId: text,
  /** Empty where the assignment is of a single definition. */
  policyDefinitionReferenceId: z.string().max(longestResourceId).exactOptional(),
  complianceState: word,
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

/** The end of an event. `late`: the last comparison of the resource has seen what it tells of. */
type EventOutcome = 'requested' | 'coalesced' | 'late' | 'noise' | 'rejected';

/**
 * So long after Azure has evaluated a resource, its states are sure to be there for whoever reads them. Its events may take twice
 * that time: https://learn.microsoft.com/azure/governance/policy/concepts/event-overview
 */
const shownAfterSeconds = 600;

/**
 * Azure Policy says something new of a resource. Azure is not asked here: an assignment of an initiative makes an event for each resource
 * and policy, and they come late, twice and in any order. Ten minutes later all that it says of the resource is read once. An event is
 * ordered by `data.timestamp`: one of an evaluation that the last comparison of the resource must have seen is ignored.
 */
export async function policyStateChanged(event: unknown, ports: PolicyEventPorts): Promise<EventOutcome> {
  const excess = excessOf(event);
  if (excess !== undefined) {
    await ports.rejected.add(event, `policy event: ${excess}`);
    return 'rejected';
  }
  const parsed = policyStateEvent.safeParse(event);
  if (!parsed.success) {
    const { field, why } = firstIssue(parsed.error);
    await ports.rejected.add(event, ['policy event', field, why].filter(Boolean).join(': '));
    return 'rejected';
  }
  const { subject: resourceId, data: told } = parsed.data;
  if (!ports.subscriptions.includes(subscriptionIdOf(resourceId)?.toLowerCase() ?? '')) return 'noise';
  const before = await ports.comparisons.request(resourceId);
  // There is nothing to compare, and a name that anybody may have made up is not kept.
  if (!before && !(await ports.knownStates.of(resourceId))) return 'noise';
  const last = before?.value.comparedAt;
  if (last !== undefined && isBefore(plusSeconds(told.timestamp, shownAfterSeconds), last)) return 'late';
  const name = assignedName(
    told.policyAssignmentId,
    told.policyDefinitionId,
    told.policyDefinitionReferenceId,
  );
  const delegated = ports.policies.policy(name)?.delegated ?? false;
  return requestComparison({ resourceId, delegated }, ports);
}
