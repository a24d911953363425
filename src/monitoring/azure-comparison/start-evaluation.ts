import { parseResourceId } from '../../model/index.ts';
import type { PolicyInsights } from '../../platform/azure/index.ts';
import { failureReason } from '../../platform/azure/index.ts';

/** Has Azure evaluate a resource group (`/subscriptions/S/resourceGroups/G`) now; its results come in minutes, as events. */
export async function startEvaluation(
  resourceGroupId: string,
  {
    insights,
    subscriptions,
  }: { readonly insights: Pick<PolicyInsights, 'evaluate'>; readonly subscriptions: readonly string[] },
): Promise<'started' | 'not watched' | { readonly reason: string }> {
  const { subscriptionId, resourceGroup, type } = parseResourceId(resourceGroupId) ?? {};
  const isGroup = type?.toLowerCase().endsWith('/resourcegroups');
  if (!isGroup || !subscriptionId || !resourceGroup || !subscriptions.includes(subscriptionId.toLowerCase()))
    return 'not watched';
  const outcome = await insights.evaluate(subscriptionId, resourceGroup);
  if (outcome.kind === 'read') return 'started';
  return { reason: outcome.kind === 'gone' ? 'there is no such resource group' : failureReason(outcome) };
}
