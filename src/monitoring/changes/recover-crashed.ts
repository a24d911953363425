import type { Drift } from '../../model/index.ts';
import { dispatchDrifts } from './dispatch-drifts.ts';
import type { ChangePorts } from './ports.ts';

type Needs = Pick<ChangePorts, 'store' | 'log' | 'records' | 'respond'>;

interface Recovered {
  readonly dispatched: number;
  /** When the oldest of what was dispatched late was recorded. */
  readonly oldest?: string;
}

/**
 * The age from which a mark without drifts stands for nothing. Its commit ended long ago: the host ends an invocation after ten
 * minutes (`functionTimeout` in host.json).
 */
const vainSeconds = 3600;

/** At so many drifts a batch is dispatched. */
const batchSize = 90;

/** Finishes what a crash left: dispatches drifts that lie beside their current states, as the marks of their resources say. */
export function recoverCrashed(ports: Needs): Promise<Recovered> {
  return dispatchLeft(markedDrifts(ports), ports);
}

/**
 * Does the same for drifts without a mark: those that a version from before the marks left. It searches the current states of every
 * resource, so it is for the night.
 */
export function recoverUnmarked(ports: Needs): Promise<Recovered> {
  return dispatchLeft(eachAlone(ports.store.searchUndispatched()), ports);
}

/** The drifts of marked resources. Removes the marks that stand for nothing. */
async function* markedDrifts({ store }: Needs): AsyncGenerator<readonly Drift[]> {
  for await (const { marks, drifts } of store.undispatched()) {
    if (drifts.length > 0) yield drifts;
    else await store.unmark(marks.filter(({ ageSeconds }) => ageSeconds > vainSeconds));
  }
}

async function* eachAlone(drifts: AsyncIterable<Drift>): AsyncGenerator<readonly Drift[]> {
  for await (const drift of drifts) yield [drift];
}

/** Dispatches drifts in batches. @param left drifts that stay together: a mark ends with the last drift of its commit */
async function dispatchLeft(left: AsyncIterable<readonly Drift[]>, ports: Needs): Promise<Recovered> {
  let dispatched = 0;
  let oldest: string | undefined;
  let batch: Drift[] = [];
  const dispatch = async () => {
    await dispatchDrifts(batch, ports);
    dispatched += batch.length;
    batch = [];
  };
  for await (const drifts of left) {
    batch.push(...drifts);
    for (const { recordedAt } of drifts) if (oldest === undefined || recordedAt < oldest) oldest = recordedAt;
    if (batch.length >= batchSize) await dispatch();
  }
  if (batch.length > 0) await dispatch();
  if (dispatched > 0)
    ports.log.warn('Recovery finished work that a crash had interrupted', { drifts: dispatched });
  return { dispatched, ...(oldest !== undefined && { oldest }) };
}
