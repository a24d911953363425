import type { Drift, Head, HeadRecord } from '../store/types.ts';
import { commitInPortions } from './commit.ts';
import { dispatchDrifts } from './dispatch.ts';
import { toDrift } from './drift.ts';
import type { Finding } from './find-out.ts';
import { candidateOf, scanOf } from './late-candidate.ts';
import { firstHead, nextHead } from './next-head.ts';
import type { Ports, Task } from './types.ts';

/**
 * Writes down what was found: first who reads what, then the head with its drifts, then the drifts in the journal.
 * A crash between any two of them leaves more than is needed, never less.
 */
export async function recordFinding(
  finding: Finding,
  record: HeadRecord | undefined,
  moved: Head | undefined,
  task: Task,
  ports: Ports,
): Promise<readonly Drift[] | 'conflict'> {
  const { store, readBy, clock } = ports;
  const { comparison, readAt, reads, resource, ownership } = finding;
  const stored = record?.head ?? firstHead(resource?.id ?? task.target);
  const start = moved ? { ...stored, states: moved.states, movedFrom: moved.resourceId } : stored;
  const candidate = candidateOf(task.change);
  const facts = {
    resourceId: start.resourceId,
    resourceType: resource?.type ?? start.resourceType,
    sequence: start.sequence,
    candidates: candidate ? [candidate] : [],
    ...(candidate && { eventTime: candidate.time }),
    ...scanOf(task.change),
    ...ownership,
    readAt,
    recordedAt: clock.now().toISOString(),
  };
  const drifts = comparison.transitions.map((transition, index) => toDrift(transition, index, facts));
  const next = nextHead(start, finding, drifts);
  const unknown = reads.filter((key) => !start.reads.includes(key));
  if (unknown.length > 0) await readBy.add(unknown, start.resourceId);
  const written = await commitInPortions(store, start, next, drifts, record?.etag);
  if (written === 'conflict') return 'conflict';
  if (drifts.length > 0) await dispatchDrifts(drifts, ports);
  return drifts;
}
