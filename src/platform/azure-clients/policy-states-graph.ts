import * as z from 'zod';
import type { GraphAnswer } from './query-graph.ts';
import type { AzureGraph, AzurePolicyState, PolicyCountsPage, PolicyStatesPage } from '../azure/index.ts';
import type { AssignedPolicyIds, PolicyStateCount, ReadFailure } from '../azure/index.ts';

/** Asks for one page of a query within a subscription. */
type Ask = (
  query: string,
  subscriptionId: string,
  skipToken: string | undefined,
) => Promise<GraphAnswer | ReadFailure>;

/** Ids come in any case: the same assignment in two spellings is one. */
const states =
  "policyresources | where type =~ 'microsoft.policyinsights/policystates' | extend assignmentId = tolower(tostring(properties.policyAssignmentId)), definitionId = tolower(tostring(properties.policyDefinitionId)), referenceId = tolower(tostring(properties.policyDefinitionReferenceId)), state = tostring(properties.complianceState)";

const countsQuery = `${states} | summarize states = count(), earliest = min(todatetime(properties.timestamp)) by assignmentId, definitionId, referenceId, state | extend id = strcat(assignmentId, '|', definitionId, '|', referenceId, '|', state) | project id, assignmentId, definitionId, referenceId, state, states, earliest | order by id asc`;

/** `policyEvaluationDetails` is left out: it may be larger than all the rest. */
const columns =
  'project id, resourceId = tostring(properties.resourceId), assignmentId, definitionId, referenceId, state, reason = tostring(properties.complianceReasonCode), timestamp = tostring(properties.timestamp)';

/**
 * Azure's policy states in the table `policyresources`. Pages need a stable order by a unique column.
 * https://learn.microsoft.com/azure/governance/policy/samples/resource-graph-samples
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/paging-results
 */
export function policyStatesGraph(
  ask: Ask,
  escaped: (text: string) => string,
): Pick<AzureGraph, 'policyStateCounts' | 'policyStates'> {
  const conditionOf = (which: 'exceptions' | AssignedPolicyIds): string => {
    if (which === 'exceptions') return "state !~ 'Compliant'";
    const [assignment, reference, definition] = [
      which.assignmentId,
      which.referenceId ?? '',
      which.definitionId,
    ].map((id) => escaped(id.toLowerCase()));
    const named = `assignmentId == '${assignment}' and referenceId == '${reference}'`;
    return which.referenceId === undefined ? `${named} and definitionId == '${definition}'` : named;
  };
  return {
    async policyStateCounts(subscriptionId, next): Promise<PolicyCountsPage> {
      const page = whole(await ask(countsQuery, subscriptionId, next), countOf);
      return page.kind === 'whole' ? { ...page, kind: 'counts', counts: page.items } : page;
    },
    async policyStates(subscriptionId, which, next): Promise<PolicyStatesPage> {
      const query = `${states} | where ${conditionOf(which)} | ${columns} | order by id asc`;
      const page = whole(await ask(query, subscriptionId, next), stateOf);
      return page.kind === 'whole' ? { ...page, kind: 'states', states: page.items } : page;
    },
  };
}

/** The rows of a page, read. A page of which something is missing is none: states that are not there must not be taken for ended. */
function whole<T>(answer: GraphAnswer | ReadFailure, read: (row: unknown) => T | undefined) {
  if (answer.kind !== 'answer') return answer;
  const { startedAt, rows, truncated, skipToken } = answer;
  if (truncated && skipToken === undefined)
    return { kind: 'failed', startedAt, reason: 'the graph cut its answer short' } as const;
  const items = rows.map(read).filter((each) => each !== undefined);
  const strange = rows.length - items.length;
  if (strange > 0)
    return { kind: 'malformed', startedAt, reason: `${strange} rows are no policy states` } as const;
  return { kind: 'whole', startedAt, items, ...(skipToken !== undefined && { next: skipToken }) } as const;
}

const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be a moment');

const policy = { assignmentId: z.string().min(1), definitionId: z.string().min(1), referenceId: z.string() };

const count = z.object({
  ...policy,
  state: z.string().min(1),
  states: z.int().min(0),
  earliest: moment,
});

function countOf(row: unknown): PolicyStateCount | undefined {
  const parsed = count.safeParse(row);
  if (!parsed.success) return undefined;
  const { referenceId, states: number, earliest, ...rest } = parsed.data;
  return { ...rest, ...(referenceId && { referenceId }), count: number, earliest: iso(earliest) };
}

const state = z.object({
  ...policy,
  resourceId: z.string().min(1),
  state: z.string().min(1),
  reason: z.string(),
  timestamp: moment,
});

function stateOf(row: unknown): AzurePolicyState | undefined {
  const parsed = state.safeParse(row);
  if (!parsed.success) return undefined;
  const { referenceId, reason, timestamp, ...rest } = parsed.data;
  return {
    ...rest,
    ...(referenceId && { referenceId }),
    ...(reason && { reason }),
    timestamp: iso(timestamp),
  };
}

function iso(text: string): string {
  return new Date(text).toISOString();
}
