import type {
  AssignedPolicyIds,
  AzurePolicyState,
  PolicyCountsPage,
  PolicyStateCount,
  PolicyStatesPage,
  ReadFailure,
} from '../../src/platform/azure/types.ts';

/** Policy states, or why there are none. */
type Answer = readonly AzurePolicyState[] | ReadFailure;

interface Part {
  /** The number of rows before the page, as Azure's tokens count them. */
  readonly next: string | undefined;
  readonly pageSize: number;
}

const startedAt = '2026-03-01T08:00:00.000Z';

/** A page of the counts of policy states, as Resource Graph answers it. */
export function policyStateCounts(answer: Answer, part: Part): PolicyCountsPage {
  if (!isList(answer)) return answer;
  const groups = Map.groupBy(answer, ({ assignmentId, definitionId, referenceId, state }) =>
    [assignmentId, definitionId, referenceId, state].join('|'),
  );
  const counts = Array.from(groups.values(), (states): PolicyStateCount => {
    const [{ assignmentId, definitionId, referenceId, state }] = states as [AzurePolicyState];
    const [earliest = ''] = states.map(({ timestamp }) => new Date(timestamp).toISOString()).toSorted();
    const ids = { assignmentId, definitionId, ...(referenceId !== undefined && { referenceId }) };
    return { ...ids, state, count: states.length, earliest };
  });
  const { items, next } = pageOf(counts, part);
  return { kind: 'counts', startedAt, counts: items, ...next };
}

/** A page of policy states, in the order of their resources. */
export function policyStatesPage(
  answer: Answer,
  which: 'exceptions' | AssignedPolicyIds,
  part: Part,
): PolicyStatesPage {
  if (!isList(answer)) return answer;
  const wanted = answer
    .filter((each) =>
      which === 'exceptions'
        ? each.state !== 'Compliant'
        : each.assignmentId === which.assignmentId && each.referenceId === which.referenceId,
    )
    .toSorted((a, b) => (a.resourceId < b.resourceId ? -1 : 1));
  const { items, next } = pageOf(wanted, part);
  return { kind: 'states', startedAt, states: items, ...next };
}

function pageOf<T>(rows: readonly T[], { next, pageSize }: Part) {
  const start = Number(next ?? 0);
  const end = start + pageSize;
  return { items: rows.slice(start, end), next: end < rows.length ? { next: String(end) } : {} };
}

function isList(answer: Answer): answer is readonly AzurePolicyState[] {
  return Array.isArray(answer);
}
