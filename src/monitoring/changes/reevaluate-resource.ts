import { earliest, isBefore, latest, plusSeconds } from '../../base/index.ts';
import type { Drift, ResourceState, ScanGap, Task } from '../../model/index.ts';
import type { StoredState } from '../../platform/store/index.ts';
import { ownerOf } from '../../records/index.ts';
import { Gaps, notingGaps } from '../evaluation/index.ts';
import { buildFinding } from './build-finding.ts';
import { recordFinding } from './commit-finding.ts';
import { dispatchDrifts } from './dispatch-drifts.ts';
import { interpretRead } from './interpret-read.ts';
import { noteLateCandidates } from './late-candidates.ts';
import type { ChangePorts } from './ports.ts';
import { knownBeforeMove } from './resource-moves.ts';
import { fullScanOf, retryDelay, untilDue } from './task-queue.ts';

interface ReevaluationOutcome {
  /** `skipped`: an earlier read has seen the change. `waiting`: nothing could be said yet. */
  readonly kind: 'skipped' | 'evaluated' | 'waiting';
  readonly drifts: readonly Drift[];
  /** For a full scan: what it could not see. */
  readonly gaps?: readonly ScanGap[];
  /** The task as it has to run again. It is finished only where there is none. */
  readonly again?: { readonly task: Task; readonly delaySeconds: number };
}

/** The number of times that another evaluation may commit first before the task goes back to the queue. */
const mostConflicts = 5;

/**
 * Reads a resource, evaluates it, compares it with its current state and records what changed.
 * The current state is read before the resource and written only if nobody wrote it since, so that an older read never overwrites
 * a newer one. Throws where the store fails: the task is then to be run again, from the start.
 */
export async function evaluateResource(task: Task, ports: ChangePorts): Promise<ReevaluationOutcome> {
  for (let tries = 0; tries < mostConflicts; tries += 1) {
    const outcome = await evaluateOnce(task, ports);
    if (outcome !== 'conflict') return outcome;
  }
  return { kind: 'waiting', drifts: [], again: retry(task, ports, 0) };
}

async function evaluateOnce(task: Task, given: ChangePorts): Promise<ReevaluationOutcome | 'conflict'> {
  const scanId = fullScanOf(task.change);
  const gaps = new Gaps();
  const ports = scanId === undefined ? given : { ...given, reader: notingGaps(given.reader, gaps) };
  const { store, reader, counters } = ports;
  const record = await store.read(task.target);
  if (record?.pending.length) await dispatchDrifts(record.pending, ports);
  const { kind: why } = task.change.trigger;
  // An earlier read says nothing of them: it may have been evaluated by what held before.
  const isForced = why === 'exemption' || why === 'policies';
  if (record && !isForced && hasSeen(record.current, task, ports)) {
    await noteLateCandidates(task, record.current, ports);
    counters.add('skipped');
    return { kind: 'skipped', drifts: [], gaps: record.current.scan?.gaps ?? [] };
  }

  const moved = await knownBeforeMove(task, record?.current, ports);
  // All after the current state was read, so that whoever writes it has seen the exemptions of that moment, or others.
  const since = readingSince(task, record?.current);
  const [read, exemptions, changes] = await Promise.all([
    reader.get(task.target, since),
    ports.records.exemptions.latest(ownerOf(task.target)),
    ports.records.announcedChanges.latest(ownerOf(task.target)),
  ]);
  const due = task.due ?? dueOf(task, read.startedAt, ports);
  const timed: Task = { ...task, due };
  const decision = interpretRead(read, task, due);
  if (decision.kind === 'wait') {
    await markStale(record, decision.reason, read.startedAt, ports);
    return { kind: 'waiting', drifts: [], again: retry(timed, ports, decision.retryAfterSeconds) };
  }

  counters.add('evaluated');
  const finding = await buildFinding(
    decision,
    moved ?? record?.current,
    timed,
    { readAt: read.startedAt, since },
    { exemptions, changes },
    ports,
  );
  const seen = gaps.all();
  const scan = scanId === undefined ? undefined : { id: scanId, ...(seen.length > 0 && { gaps: seen }) };
  const drifts = finding
    ? await recordFinding({ ...finding, ...(scan && { scan }) }, record, moved, timed, ports)
    : [];
  if (drifts === 'conflict') return 'conflict';
  if (record && drifts.length === 0) await noteLateCandidates(task, record.current, ports);
  counters.add('drifts', drifts.length);
  const outcome = { kind: 'evaluated', drifts, gaps: seen } as const;
  if (finding?.retryAfterSeconds !== undefined)
    return { ...outcome, again: retry(timed, ports, finding.retryAfterSeconds) };
  if (!isBefore(read.startedAt, due)) return outcome;
  const again = { task: { ...timed, attempt: 0 }, delaySeconds: untilDue(read.startedAt, due) };
  return { ...outcome, again };
}

/**
 * Whether a read that has seen the change is recorded, for every policy: one that began when it was due. A scan is content with
 * reads of its own alone, whenever they were: another may have been made before what the graph shows now.
 */
function hasSeen(current: ResourceState, { change, due }: Task, { marginSeconds }: ChangePorts): boolean {
  if (Object.values(current.states).some(({ staleSince }) => staleSince)) return false;
  const scanId = fullScanOf(change);
  if (scanId !== undefined) return current.scan?.id === scanId && current.staleSince === undefined;
  return !isBefore(current.readStartedAt, due ?? plusSeconds(change.time, marginSeconds));
}

/**
 * Returns the moment from which on a reading will do that somebody else asked for: the change, then the moment from which on it is seen
 * for certain; never before what is known already. Undefined: only a reading of its own will do.
 */
function readingSince(
  { change, due }: Task,
  current: Pick<ResourceState, 'readStartedAt'> | undefined,
): string | undefined {
  if (change.trigger.kind !== 'event') return undefined;
  const seen = new Date(due ?? change.time).toISOString();
  return current ? latest(seen, current.readStartedAt) : seen;
}

/** Returns the time from which on a read is known to see the change. `startedAt`: when the first read after it was reported began. */
function dueOf({ change }: Task, startedAt: string, { marginSeconds }: ChangePorts): string {
  // No event says from when on it can be seen; and the time is a host's, whose clock may be wrong.
  if (fullScanOf(change) !== undefined) return startedAt;
  // The change was known before the read began: if its time is later, the clock that it came from is ahead.
  return plusSeconds(earliest(change.time, startedAt), marginSeconds);
}

function retry(task: Task, { random, counters }: ChangePorts, retryAfterSeconds: number) {
  counters.add('retries');
  const delaySeconds = retryDelay(task.attempt, retryAfterSeconds, random());
  return { task: { ...task, attempt: task.attempt + 1 }, delaySeconds };
}

/** Says on the current state since when it could not be confirmed, and how often that was tried. If another was first, it knows better. */
async function markStale(
  record: StoredState | undefined,
  reason: string,
  startedAt: string,
  { store }: ChangePorts,
) {
  if (!record || record.current.gone) return;
  const { staleSince = startedAt, staleTries = 0 } = record.current;
  const stale = { staleSince, staleReason: reason, staleTries: staleTries + 1 };
  await store.commit({ ...record.current, ...stale }, [], record.etag);
}
