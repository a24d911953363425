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

/** At so many a batch, drifts are copied to the journal. */
const batchSize = 90;

/** Finishes what a crash left: dispatches drifts that lie beside their current states. */
export async function recoverCrashed(
  ports: Pick<ChangePorts, 'store' | 'log' | 'records' | 'respond'>,
): Promise<{
  readonly dispatched: number;
  /** When the oldest of what was dispatched late was recorded. */
  readonly oldest?: string;
}> {
  const { store, log } = ports;
  let dispatched = 0;
  let oldest: string | undefined;
  let batch: Drift[] = [];
  const dispatch = async () => {
    await dispatchDrifts(batch, ports);
    dispatched += batch.length;
    batch = [];
  };
  for await (const drift of store.undispatched()) {
    batch.push(drift);
    if (oldest === undefined || drift.recordedAt < oldest) oldest = drift.recordedAt;
    if (batch.length === batchSize) await dispatch();
  }
  if (batch.length > 0) await dispatch();
  if (dispatched > 0) log.warn('Recovery finished work that a crash had interrupted', { drifts: dispatched });
  return { dispatched, ...(oldest !== undefined && { oldest }) };
}
