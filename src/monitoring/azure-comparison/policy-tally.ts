import type { PolicyState } from '../../model/index.ts';
import type { AssignedPolicyIds, PolicyStateCount } from '../../platform/azure/index.ts';
import type { ComparedState } from './set-side-by-side.ts';

export type ComparedCounts = Record<ComparedState, number>;

/** The facts about one policy of an assignment while Azure's states of a subscription are compared with ours. */
export interface PolicyTally extends AssignedPolicyIds {
  /** Azure's states as it counts them: those that are Compliant, and all others. */
  compliant: number;
  exceptions: number;
  /** When the first of the Compliant ones was evaluated, in milliseconds since 1970. */
  earliest: number;
  /** States of Azure's that were found one by one, and how they stand beside ours. */
  found: number;
  readonly sideBySide: ComparedCounts;
  /** Our states for which Azure has no exception: it calls them Compliant, or says nothing of them. */
  readonly others: OtherStates;
}

interface OtherStates {
  compliant: number;
  notApplicable: number;
  /** Unknown, stale, or of a resource that cannot be read. */
  open: number;
  /** NonCompliant and Exempt: Azure may contradict them. */
  contrary: number;
  /** Those of `compliant` and `notApplicable` that were read after the first of Azure's was evaluated. */
  recentCompliant: number;
  recentNotApplicable: number;
}

export function zeroOutcomes(): ComparedCounts {
  return { agree: 0, disagree: 0, older: 0, unmatched: 0 };
}

/** Adds a count of Azure's to the tally of its policy. */
export function addCount(tallies: Map<string, PolicyTally>, name: string, counted: PolicyStateCount): void {
  const { assignmentId, definitionId, referenceId, state, count, earliest } = counted;
  const tally = tallies.get(name) ?? {
    assignmentId,
    definitionId,
    ...(referenceId !== undefined && { referenceId }),
    compliant: 0,
    exceptions: 0,
    earliest: Number.MAX_SAFE_INTEGER,
    found: 0,
    sideBySide: zeroOutcomes(),
    others: {
      compliant: 0,
      notApplicable: 0,
      open: 0,
      contrary: 0,
      recentCompliant: 0,
      recentNotApplicable: 0,
    },
  };
  if (state.toLowerCase() === 'compliant') {
    tally.compliant += count;
    tally.earliest = Math.min(tally.earliest, Date.parse(earliest));
  } else tally.exceptions += count;
  tallies.set(name, tally);
}

/** Adds one of our states (1), or takes it out again because Azure has an exception for it (-1). `readAt`: milliseconds since 1970. */
export function addOurs(
  { others, earliest }: PolicyTally,
  ours: PolicyState | undefined,
  readAt: number,
  by: 1 | -1,
): void {
  const recent = readAt >= earliest ? by : 0;
  if (!ours || ours.state === 'Unknown' || ours.staleSince) others.open += by;
  else if (ours.state === 'Compliant') {
    others.compliant += by;
    others.recentCompliant += recent;
  } else if (ours.state === 'NotApplicable') {
    others.notApplicable += by;
    others.recentNotApplicable += recent;
  } else others.contrary += by;
}

/**
 * Works out how Azure's states of a policy stand beside ours from its exceptions and the counts; undefined: they do not tell, and each
 * of them is to be found. None of ours may be such as Azure could contradict, and Azure must call Compliant as many as we have: all that
 * are not NotApplicable, or those too. What we read after the first of Azure's was evaluated is not compared, as Azure's may be older.
 */
export function settle(tally: PolicyTally): ComparedCounts | undefined {
  const { compliant, exceptions, found, sideBySide, others } = tally;
  if (found !== exceptions) return undefined;
  if (compliant === 0) return sideBySide;
  const { contrary, open, notApplicable, recentCompliant, recentNotApplicable } = others;
  // A resource changed between two looks at it.
  if (Object.values(others).some((count) => count < 0)) return undefined;
  if (contrary > 0) return undefined;
  if (others.compliant + notApplicable === 0)
    return { ...sideBySide, unmatched: sideBySide.unmatched + compliant };
  const withNotApplicable = compliant === others.compliant + open + notApplicable;
  if (!withNotApplicable && compliant !== others.compliant + open) return undefined;
  const recent = recentCompliant + (withNotApplicable ? recentNotApplicable : 0);
  return {
    agree: sideBySide.agree + compliant - open - recent,
    disagree: sideBySide.disagree,
    older: sideBySide.older + recent,
    unmatched: sideBySide.unmatched + open,
  };
}
