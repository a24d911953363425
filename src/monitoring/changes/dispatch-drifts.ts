import { subscriptionIdOf } from '../../model/index.ts';
import type { Drift } from '../../model/index.ts';
import { noteOnce } from '../../records/index.ts';
import type { Notice } from '../../records/index.ts';
import type { ChangePorts } from './ports.ts';

/**
 * Sends drifts on their way. Those that nobody made by changing a resource (a baseline, a new version of a policy, an
 * exemption, a scope) make one notice for all of a group; the others are answered one by one. Both come first: what a crash leaves
 * is dispatched again.
 */
export async function dispatchDrifts(
  drifts: readonly Drift[],
  { store, records, respond }: Pick<ChangePorts, 'store' | 'records' | 'respond'>,
): Promise<void> {
  const notices = new Map(drifts.flatMap((drift) => groupNotice(drift) ?? []));
  for (const [id, notice] of notices) await noteOnce(id, notice, records, notice.at);
  for (const { resourceId, sequence, recordedAt } of drifts.filter(isAnswered))
    await respond.send({ resourceId, sequence, recordedAt });
  await store.dispatch(drifts);
}

/** Each change of a resource is answered; of what is told of in groups, only what puts an end to an answer. */
function isAnswered({ cause, from, to }: Drift): boolean {
  if (cause === 'resource') return true;
  if (cause === 'visibility') return to !== 'Unknown';
  return from !== null && to !== 'NonCompliant' && to !== 'Unknown';
}

/** The notice of a drift's group with its id; the same for all of the group. Undefined: it is on its own. */
function groupNotice(drift: Drift): [[string, Notice]] | undefined {
  const { cause, recordedAt } = drift;
  if (cause === 'resource' || (cause === 'visibility' && drift.to !== 'Unknown')) return undefined;
  const subscriptionId = subscriptionIdOf(drift.resourceId)?.toLowerCase() ?? '';
  const group = [cause, subscriptionId, ...distinction(drift)].join('|');
  return [[`drifts|${group}`, { kind: 'drifts', at: recordedAt, subscriptionId, cause, group }]];
}

function distinction(drift: Drift): readonly string[] {
  const { cause, policy, policyVersion, exemption, to, recordedAt } = drift;
  if (cause === 'policy') return [policy, policyVersion];
  if (cause === 'exemption') return [exemption ?? '', to === 'Exempt' ? 'began' : 'ended'];
  // What is first seen, or comes into a scope, on one day.
  return [recordedAt.slice(0, 10)];
}
