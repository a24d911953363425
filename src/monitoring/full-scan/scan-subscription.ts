import { ownersOf, resourceGroupOf } from '../../model/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { ScanPart } from '../../platform/store/index.ts';
import { isEvaluated } from '../changes/index.ts';
import { listOutsideGraph } from '../evaluation/index.ts';
import type { Confirming } from './confirm-candidates.ts';
import { confirmCandidates } from './confirm-candidates.ts';
import { noteUnlisted } from './note-unlisted.ts';
import type { FullScanPorts } from './ports.ts';
import type { GroupOutcome, Progress } from './scan-group.ts';

/**
 * Takes a subscription apart: its resource groups become parts of their own, those that the graph shows and those in which something
 * is known. What lies in none, and the subscription itself, is read at once.
 */
export async function scanSubscription(
  part: ScanPart,
  state: Confirming,
  progress: Progress,
  ports: FullScanPorts,
): Promise<GroupOutcome> {
  const scope = `/subscriptions/${part.subscriptionId}`;
  const groups = new Map<string, string>();
  for await (const page of ports.graph.resourceGroups(part.subscriptionId)) {
    if (page.kind !== 'page') {
      if (isTransient(page)) return { kind: 'wait', seconds: waitOf(page), reason: failureReason(page) };
      state.gaps.add('denied', scope, 1, failureReason(page));
      break;
    }
    progress.listed += page.resources.length;
    if (page.truncated) state.gaps.add('truncated', scope);
    for (const { id = '' } of page.resources) note(groups, id);
  }
  const outside = await listOutsideGraph([scope], { ...ports, reader: ports.scanReader });
  noteUnlisted(outside, state);
  const targets = isEvaluated(scope, ports) ? [scope] : [];
  const listed = new Set(outside.resources.map(({ id = '' }) => id.toLowerCase()));
  targets.push(...outside.resources.map(({ id = '' }) => id));
  for await (const { resourceId, gone } of ports.store.list(scope)) {
    if (gone) continue;
    if (resourceGroupOf(resourceId) !== undefined) note(groups, resourceId);
    else if (
      resourceId.toLowerCase() !== scope &&
      !listed.has(resourceId.toLowerCase()) &&
      isEvaluated(resourceId, ports)
    )
      targets.push(resourceId);
  }
  if (groups.size === 0) state.gaps.add('empty', scope, 0, 'no resource group is shown, and none is known');
  await ports.scans.addParts(
    Array.from(groups.values(), (resourceGroup) => ({
      scanId: part.scanId,
      subscriptionId: part.subscriptionId,
      resourceGroup,
      status: 'open',
      attempts: 0,
      figures: { listed: 0, evaluated: 0, nominated: 0, confirmed: 0 },
      gaps: [],
    })),
  );
  progress.evaluated = targets.length;
  progress.nominated = targets.length;
  await confirmCandidates(targets, state, ports);
  return { kind: 'done' };
}

/** Names of resource groups compare without case; the first spelling is kept. */
function note(groups: Map<string, string>, id: string): void {
  const name = ownersOf(id).resourceGroup;
  if (name !== undefined && !groups.has(name.toLowerCase())) groups.set(name.toLowerCase(), name);
}
