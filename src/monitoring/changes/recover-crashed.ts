import type { Drift } from '../../model/index.ts';
import { dispatchDrifts } from './dispatch-drifts.ts';
import type { ChangePorts } from './ports.ts';

/** At so many a batch, drifts are copied to the journal. */
const batchSize = 90;

/** Finishes what a crash left: dispatches drifts that lie beside their heads, and puts poisoned messages back. */
export async function recoverCrashed(
  ports: Pick<ChangePorts, 'store' | 'queue' | 'log' | 'records' | 'respond'>,
): Promise<{
  readonly dispatched: number;
  readonly redriven: number;
  /** When the oldest of what was dispatched late was recorded. */
  readonly oldest?: string;
}> {
  const { store, queue, log } = ports;
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
  const redriven = (await queue.redrive()) + (await ports.respond.redrive());
  if (dispatched + redriven > 0)
    log.warn('Recovery finished what a crash left', { drifts: dispatched, redriven });
  return { dispatched, redriven, ...(oldest !== undefined && { oldest }) };
}
