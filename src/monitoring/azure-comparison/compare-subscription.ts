import type { AzurePolicyState } from '../../platform/azure/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { ComparisonFigures } from '../../platform/store/index.ts';
import { compareResource } from './compare-resource.ts';
import type { Verdicts } from './ports.ts';

/** Compares all of Azure's states of a subscription with ours, and keeps how often the two agree. Azure's fit into memory: a line each. */
export async function compareSubscription(
  subscriptionId: string,
  verdicts: Verdicts,
): Promise<ComparisonFigures> {
  const { graph, disagreements, now } = verdicts;
  const counts = { agree: 0, disagree: 0, older: 0, unmatched: 0 };
  let trouble: string | undefined;
  const byResource = new Map<string, AzurePolicyState[]>();
  for await (const page of graph.policyStates(subscriptionId)) {
    if (page.kind !== 'states') trouble = failureReason(page);
    else
      for (const state of page.states) {
        const key = state.resourceId.toLowerCase();
        const states = byResource.get(key);
        if (states) states.push(state);
        else byResource.set(key, [state]);
      }
  }
  const last = await disagreements.agreement(subscriptionId);
  // The graph leaves out without a word what may not be read.
  if (byResource.size === 0 && last && last.compared + last.older + last.unmatched > 0)
    trouble ??= 'the graph shows none of the policy states that there were';
  if (trouble !== undefined) {
    // States that were not read may lie on any resource: nothing is concluded from a part.
    const before = last ?? {
      subscriptionId,
      comparedAt: now().toISOString(),
      compared: 0,
      agreed: 0,
      older: 0,
      unmatched: 0,
    };
    await disagreements.setAgreement({ ...before, trouble });
    return { ...before, trouble };
  }
  for (const [resourceId, states] of byResource) {
    const record = await verdicts.store.read(resourceId);
    if (!record || record.current.gone) {
      counts.unmatched += states.length;
      continue;
    }
    const found = await compareResource(record.current, states, verdicts);
    for (const outcome of ['agree', 'disagree', 'older', 'unmatched'] as const)
      counts[outcome] += found[outcome];
  }
  const agreement: ComparisonFigures = {
    subscriptionId,
    comparedAt: now().toISOString(),
    compared: counts.agree + counts.disagree,
    agreed: counts.agree,
    older: counts.older,
    unmatched: counts.unmatched,
  };
  await disagreements.setAgreement(agreement);
  return agreement;
}
