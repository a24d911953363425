import { plusSeconds } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import type { WriteIntent, WriteLease } from '../../platform/store/index.ts';
import { unreadLook } from './consider-plan.ts';
import { waitForPlace, waitForSwitch } from './guards.ts';
import { isStopped } from './kill-switch.ts';
import { movedSettings } from './moved-settings.ts';
import { bodyOf } from './plan.ts';
import type { RemediationPorts, Writing } from './ports.ts';
import { prepareWrite } from './prepare-write.ts';
import type { Prepared } from './prepare-write.ts';
import { insteadOf, leaseSeconds, recoverWrite } from './recover-write.ts';
import { sendWrite } from './send-write.ts';
import type { ApplyResult, RemediationDecision } from './types.ts';
import { giveBackPlace, takePlace } from './write-places.ts';

type Objection = () => Promise<string | undefined>;

/** Seconds to wait for somebody who is changing the resource. */
const againSeconds = 30;

/** The most failures of the write of one decision; being throttled does not count, nor does waiting for another operation. */
const mostSendings = 8;

/**
 * Applies a decision: reads, plans again, asks the guards, puts the intent on record, writes. Run again after a crash, it learns
 * from the journal and from Azure what has been done, and writes nothing twice.
 * @param objection why the decision no longer stands, asked right before the write
 */
export async function applyPlan(
  decided: RemediationDecision,
  drift: Drift,
  ports: RemediationPorts,
  objection: Objection = () => Promise.resolve(undefined),
): Promise<ApplyResult> {
  const { writer, checks, writes, clock, newId } = ports;
  if (!writer || !checks) return { kind: 'blocked', why: 'this deployment has no identity that may write' };
  const now = clock.now().toISOString();
  const { resourceId } = drift;
  const lease = await writes.lease(resourceId, newId(), now, plusSeconds(now, leaseSeconds));
  if ('heldUntil' in lease)
    return { kind: 'wait', until: lease.heldUntil, why: 'another run holds the lease of the resource' };
  try {
    return await underLease(decided, drift, lease, { ...ports, writer, checks }, objection);
  } finally {
    await writes.release(lease);
  }
}

async function underLease(
  decided: RemediationDecision,
  drift: Drift,
  lease: WriteLease,
  ports: Writing,
  objection: Objection,
): Promise<ApplyResult> {
  const mine = (await ports.writes.of(drift.resourceId)).filter(
    ({ intent }) => intent.decision === decided.id,
  );
  const known = await recoverWrite(mine.at(-1), ports);
  if (known) return known;
  const inVain = mine.filter(({ end }) => end?.status !== 429 && end?.result !== 'busy').length;
  if (inVain >= mostSendings) return { kind: 'blocked', why: `the write failed ${inVain} times` };
  const place = { resourceId: drift.resourceId, decision: decided.id };
  const unsent = async (result: ApplyResult) => {
    const wasSent = mine.some(({ end }) => end !== undefined && end.result !== 'withdrawn');
    if (!wasSent) await giveBackPlace(place, ports);
    return result;
  };
  const prepared = await prepareWrite(decided, drift, ports);
  if (prepared.kind !== 'plan') return unsent(prepared);
  const target = prepared.plan.method === 'PUT' ? await readAgain(prepared, ports) : prepared.target;
  if (target.kind !== 'found') return unsent(target);
  const refusal = await refusalOf(place, objection, ports);
  if (refusal) return unsent(refusal);
  const { plan } = prepared;
  return write(
    decided,
    drift,
    { plan, target },
    { attempt: (mine.at(-1)?.intent.attempt ?? 0) + 1, lease },
    ports,
  );
}

/** Takes the place of a decision under the caps, and asks once more what may have changed while the write was prepared. */
async function refusalOf(
  place: { readonly resourceId: string; readonly decision: string },
  objection: Objection,
  ports: Writing,
): Promise<ApplyResult | undefined> {
  const isPlaced = await takePlace(place, ports);
  const now = ports.clock.now().toISOString();
  if (!isPlaced) return { kind: 'wait', ...waitForPlace(now) };
  const why = await objection();
  if (why !== undefined) return { kind: 'void', why };
  return (await isStopped(ports)) ? { kind: 'wait', ...waitForSwitch(now) } : undefined;
}

/** Reads right before a PUT what it replaces: most providers heed no ETag, and would take the earlier values of all settings. */
async function readAgain(
  { plan, target }: Prepared,
  ports: Writing,
): Promise<Prepared['target'] | ApplyResult> {
  const read = await ports.writer.read(plan.target);
  if (read.kind !== 'found') return insteadOf(unreadLook(read), ports);
  if (movedSettings(target.resource, read.resource).length === 0) return read;
  const until = plusSeconds(ports.clock.now().toISOString(), againSeconds);
  return { kind: 'wait', until, why: 'somebody is changing the resource' };
}

/** Puts the intent on record, and sends it. */
async function write(
  decided: RemediationDecision,
  drift: Drift,
  { plan, target }: Pick<Prepared, 'plan' | 'target'>,
  { attempt, lease }: { readonly attempt: number; readonly lease: WriteLease },
  ports: Writing,
): Promise<ApplyResult> {
  const intent: WriteIntent = {
    decision: decided.id,
    attempt,
    kind: decided.kind,
    resourceId: drift.resourceId,
    policy: drift.policy,
    target: plan.target,
    method: plan.method,
    planHash: plan.hash,
    changes: plan.changes,
    ...(plan.with && { with: plan.with }),
    ...(target.etag !== undefined && { ifMatch: target.etag }),
    ...(plan.method === 'PUT' && { replaced: target.resource }),
    ...(ports.identity !== undefined && { identity: ports.identity }),
    correlationId: ports.newId(),
    approvedBy: decided.by === 'auto' ? ['auto'] : decided.by,
    token: lease.token,
    at: ports.clock.now().toISOString(),
  };
  const begun = await ports.writes.begin(intent, lease);
  // The other run may hold the same place, so it is not given back.
  if (begun === 'lost' || begun === 'taken')
    return { kind: 'wait', until: plusSeconds(intent.at, 5), why: 'another run is writing' };
  try {
    const { apiVersion } = target;
    const body = bodyOf(plan, target.resource);
    return await sendWrite(intent, plan, { body, ...(apiVersion !== undefined && { apiVersion }) }, ports);
  } finally {
    // Beginning has given the lease another ETag.
    await ports.writes.release(begun);
  }
}
