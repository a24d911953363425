import { latest } from '../../base/index.ts';
import type { Drift, ResourceState, PolicyState, Task } from '../../model/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import type { StoredState, StateStore } from '../../platform/store/index.ts';
import { toDrift } from './build-drift.ts';
import type { ResourceFinding } from './build-finding.ts';
import { dispatchDrifts } from './dispatch-drifts.ts';
import { candidatesOf } from './late-candidates.ts';
import type { ChangePorts } from './ports.ts';
import { requestAttribution } from './request-attribution.ts';
import { fullScanOf } from './task-queue.ts';

/**
 * Writes down what was found: first who reads what, then the mark that drifts may be left, then the current state with its
 * drifts, then the drifts in the journal.
 * A crash between any two of them leaves more than is needed, never less.
 */
export async function recordFinding(
  finding: ResourceFinding,
  record: StoredState | undefined,
  moved: ResourceState | undefined,
  task: Task,
  ports: ChangePorts,
): Promise<readonly Drift[] | 'conflict'> {
  const { store, readBy, clock } = ports;
  const { comparison, readAt, reads, resource, ownership } = finding;
  const stored = record?.current ?? initialState(resource?.id ?? task.target);
  const start = moved ? { ...stored, states: moved.states, movedFrom: moved.resourceId } : stored;
  const candidates = candidatesOf(task, record?.current, ports);
  const [oldest] = candidates;
  const scanId = fullScanOf(task.change);
  const facts = {
    resourceId: start.resourceId,
    resourceType: resource?.type ?? start.resourceType,
    sequence: start.sequence,
    candidates: candidates.slice(0, mostWithin),
    ...(oldest && { eventTime: oldest.time }),
    scanId,
    ...ownership,
    readAt,
    recordedAt: clock.now().toISOString(),
  };
  const drifts = comparison.transitions.map((transition, index) => toDrift(transition, index, facts));
  const next = stateAfter(start, finding, drifts);
  const unknown = reads.filter((key) => !start.reads.includes(key));
  if (unknown.length > 0) await readBy.add(unknown, start.resourceId);
  await requestAttribution(start, drifts, ports);
  const further = candidates.slice(mostWithin);
  const dispatch = async (committed: readonly Drift[]) => {
    if (further.length > 0) await store.addCandidates(committed, start.resourceId, further);
    await dispatchDrifts(committed, ports);
  };
  const written = await commitInPortions({ start, next, drifts, etag: record?.etag }, store, dispatch);
  return written === 'conflict' ? 'conflict' : drifts;
}

/** The candidates within a drift itself, so that a transaction holds its drifts; further ones lie beside it. */
const mostWithin = 20;

/** The drifts of one transaction, beside the current state. */
const portionSize = 90;

/** A current state that is to be written, and what led to it. */
interface Writing {
  /** The current state as it is stored, or as it is to begin with. */
  readonly start: ResourceState;
  readonly next: ResourceState;
  readonly drifts: readonly Drift[];
  readonly etag: string | undefined;
}

/**
 * Writes a current state and its drifts, in portions where they are many, and dispatches each. Each portion is a current state that
 * agrees with the drifts written so far; the time of the read is set by the last alone, so that what a crash cuts off is read again.
 */
async function commitInPortions(
  { start, next, drifts, etag }: Writing,
  store: StateStore,
  dispatch: (committed: readonly Drift[]) => Promise<void>,
): Promise<'committed' | 'conflict'> {
  let current = start;
  let known = etag;
  let rest = drifts;
  do {
    const portion = rest.slice(0, portionSize);
    rest = rest.slice(portionSize);
    current = rest.length === 0 ? next : afterPortion(current, next, portion);
    const written = await store.commit(current, portion, known);
    if (written.kind === 'conflict') return 'conflict';
    known = written.etag;
    if (portion.length > 0) await dispatch(portion);
  } while (rest.length > 0);
  return 'committed';
}

function afterPortion(current: ResourceState, next: ResourceState, portion: readonly Drift[]): ResourceState {
  const states: Record<string, PolicyState> = { ...current.states };
  for (const { policy } of portion) {
    const state = next.states[policy];
    if (state) states[policy] = state;
    else delete states[policy];
  }
  const { lastDrifts } = next;
  return {
    ...current,
    states,
    sequence: portion.at(-1)?.sequence ?? current.sequence,
    ...(lastDrifts && { lastDrifts }),
  };
}

/** Events that are remembered as named: more do not come within the margin of one read. */
const mostNamed = 50;

/** Before any read: an event of any time is later. */
const never = new Date(0).toISOString();

/** The current state of a resource that was never stored. */
function initialState(resourceId: string): ResourceState {
  const resourceType = resourceTypeOf(resourceId);
  return { resourceId, resourceType, sequence: 0, readStartedAt: never, states: {}, reads: [] };
}

/** The current state after a read. The resource as a whole is no longer stale; single policies may still be. */
function stateAfter(start: ResourceState, finding: ResourceFinding, drifts: readonly Drift[]): ResourceState {
  const {
    staleSince: _since,
    staleReason: _reason,
    staleTries: _tries,
    gone: _gone,
    organization: _organization,
    ...kept
  } = start;
  return {
    ...kept,
    resourceType: finding.resource?.type ?? start.resourceType,
    sequence: drifts.at(-1)?.sequence ?? start.sequence,
    readStartedAt: latest(start.readStartedAt, finding.readAt),
    ...(start.readStartedAt !== never && { previousReadStartedAt: start.readStartedAt }),
    states: finding.comparison.states,
    reads: finding.reads,
    ...finding.ownership,
    ...(finding.scan && { scan: finding.scan }),
    ...(finding.gone && { gone: true }),
    ...(drifts[0] && { lastDrifts: lastDrifts(start, drifts, drifts[0]) }),
  };
}

function lastDrifts(start: ResourceState, drifts: readonly Drift[], { readAt, candidates }: Drift) {
  const from = start.readStartedAt;
  const to = latest(from, readAt);
  // A read that was cut off between portions has left drifts of the same window.
  const earlier = start.lastDrifts?.from === from ? start.lastDrifts.drifts : [];
  const named = [...(start.lastDrifts?.named ?? []), ...candidates.map(({ eventId }) => eventId)].slice(
    -mostNamed,
  );
  const places = drifts.map(({ sequence, recordedAt }) => ({ sequence, recordedAt }));
  return { from, to, drifts: [...earlier, ...places], named };
}
