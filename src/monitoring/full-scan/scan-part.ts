import { plusSeconds } from '../../base/index.ts';
import type { ScanPart, ScanRecord, Versioned } from '../../platform/store/index.ts';
import { Gaps } from '../evaluation/index.ts';
import type { Confirming } from './confirm-candidates.ts';
import type { FullScanPorts } from './ports.ts';
import type { GroupPages } from './group-pages.ts';
import type { GroupOutcome, Progress } from './scan-group.ts';
import { scanGroup } from './scan-group.ts';
import { scanSubscription } from './scan-subscription.ts';

/** The lease on a part, renewed each time that the part is saved. */
const claimSeconds = 600;

/** After so many pauses, what still cannot be read is left to the queue. */
const mostAttempts = 5;

/** The pause where Azure did not say how long to wait. */
const usualPauseSeconds = 30;

/** Somebody else works on the part by now. */
class LostClaim extends Error {
  override readonly name = 'LostClaim';
}

export interface Work {
  readonly record: ScanRecord;
  /** The worker that holds it. */
  readonly worker: string;
  readonly late: () => boolean;
  /** Reads the resource groups of the subscription. */
  readonly pages: GroupPages;
}

/** Claims a part and works on it. `lost`: somebody else was first, or took over. Throws where the store fails. */
export async function scanPart(
  { value, etag }: Versioned<ScanPart>,
  { record, worker, late, pages }: Work,
  ports: FullScanPorts,
): Promise<'done' | 'open' | 'lost'> {
  const now = () => ports.clock.now().toISOString();
  const { claim: _claim, notBefore: _notBefore, waitingFor: _for, ...kept } = value;
  const state: Confirming = {
    scanId: record.id,
    startedAt: record.startedAt,
    last: value.attempts + 1 >= mostAttempts,
    gaps: new Gaps(),
    confirmed: 0,
    waiting: { count: 0, seconds: 0, reason: '' },
    held: new Set(),
  };
  const progress: Progress = { listed: 0, evaluated: 0, nominated: 0 };
  let version = etag;
  type Step = Pick<ScanPart, 'status'> &
    Partial<Pick<ScanPart, 'attempts' | 'claim' | 'notBefore' | 'waitingFor'>>;
  const save = async (step: Step) => {
    const { oldestRelatedRead: oldest, ...figures } = progress;
    const part: ScanPart = {
      ...kept,
      figures: { ...figures, confirmed: state.confirmed },
      gaps: state.gaps.all(),
      ...(oldest !== undefined && { oldestRelatedRead: oldest }),
      ...step,
    };
    const written = await ports.scans.savePart(part, version);
    if (written === 'conflict') throw new LostClaim(`part ${value.resourceGroup ?? value.subscriptionId}`);
    version = written.etag;
  };
  const claimed = () =>
    save({ status: 'open', claim: { by: worker, until: plusSeconds(now(), claimSeconds) } });
  try {
    await claimed();
    const outcome: GroupOutcome =
      value.resourceGroup === undefined
        ? await scanSubscription(value, state, progress, ports)
        : await scanGroup(
            {
              subscriptionId: value.subscriptionId,
              resourceGroup: value.resourceGroup,
              pages,
              state,
              progress,
              saved: claimed,
              late,
            },
            ports,
          );
    const pause = pauseOf(outcome, state);
    if (pause) {
      const notBefore = plusSeconds(now(), pause.seconds || usualPauseSeconds);
      await save({ status: 'waiting', attempts: value.attempts + 1, notBefore, waitingFor: pause.reason });
      return 'open';
    }
    // A part that took longer than one run is no part that failed.
    await save({ status: outcome.kind === 'late' ? 'open' : 'done' });
    return outcome.kind === 'late' ? 'open' : 'done';
  } catch (error) {
    if (error instanceof LostClaim) return 'lost';
    throw error;
  }
}

function pauseOf(outcome: GroupOutcome, { waiting }: Confirming) {
  if (outcome.kind === 'wait') return outcome;
  return outcome.kind === 'done' && waiting.count > 0
    ? { seconds: waiting.seconds, reason: `${waiting.count} resources: ${waiting.reason}` }
    : undefined;
}
