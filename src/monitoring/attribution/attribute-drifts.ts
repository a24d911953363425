import { isBefore, plusSeconds } from '../../base/index.ts';
import { subscriptionIdOf, withoutTags } from '../../model/index.ts';
import type { Attribution, Candidate, Drift } from '../../model/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { ActivityEntry, ReadFailure, RecordedChange } from '../../platform/azure/index.ts';
import { retryDelay } from '../changes/index.ts';
import { bearingOf } from './deciding-changes.ts';
import type { AttributionPorts } from './ports.ts';

/** Resource Graph notices a change within five minutes. https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes */
const noticeSeconds = 300;

/** An operation, or a deployment, may go on for so long before its change is noticed, and end so long after. */
const operationSeconds = 86_400;

/** The table holds 14 days. What came before that, an earlier scan has found. */
const keptSeconds = 14 * 86_400;

/** A property that changed more often than this between two readings has no one author. */
const mostChanges = 20;

/** After so many tries, about an hour and a half, the drift stays without an actor. */
const mostAttempts = 20;

type Found = readonly Candidate[] | ReadFailure;

/**
 * Looks up who made the change behind drifts of which no event told: Resource Graph says which properties changed when, with a correlation id, and
 * the Activity Log says by that id who it was. Each change of a deciding property is a candidate, one without an entry in the log without an actor:
 * so nobody is named while another may have done it.
 */
export async function attributeDrifts(request: Attribution, ports: AttributionPorts): Promise<void> {
  const { resourceId, from, to } = request;
  const drifts = await unexplained(request, ports);
  if (drifts.length === 0) return;
  const oldest = plusSeconds(ports.clock.now().toISOString(), -keptSeconds);
  const begin = plusSeconds(from, -ports.marginSeconds);
  const changes = await ports.graph.changesOf(
    resourceId,
    isBefore(begin, oldest) ? oldest : begin,
    plusSeconds(to, ports.marginSeconds + noticeSeconds),
  );
  if (changes.kind === 'gone') return;
  if (changes.kind !== 'read') return tryAgain(request, changes, ports);
  const bearing = new Map(drifts.map((drift) => [drift, changesBearing(changes.value, drift)]));
  const wanted = new Map([...bearing.values()].flat().map(({ change }) => [change.id, change]));
  if (wanted.size > mostChanges) return leave(request, 'the property changed too often', ports);
  const candidates = new Map<string, readonly Candidate[]>();
  for (const [id, change] of wanted) {
    const found = await candidatesOf(change, request, ports);
    if ('kind' in found) return tryAgain(request, found, ports);
    candidates.set(id, found);
  }
  for (const [drift, among] of bearing) {
    const own = among.flatMap(({ change, isCertain }) =>
      (candidates.get(change.id) ?? []).map((each) => (isCertain ? each : withoutActor(each))),
    );
    if (own.length > 0) await ports.store.addCandidates([drift], resourceId, own);
  }
}

/** The drifts of the request that are in the journal, and that no event has explained by now. */
async function unexplained(
  { resourceId, drifts }: Attribution,
  { journal }: AttributionPorts,
): Promise<readonly Drift[]> {
  const found: Drift[] = [];
  for (const place of drifts) {
    const drift = await journal.find({ ...place, resourceId });
    if (drift && drift.candidates.length === 0) found.push(drift);
  }
  return found;
}

function changesBearing(changes: readonly RecordedChange[], drift: Drift) {
  return changes.flatMap((change) => {
    const bearing = bearingOf(change, drift);
    return bearing === 'none' ? [] : [{ change, isCertain: bearing === 'decides' }];
  });
}

/**
 * The entries of the Activity Log for a change, as candidates. None: all of them lie outside the two readings, so that it was another change. Where
 * the log has no entry, the change itself is a candidate that names nobody.
 */
async function candidatesOf(
  change: RecordedChange,
  { resourceId, from, to }: Attribution,
  { activityLog, marginSeconds }: AttributionPorts,
): Promise<Found> {
  const { id, detectedAt, correlationId, operation = 'write' } = change;
  const unknown: Candidate = {
    eventId: id,
    time: detectedAt,
    operation,
    ...(correlationId !== undefined && { correlationId }),
    source: 'activity-log',
  };
  if (correlationId === undefined) return [unknown];
  const entries = await activityLog.entries(
    subscriptionIdOf(resourceId) ?? '',
    correlationId,
    plusSeconds(detectedAt, -operationSeconds),
    plusSeconds(detectedAt, operationSeconds),
  );
  if (entries.kind === 'gone') return [unknown];
  if (entries.kind !== 'read') return entries;
  const own = entries.value.filter((entry) => isAbout(entry, resourceId));
  if (own.length === 0) return [unknown];
  const [begin, end] = [plusSeconds(from, -marginSeconds), plusSeconds(to, marginSeconds)];
  return own
    .filter(({ time }) => !isBefore(time, begin) && !isBefore(end, time))
    .map(({ id: eventId, time, operation: name, actor }) => ({
      eventId,
      time,
      operation: name,
      correlationId,
      ...(actor && { actor }),
      source: 'activity-log',
    }));
}

/** One deployment writes many resources, and policies that were evaluated on the way have entries of their own. */
function isAbout({ resourceId, operation }: ActivityEntry, target: string): boolean {
  const isSame = withoutTags(resourceId).toLowerCase() === target.toLowerCase();
  return isSame && !operation.toLowerCase().startsWith('microsoft.authorization/policies/');
}

function withoutActor({ actor: _actor, ...candidate }: Candidate): Candidate {
  return candidate;
}

/** Asks again later for what may be answered then. What is denied stays so: the drift is left without an actor. */
async function tryAgain(request: Attribution, failure: ReadFailure, ports: AttributionPorts): Promise<void> {
  if (!isTransient(failure) || request.attempt + 1 >= mostAttempts)
    return leave(request, failureReason(failure), ports);
  const delay = retryDelay(request.attempt, waitOf(failure), ports.random());
  await ports.queue.send({ kind: 'attribution', ...request, attempt: request.attempt + 1 }, delay);
}

function leave({ resourceId }: Attribution, reason: string, { log }: AttributionPorts): void {
  log.warn('The author of a change could not be looked up', { resourceId, reason });
}
