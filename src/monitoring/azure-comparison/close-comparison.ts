import type { ComparisonFigures } from '../../platform/store/index.ts';
import type { ComparisonRun } from './comparison-run.ts';
import { settle, zeroOutcomes } from './policy-tally.ts';
import type { ComparisonPorts } from './ports.ts';
import { requestComparison } from './request-comparison.ts';

/** Ends a comparison: keeps its figures, and has the disagreements that it did not see again looked at one by one. */
export async function closeComparison(run: ComparisonRun, ports: ComparisonPorts): Promise<void> {
  const { subscriptionId, startedAt } = run;
  const { disagreements, log, now } = ports;
  const last = await disagreements.agreement(subscriptionId);
  const tallies = Object.values(run.tallies);
  run.phase = 'ended';
  // The graph leaves out without a word what may not be read.
  if (tallies.length === 0 && last && last.compared + last.older + last.unmatched > 0)
    return noteTrouble(subscriptionId, 'the graph shows none of the policy states that there were', ports);
  const counts = zeroOutcomes();
  for (const tally of tallies) {
    // What could not be settled was found one by one.
    const outcomes = settle(tally) ?? tally.sideBySide;
    for (const outcome of ['agree', 'disagree', 'older', 'unmatched'] as const)
      counts[outcome] += outcomes[outcome];
  }
  await requestEnds(subscriptionId, startedAt, ports);
  const compared = counts.agree + counts.disagree;
  await disagreements.setAgreement({
    subscriptionId,
    comparedAt: now().toISOString(),
    compared,
    agreed: counts.agree,
    older: counts.older,
    unmatched: counts.unmatched,
  });
  log.info("Azure's policy states were compared", { subscriptionId, compared, agreed: counts.agree });
}

/** Leaves the figures of the last comparison as they are, and says why there are no newer ones. */
export async function noteTrouble(
  subscriptionId: string,
  trouble: string,
  { disagreements, log, now }: ComparisonPorts,
): Promise<void> {
  const none: ComparisonFigures = {
    subscriptionId,
    comparedAt: now().toISOString(),
    compared: 0,
    agreed: 0,
    older: 0,
    unmatched: 0,
  };
  await disagreements.setAgreement({
    ...((await disagreements.agreement(subscriptionId)) ?? none),
    trouble,
  });
  log.error("Azure's policy states could not be read", { subscriptionId, reason: trouble });
}

/** Whether a disagreement that was not seen again has ended, the counts do not tell: Azure's may be older than ours. */
async function requestEnds(subscriptionId: string, startedAt: string, ports: ComparisonPorts): Promise<void> {
  for await (const { resourceId, lastSeenAt, endedAt } of ports.disagreements.all(subscriptionId))
    if (endedAt === undefined && lastSeenAt < startedAt)
      await requestComparison({ resourceId, delegated: false }, ports);
}
